/**
 * @module What goes to a database and comes back. A query says what it needs and takes the answers; who owns the turn sends
 * the statements of all queries in one batch.
 */

/** One SQL statement for SQLite or D1. Its values are always parameters. */
export interface Statement {
  readonly sql: string;
  readonly params: readonly unknown[];
}

/** One row as the database gives it: columns by name. */
export type RawRow = { readonly [column: string]: unknown };

/**
 * A query of a view, as the session drives it: ask, send everything as one batch, hand over the rows, ask again. Empty: its rows
 * are what the view now asks for. At most three rounds a turn.
 */
export interface Execution {
  /** Binding of its database. */
  readonly binding: string;
  /** @throws query.* */
  needs(): readonly Statement[];
  /** The rows of each statement of the last {@link needs}. @throws query.unbounded */
  accept(results: readonly (readonly RawRow[])[]): void;
}
