/**
 * @module 5,000 books: search, a facet, orders and pages, all in the URL. The class says which rows; which columns, joins and counts they
 * need is worked out from the template.
 */
import {
  choice,
  contains,
  event,
  explain,
  LiveView,
  number,
  query,
  text,
  url,
} from "dormouse-live";
import "./data.ts";
import { relations } from "./schema.ts";

const ON_A_PAGE = 20;
/** SQLite counts rows in whole numbers; anybody may write a URL. */
const MAX_PAGE = 1_000_000;

const ORDERS = {
  title: { title: "asc" },
  newest: { year: "desc" },
  longest: { pages: "desc" },
} as const;

/** Mounted at /library. */
export class Library extends LiveView {
  static readonly template = "library/library.html";

  @url() q = "";
  @url({ history: "push" }) tag = "";
  @url(choice("title", "newest", "longest"), { history: "push" }) sort: keyof typeof ORDERS =
    "title";
  @url(number(1, MAX_PAGE), { history: "push" }) page = 1;
  isExplained = false;

  books = query(relations.books, () => ({
    where: {
      title: contains(this.q),
      ...(this.tag === "" ? {} : { tags: { label: this.tag } }),
    },
    orderBy: ORDERS[this.sort],
    limit: ON_A_PAGE,
    offset: (this.at - 1) * ON_A_PAGE,
    live: true,
  }));
  tags = query(relations.tags, () => ({ orderBy: { label: "asc" }, limit: 100, live: true }));

  get orders(): string[] {
    return Object.keys(ORDERS);
  }

  /** The page that is shown; a URL may say 1.5. */
  get at(): number {
    return Math.floor(this.page);
  }

  get pages(): number {
    return Math.max(1, Math.ceil(this.books.total / ON_A_PAGE));
  }

  /** Of whoever went too far, the last one. */
  get previous(): number {
    return Math.min(this.at - 1, this.pages);
  }

  /** What the page asked the database, as SQL. */
  get statements(): { id: number; sql: string }[] {
    return this.isExplained ? explain(this.books).map(({ sql }, id) => ({ id, sql })) : [];
  }

  /** Shown by the base template. */
  get status(): string {
    return `page ${this.at}`;
  }

  @event(text(100)) search(q: string): void {
    this.q = q;
    this.page = 1;
  }

  @event() toggleExplanation(): void {
    this.isExplained = !this.isExplained;
  }
}
