/**
 * @module What a page shows of a database, and whether a change can touch it. The question is only ever answered with "no" when no
 * row that is shown, counted or left out by a limit can have become another; anything else is "yes", and the query runs.
 */
import type { RowChange } from "../protocol/row-change.ts";

/** Ways in which a row may come to be looked at, or cease to be. */
export type Reach =
  /** Whatever it holds: a root query over the table, say. */
  | "any"
  /** Only while its foreign key points to one of these values. */
  | { readonly column: string; readonly values: ReadonlySet<unknown> };

/** What one part of a query shows of one table. */
export interface TableFootprint {
  /** Columns whose values are shown, decide a branch, or lead to other rows. */
  readonly shown: ReadonlySet<string>;
  /** Columns that decide which rows there are, and in which order. */
  readonly deciding: ReadonlySet<string>;
  /** Primary keys of the rows that were read or asked for, as `keyOf` writes them; null: not known, so any. */
  readonly keys: ReadonlySet<string> | null;
  /** None: only the rows that were read matter. */
  readonly reach: readonly Reach[];
}

/** By the names of the database. */
export interface Footprint {
  readonly tables: ReadonlyMap<string, readonly TableFootprint[]>;
  /** Some of it is SQL of the author's own, which may read any table. */
  readonly isOpaque: boolean;
}

function reaches(reach: readonly Reach[], { links }: RowChange): boolean {
  return reach.some((way) => {
    if (way === "any") return true;
    // A column that is no foreign key has no values in the log.
    const values = links[way.column];
    return values === undefined || values.some((value) => way.values.has(value));
  });
}

/** Whether `change` can have changed what `footprint` stands for. */
export function touches({ tables, isOpaque }: Footprint, change: RowChange): boolean {
  if (isOpaque) return true;
  return tables.get(change.table)?.some((part) => touchesPart(part, change)) === true;
}

function touchesPart(part: TableFootprint, change: RowChange): boolean {
  const { shown, deciding, keys, reach } = part;
  const isRead = keys === null || keys.has(change.key);
  if (change.op !== "update") return isRead || reaches(reach, change);
  if (change.columns.some((column) => deciding.has(column))) {
    return isRead || reaches(reach, change);
  }
  return isRead && change.columns.some((column) => shown.has(column));
}
