/**
 * @module The queries of one instance of a view: which there are, what they must read before it can be shown, and whether a change of
 * their database touches them. Rows are memory; what is stored is how new they were, so that nothing older is ever read, and
 * a page that comes back knows whether it missed a change. A view without queries costs nothing here.
 */
import { dataOf } from "../query/data-of.ts";
import { DormouseError } from "../errors/error.ts";
import { LOG_TABLE } from "../protocol/row-change.ts";
import type { Bookmark, Databases } from "../query/databases.ts";
import { queriesOf, type QueryField } from "../query/field.ts";
import { type Footprint, touches } from "../query/footprint.ts";
import type { RawRow, Statement } from "../query/result.ts";
import type { Notice } from "../rpc/notice.ts";
import type { Awaitable, LiveView } from "../view/live-view.ts";
import type { RegisteredView } from "../view/registry.ts";

/** A condition may depend on rows of another query, so that one answer can ask the next question. */
const MAX_ROUNDS = 4;

/** Where the log of a database is, read in the transaction of the rows. */
const PLACE: Statement = { sql: `SELECT max(seq) AS seq FROM ${LOG_TABLE}`, params: [] };

/** What a session knows of a database. */
interface Known {
  /** Of its last read. */
  readonly bookmark?: string;
  /** Of live queries: the place in the log that all their rows are as new as, and their tables. */
  readonly place?: number;
  readonly tables?: readonly string[];
}

/** A database that a session wants to hear of. */
export interface Interest {
  readonly database: string;
  readonly tables: readonly string[];
  readonly place: number;
}

/** What a session stores of its databases, by their names. */
function parseKnown(text: string): Record<string, Known> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by `Queries`
  return text === "" ? {} : (JSON.parse(text) as Record<string, Known>);
}

/** What is stored of a session's live queries: whose changes it wants to hear of. */
export function interestsOf(text: string): Interest[] {
  return Object.entries(parseKnown(text)).flatMap(([database, { place, tables }]) =>
    place === undefined || tables === undefined ? [] : [{ database, tables, place }],
  );
}

/** A live query, once it was read. */
interface Shown {
  readonly footprint: Footprint;
  place: number;
}

/** What a view is to its queries. */
interface Belonging {
  readonly view: LiveView;
  readonly registered: RegisteredView;
  readonly isDevelopment: boolean;
  /** What was stored. */
  readonly known: string;
}

/** See the module. */
export class Queries {
  readonly #databases: Databases;
  readonly #fields: readonly QueryField[];
  readonly #shown: Map<QueryField, Shown> = new Map();
  /** Writes of this isolate, when it last read. */
  readonly #writes: Map<string, number> = new Map();
  #known: string;

  constructor(databases: Databases, { view, registered, isDevelopment, known }: Belonging) {
    this.#databases = databases;
    this.#known = known;
    this.#fields = [...queriesOf(view)].map(([field, query]) => {
      query.attach({ uses: dataOf(registered.template), field, view, isDevelopment });
      this.#writes.set(query.binding, query.activity.writes);
      return query;
    });
  }

  /** As it is stored. */
  get known(): string {
    return this.#known;
  }

  /**
   * Brings all rows up to what the view asks for. Without queries nothing is pending, so whoever waits sets no timer.
   * @throws query.*, and what a config throws
   */
  read(): Awaitable<void> {
    return this.#fields.length === 0 ? undefined : this.#readAll();
  }

  async #readAll(): Promise<void> {
    this.#hearOwn();
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const batches = this.#needed();
      if (batches.size === 0) return;
      await Promise.all([...batches].map(async ([binding, asked]) => this.#run(binding, asked)));
    }
    throw new DormouseError("query.config", "the queries of a view ask again with every answer", {
      hint: "a config depends on the rows of its own query",
    });
  }

  /** Marks what a notice touches, to be read again. False: nothing. */
  hear({ database, changes, head }: Notice): boolean {
    let isTouched = false;
    for (const query of this.#fields) {
      if (query.binding !== database || !query.isLive) continue;
      const shown = this.#shown.get(query);
      if (shown === undefined) isTouched = true;
      else if (head <= shown.place) continue;
      else if (
        changes === null ||
        changes.some((change) => change.seq > shown.place && touches(shown.footprint, change))
      ) {
        query.refresh();
        isTouched = true;
      } else shown.place = head;
    }
    return isTouched;
  }

  /** What handlers of this isolate wrote shows in the turn that wrote it. */
  #hearOwn(): void {
    for (const [query, { place, footprint }] of this.#shown) {
      const own = query.activity.after(place);
      if (own.some((change) => touches(footprint, change))) query.refresh();
    }
  }

  #needed(): Map<string, Asked[]> {
    const batches = new Map<string, Asked[]>();
    for (const query of this.#fields) {
      const statements = query.needs();
      if (statements.length === 0) continue;
      const batch = batches.get(query.binding) ?? [];
      batches.set(query.binding, batch);
      batch.push({ query, statements });
    }
    return batches;
  }

  async #run(binding: string, asked: readonly Asked[]): Promise<void> {
    const statements = asked.flatMap((each) => each.statements);
    const isLive = asked.some(({ query }) => query.isLive);
    const writes = asked[0]?.query.activity.writes ?? 0;
    const before = parseKnown(this.#known)[binding];
    const { results, bookmark } = await this.#databases.read({
      binding,
      statements: isLive ? [...statements, PLACE] : statements,
      from: this.#writes.get(binding) === writes ? bookmarkOf(before) : "primary",
    });
    this.#writes.set(binding, writes);
    let at = 0;
    for (const { query, statements: own } of asked) {
      query.accept(results.slice(at, (at += own.length)));
      // Following all rows costs more than reading them: only for queries that hear of changes.
      const footprint = query.isLive ? query.footprint : null;
      if (footprint !== null) this.#shown.set(query, { footprint, place: placeIn(results.at(-1)) });
      else this.#shown.delete(query);
    }
    this.#remember(binding, bookmark);
  }

  #remember(binding: string, bookmark: string | null): void {
    const shown = [...this.#shown].filter(([query]) => query.binding === binding);
    const tables = new Set(
      shown.flatMap(([query, { footprint }]) =>
        footprint.isOpaque ? query.tables : [...footprint.tables.keys()],
      ),
    );
    const known: Known = {
      ...(bookmark === null ? {} : { bookmark }),
      ...(shown.length === 0
        ? {}
        : { place: Math.min(...shown.map(([, { place }]) => place)), tables: [...tables] }),
    };
    this.#known = JSON.stringify({ ...parseKnown(this.#known), [binding]: known });
  }
}

interface Asked {
  readonly query: QueryField;
  readonly statements: readonly Statement[];
}

function bookmarkOf(known: Known | undefined): Bookmark | null {
  return known?.bookmark === undefined ? null : { bookmark: known.bookmark };
}

function placeIn(rows: readonly RawRow[] | undefined): number {
  return Number(rows?.[0]?.["seq"] ?? 0);
}
