/**
 * @module Databases as a session reads them: one batch at a time, at least as new as what it has read before.
 */
import type { RawRow, Statement } from "./result.ts";

/** Statements of one round trip, in one transaction. */
export interface Batch {
  /** Name of the binding. */
  readonly binding: string;
  readonly statements: readonly Statement[];
  /** From where on: a bookmark of an earlier answer; "primary": with everything that was ever written; null: anywhere. */
  readonly from: Bookmark | "primary" | null;
}

/** As D1 gives it. */
export interface Bookmark {
  readonly bookmark: string;
}

/** What came of it. */
export interface Reading {
  /** Rows of each statement. */
  readonly results: readonly (readonly RawRow[])[];
  /** Null: the database has no replicas to choose from. */
  readonly bookmark: string | null;
}

/** All of them. */
export interface Databases {
  /** @throws query.failed, query.no-database */
  read(batch: Batch): Promise<Reading>;
}
