/**
 * @module The library on SQLite in Node, with D1's limits where SQLite can be told of them.
 */
import { DatabaseSync } from "node:sqlite";
import { BOOKS, SCHEMA } from "./library.ts";

/** An empty library. */
export function openLibrary(): DatabaseSync {
  const db = new DatabaseSync(":memory:", {
    limits: {
      exprDepth: 100,
      functionArg: 127,
      column: 100,
      variableNumber: 100,
      compoundSelect: 5,
    },
  });
  for (const statement of SCHEMA) db.exec(statement);
  return db;
}

/** A library of four books. */
export function library(): DatabaseSync {
  const db = openLibrary();
  for (const statement of BOOKS) db.exec(statement);
  return db;
}
