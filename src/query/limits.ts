/**
 * @module What D1 takes, as measured in workerd 1.20260426, which enforces what production does, and our own bounds.
 * Source: https://developers.cloudflare.com/d1/platform/limits/
 */

/** Values bound to one statement. */
export const MAX_PARAMS = 100;
/** Columns of one result. */
export const MAX_COLUMNS = 100;
/** Arguments of one function call; the documents say 32, workerd allows 127 since August 2024. */
export const MAX_ARGUMENTS = 100;
/** Tables of one join (SQLite). */
export const MAX_JOINS = 64;
/** Lists in lists inside the list of a query. Each costs 5 of the 100 levels that an expression may have; a few are left over. */
export const MAX_LEVELS = 18;
/** Bytes of one statement. */
export const MAX_SQL_BYTES = 100_000;
/** Rows of one list, unless the author says `unbounded`: a list in a row is one cell, and a cell may have some 2 MB. */
export const MAX_LIST_ROWS = 1_000;
/** How often a recursive include may be followed. */
export const MAX_DEPTH = 20;
