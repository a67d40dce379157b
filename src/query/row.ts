/**
 * @module Rows of answers: plain objects with exactly the fields of the plan, with values of Drizzle's types in every position. A
 * list of which only some rows are read has them at their own positions, and its real length: nothing that a template asks of
 * it gives another answer than the whole list would.
 */
import { DormouseError } from "../errors/error.ts";
import type { ListPlan, RowPlan } from "./plan.ts";
import type { Computed, TableFacts } from "./schema.ts";

/** A row as templates and code see it. */
export type Row = { [field: string]: unknown };

/**
 * What stands for a row, or for rows, of which only the existence was read. An object of a kind of its own, which templates do
 * not take for an empty one.
 */
export const UNREAD: object = Object.freeze(Object.create({}));

/** Where a value is: a position in a JSON array, or a column of a result. */
export type At = number | string;
/** One row of an answer. */
export type Values = { readonly [at: At]: unknown };

interface Column {
  readonly name: string;
  readonly at: At;
  readonly decode: ((value: unknown) => unknown) | null;
}

/** Makes the rows of one level of a plan out of the values of one answer. */
export class RowReader {
  readonly #columns: Column[] = [];
  readonly #more: ((row: Row, values: Values) => void)[] = [];
  readonly #key: readonly string[];
  readonly #keyAt: At[] = [];
  readonly #computed: readonly (readonly [string, Computed])[];
  readonly #keyAsId: boolean;

  constructor(plan: RowPlan, facts: TableFacts) {
    this.#key = facts.key;
    this.#keyAsId = plan.keyAsId;
    this.#computed = plan.computed.flatMap((name) => {
      const field = facts.computed.get(name);
      return field === undefined ? [] : [[name, field] as const];
    });
  }

  addColumn(column: Column): void {
    this.#columns.push(column);
    if (this.#key.includes(column.name)) this.#keyAt.push(column.at);
  }

  /** A to-one relation of which only its columns here are known. */
  addPresence(name: string, columns: readonly string[]): void {
    this.#more.push((row) => {
      row[name] = columns.every((column) => row[column] !== null) ? UNREAD : null;
    });
  }

  addOne(name: string, reader: RowReader): void {
    this.#more.push((row, values) => {
      row[name] = reader.isPresent(values) ? reader.read(values) : null;
    });
  }

  addList(
    name: string,
    { at, countAt, row, list }: { at: At; countAt: At | null; row: RowReader; list: ListPlan },
  ): void {
    this.#more.push((to, values) => {
      // Inside another list it has been parsed with it.
      const cell = values[at];
      const items = (typeof cell === "string" ? JSON.parse(cell) : cell) as Values[];
      const rows = items.map((item) => row.read(item));
      to[name] = placeRows(rows, {
        list,
        count: countAt === null ? null : Number(values[countAt]),
        what: name,
      });
    });
  }

  /** A list of which only its length is known, or whether there is any. */
  addCount(name: string, { at, isExact }: { at: At; isExact: boolean }): void {
    this.#more.push((row, values) => {
      const count = Number(values[at]);
      row[name] = isExact || count === 0 ? countedRows(count) : UNREAD;
    });
  }

  /** Whether a joined row is there: a key is never null. */
  isPresent(values: Values): boolean {
    return this.#keyAt.every((at) => values[at] !== null);
  }

  read(values: Values): Row {
    const row: Row = {};
    // Plain loops: this runs for every row of every list.
    for (let i = 0; i < this.#columns.length; i++) {
      const { name, at, decode } = this.#columns[i] as Column;
      const value = values[at];
      row[name] = decode === null || value === null ? value : decode(value);
    }
    for (let i = 0; i < this.#more.length; i++) this.#more[i]?.(row, values);
    if (this.#keyAsId) row["id"] = this.#keyText(row);
    if (this.#computed.length > 0) this.#compute(row);
    return row;
  }

  #compute(row: Row): void {
    for (const [name, { get }] of this.#computed)
      Object.defineProperty(row, name, { get: () => get(row), enumerable: true });
  }

  #keyText(row: Row): string {
    return this.#key.map((name) => encodeURIComponent(String(row[name]))).join(":");
  }
}

function holes(length: number): Row[] {
  // oxlint-disable-next-line unicorn/no-new-array -- eight times as fast as setting the length of an empty one
  return new Array<Row>(length);
}

/** A list of `count` rows of which none was read. */
export function countedRows(count: number): readonly Row[] {
  return holes(count);
}

/** Rows at their positions. @throws query.unbounded */
export function placeRows(
  rows: Row[],
  { list: { range, bound }, count, what }: { list: ListPlan; count: number | null; what: string },
): readonly Row[] {
  if (bound !== null && rows.length > bound) {
    throw new DormouseError("query.unbounded", `${what} has more than ${bound} rows`, {
      hint: 'give the query a limit, cut the list in the template (|slice:":100"), or say unbounded: true',
    });
  }
  if (range?.last === true) rows.reverse();
  const from = range === null || range.last ? 0 : range.from;
  if (from === 0 && count === null) return rows;
  const length = count ?? from + rows.length;
  const list = holes(length);
  const start = range?.last === true ? length - rows.length : from;
  rows.forEach((row, i) => {
    if (start + i < length) list[start + i] = row;
  });
  return list;
}
