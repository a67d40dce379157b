/**
 * @module What a query reads, as a plain tree: columns, joins, counts and limits. Immutable. It names tables, columns and
 * relations by their names in `defineRelations`, holds no value and no SQL: what says it in SQL is `statement.ts`.
 */

/** Which rows of a list, by position. `last`: counted from the end. */
export interface Range {
  readonly from: number;
  /** Exclusive; null: to the end. */
  readonly to: number | null;
  readonly last: boolean;
}

/** Why a column is read: the template names it; code does (`also`, computed fields); it is part of the key. */
export type Reason = "template" | "code" | "key";

/** One column. `control`: it only decides branches, so that its value is nowhere in the page. */
export interface ColumnPlan {
  readonly name: string;
  readonly reason: Reason;
  readonly control: boolean;
}

/** A relation to one row. `read` null: only whether there is one. */
export interface OnePlan {
  readonly name: string;
  readonly read: RowPlan | null;
}

/** A relation to many rows. `rows` null: only whether there are any, or how many. */
export interface ManyPlan {
  readonly name: string;
  readonly rows: ListPlan | null;
  /** How many there are is read as such, not counted from the rows. */
  readonly counts: boolean;
  /** No index helps to find the rows, and the author said that this is fine. */
  readonly unindexed: boolean;
}

/** Rows of a list. */
export interface ListPlan {
  readonly row: RowPlan;
  /** Null: all. */
  readonly range: Range | null;
  /** Most rows that one list may have; null: the author said that there is no bound. */
  readonly bound: number | null;
}

/** What is read of a row. */
export interface RowPlan {
  readonly table: string;
  readonly columns: readonly ColumnPlan[];
  readonly ones: readonly OnePlan[];
  readonly manys: readonly ManyPlan[];
  /** Fields that the app computes from the others. */
  readonly computed: readonly string[];
  /** The key is also wanted as `id`, which the table does not have. */
  readonly keyAsId: boolean;
  /** What the template names under conditions that do not hold, or deeper than a recursion goes: left out. */
  readonly absent: readonly string[];
}

/** What one query field reads. */
export interface Plan {
  readonly table: string;
  /** Null: no row is read. */
  readonly rows: ListPlan | null;
  /** How many rows the page has, when rows do not tell. */
  readonly counts: boolean;
  /** Whether there are any, when nothing else tells. */
  readonly exists: boolean;
  /** How many rows there are without limit and offset. */
  readonly total: boolean;
}
