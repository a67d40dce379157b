/**
 * @module A list of things to do, as everybody knows it: add, tick, edit, filter. The filter is in the URL; what the user
 * types passes a schema; the view refuses what it does not want, and the template says so.
 */
import { choice, event, flag, LiveView, Refused, type Schema, text, url } from "dormouse-live";

const MAX_ITEMS = 200;
const MAX_TITLE = 80;

interface Item {
  readonly id: number;
  title: string;
  done: boolean;
}

/** The form of a new item: its one field, without white space around it. Any Standard Schema would do. */
const newItem: Schema<unknown, string> = {
  "~standard": {
    version: 1,
    vendor: "todo",
    validate(form) {
      const title: unknown =
        typeof form === "object" && form !== null && "title" in form ? form.title : null;
      return typeof title === "string" && title.length <= MAX_TITLE
        ? { value: title.trim() }
        : { issues: [{ message: `expected a title of at most ${MAX_TITLE} characters` }] };
    },
  },
};

/** Mounted at /todo. */
export class Todo extends LiveView {
  static readonly template = "todo/todo.html";

  items: Item[] = [];
  nextId = 1;
  editing: number | null = null;
  /** The new item's field says this; so it is empty again once an item was added. */
  draft = "";
  @url(choice("all", "open", "done"), { history: "push" }) show: "all" | "open" | "done" = "all";

  get visible(): Item[] {
    return this.items.filter(({ done }) => this.show === "all" || done === (this.show === "done"));
  }

  get open(): number {
    return this.items.filter(({ done }) => !done).length;
  }

  get done(): number {
    return this.items.length - this.open;
  }

  /** Shown by the base template. */
  get status(): string {
    return `${this.open} to do`;
  }

  @event(newItem) add(title: string): void {
    if (title === "") return;
    if (this.items.length >= MAX_ITEMS) throw new Refused(`${MAX_ITEMS} are enough for today`);
    this.#refuseTwice(title);
    this.items.push({ id: this.nextId++, title, done: false });
  }

  @event() toggle(id: number): void {
    const item = this.#item(id);
    item.done = !item.done;
  }

  @event(flag()) toggleAll(done: boolean): void {
    for (const item of this.items) item.done = done;
  }

  @event() edit(id: number): void {
    this.editing = this.#item(id).id;
  }

  @event() cancel(): void {
    this.editing = null;
  }

  @event(text(MAX_TITLE)) rename(id: number, typed: string): void {
    const item = this.#item(id);
    const title = typed.trim();
    if (title === "") return this.remove(id);
    if (title !== item.title) this.#refuseTwice(title);
    item.title = title;
    this.editing = null;
  }

  @event() remove(id: number): void {
    this.items = this.items.filter((item) => item.id !== id);
    if (this.editing === id) this.editing = null;
  }

  @event() clearDone(): void {
    this.items = this.items.filter(({ done }) => !done);
  }

  #item(id: number): Item {
    const item = this.items.find((each) => each.id === id);
    if (item === undefined) throw new Refused("That item is gone");
    return item;
  }

  #refuseTwice(title: string): void {
    const isThere = this.items.some((item) => !item.done && item.title === title);
    if (isThere) throw new Refused(`“${title}” is on the list already`);
  }
}
