/**
 * @module Runs a query of a view on SQLite in Node, as a turn does on D1: its statements, their rows, again until nothing is needed.
 */
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { Query } from "../../src/query/query.ts";
import type { RawRow, Statement } from "../../src/query/result.ts";

/** One statement. */
export function runStatement(db: DatabaseSync, { sql, params }: Statement): RawRow[] {
  return db.prepare(sql).all(...(params as SQLInputValue[]));
}

/** Brings the rows up to date. Returns all statements that it took, round by round. */
export function settle(db: DatabaseSync, field: Query): Statement[][] {
  const rounds: Statement[][] = [];
  for (let needs = field.needs(); needs.length > 0; needs = field.needs()) {
    rounds.push([...needs]);
    if (rounds.length > 4) throw new Error("a query that never settles");
    field.accept(needs.map((statement) => runStatement(db, statement)));
  }
  return rounds;
}
