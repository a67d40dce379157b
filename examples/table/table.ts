/**
 * @module The page of js-framework-benchmark, with its element ids, and what one does with tables beside. Rows are keyed by
 * their ids, so that whatever happens to a row, only that row is touched. https://github.com/krausest/js-framework-benchmark
 */
import { event, LiveView, Refused, text } from "dormouse-live";
import { randomLabel, textOf, updated } from "./labels.ts";

const FEW = 1_000;
const MANY = 10_000;
const MOST = 20_000;
const EVERY = 10;

/** A row as it is kept. */
type Row = readonly [id: number, label: number];

const byId = (a: Row, b: Row): number => a[0] - b[0];

/** Mounted at /table. */
export class Table extends LiveView {
  static readonly template = "table/table.html";

  /** Ids and labels of the rows, in order: two columns, 8 bytes a row. Texts are made when they are shown. */
  ids = new Int32Array(0);
  labels = new Int32Array(0);
  nextId = 1;
  selected = 0;
  sought = "";

  /** What is shown. */
  get rows(): { readonly id: number; readonly label: string }[] {
    const { sought } = this;
    const all = this.#rows.map(([id, label]) => ({ id, label: textOf(label) }));
    if (sought === "") return all;
    return all.filter(({ id, label }) => String(id) === sought || label.includes(sought));
  }

  /** Shown by the base template. */
  get status(): string {
    const rows = `${this.ids.length.toLocaleString("en")} row${this.ids.length === 1 ? "" : "s"}`;
    return this.selected === 0 ? rows : `${rows}, ${this.selected} selected`;
  }

  @event() run(): void {
    this.#rows = this.#fresh(FEW);
  }

  @event() runLots(): void {
    this.#rows = this.#fresh(MANY);
  }

  @event() add(): void {
    this.#rows = [...this.#rows, ...this.#fresh(FEW)];
  }

  @event() update(): void {
    this.labels = this.labels.map((label, i) => (i % EVERY === 0 ? updated(label) : label));
  }

  @event() clear(): void {
    this.#rows = [];
  }

  @event() swapRows(): void {
    const rows = this.#rows;
    const [a, b] = [rows[1], rows[FEW - 2]];
    if (a !== undefined && b !== undefined) this.#rows = rows.with(1, b).with(FEW - 2, a);
  }

  @event() select(id: number): void {
    this.selected = id;
  }

  @event() remove(id: number): void {
    this.#rows = this.#rows.filter((row) => row[0] !== id);
  }

  @event() prepend(): void {
    this.#rows = [...this.#fresh(1), ...this.#rows];
  }

  @event() sortBy(column: "id" | "label"): void {
    if (column === "id") {
      this.#rows = this.#rows.toSorted(byId);
      return;
    }
    const texts = new Map(this.#rows.map(([, label]) => [label, textOf(label)]));
    const compare = new Intl.Collator("en").compare;
    const textAt = ([, label]: Row): string => texts.get(label) ?? "";
    this.#rows = this.#rows.toSorted((a, b) => compare(textAt(a), textAt(b)) || byId(a, b));
  }

  @event() reverse(): void {
    this.#rows = this.#rows.toReversed();
  }

  @event() shuffle(): void {
    const dice = this.#rows.map((row) => [Math.random(), row] as const);
    this.#rows = dice.toSorted(([a], [b]) => a - b).map(([, row]) => row);
  }

  @event(text(40)) find(sought: string): void {
    this.sought = sought.trim();
  }

  #fresh(count: number): Row[] {
    return Array.from({ length: count }, () => [this.nextId++, randomLabel()] as const);
  }

  get #rows(): readonly Row[] {
    return Array.from(this.ids, (id, i) => [id, this.labels[i] ?? 0] as const);
  }

  set #rows(rows: readonly Row[]) {
    if (rows.length > MOST) throw new Refused(`More than ${MOST} rows are too many`);
    this.ids = Int32Array.from(rows, ([id]) => id);
    this.labels = Int32Array.from(rows, ([, label]) => label);
    if (!this.ids.includes(this.selected)) this.selected = 0;
  }
}
