/**
 * @module What happened to one row of a database, as the triggers of `src/query/log-schema.ts` write it down: which row, which of its columns,
 * and to which rows of other tables it points. Values of other columns are not in it, so that nothing secret travels.
 */
import { DormouseError } from "../errors/error.ts";

/** One change of one row. Names are those of the database. */
export interface RowChange {
  /** Place in the log: total order over the database, without gaps. */
  readonly seq: number;
  readonly table: string;
  readonly op: "insert" | "update" | "delete";
  /** Primary key: a JSON array, as {@link keyOf} writes it. */
  readonly key: string;
  /** Columns that changed; all of them matter for an insert or a delete, and none is named. */
  readonly columns: readonly string[];
  /** Foreign keys: values before and after, equal when they did not change. */
  readonly links: { readonly [column: string]: readonly unknown[] };
}

/** A row of the log, as D1 answers. */
export interface LogRow {
  readonly seq: number;
  readonly tbl: string;
  readonly op: string;
  readonly key: string;
  readonly cols: string;
  readonly links: string;
}

/** Name of the log. */
export const LOG_TABLE = "_dormouse_log";

/** Columns of {@link LogRow}, for a `select`. */
export const LOG_COLUMNS = "seq, tbl, op, key, cols, links";

/** The name of a primary key: its values in the order of the key's columns. */
export function keyOf(values: readonly unknown[]): string {
  return JSON.stringify(values);
}

function isOp(op: string): op is RowChange["op"] {
  return op === "insert" || op === "update" || op === "delete";
}

/** @throws query.log when the table was written by something else than the triggers */
export function readChange(row: LogRow): RowChange {
  const { seq, tbl: table, op } = row;
  if (!isOp(op)) {
    throw new DormouseError("query.log", `row ${seq} of the log says ${JSON.stringify(op)}`);
  }
  return {
    seq,
    table,
    op,
    // Read and written again: SQLite and JavaScript spell the same text and numbers differently.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by the trigger's json_array
    key: keyOf(JSON.parse(row.key) as unknown[]),
    columns: row.cols === "" ? [] : row.cols.split(","),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by the trigger's json_object
    links: JSON.parse(row.links) as RowChange["links"],
  };
}
