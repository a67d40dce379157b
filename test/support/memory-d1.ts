/**
 * @module D1 over Node's own SQLite, for tests without workerd: the same statements, results and one transaction per batch. What
 * it does not have: limits, replicas, bookmarks.
 */
import type { D1Database } from "@cloudflare/workers-types";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";

/** A database in memory, as a binding and as itself. */
export interface MemoryD1 {
  readonly sqlite: DatabaseSync;
  readonly binding: D1Database;
}

class Statement {
  readonly sql: string;
  readonly #sqlite: DatabaseSync;
  readonly #values: readonly SQLInputValue[];

  constructor(sqlite: DatabaseSync, sql: string, values: readonly SQLInputValue[] = []) {
    this.#sqlite = sqlite;
    this.sql = sql;
    this.#values = values;
  }

  bind(...values: unknown[]): Statement {
    return new Statement(this.#sqlite, this.sql, values as SQLInputValue[]);
  }

  rows(): Record<string, unknown>[] {
    return this.#sqlite.prepare(this.sql).all(...this.#values);
  }

  async all(): Promise<{ results: Record<string, unknown>[]; success: true; meta: object }> {
    return { results: this.rows(), success: true, meta: {} };
  }

  async run(): ReturnType<Statement["all"]> {
    return this.all();
  }

  async first(column?: string): Promise<unknown> {
    const row = this.rows()[0] ?? null;
    return column === undefined || row === null ? row : row[column];
  }

  async raw(): Promise<unknown[][]> {
    return this.rows().map((row) => Object.values(row));
  }
}

/** An empty database with foreign keys enforced, as D1 has them. */
export function memoryD1(): MemoryD1 {
  const sqlite = new DatabaseSync(":memory:");
  sqlite.exec("PRAGMA foreign_keys = ON");
  const face = {
    prepare: (sql: string) => new Statement(sqlite, sql),
    async batch(statements: readonly Statement[]): Promise<unknown[]> {
      sqlite.exec("BEGIN");
      try {
        const results = statements.map((each) => ({
          results: each.rows(),
          success: true,
          meta: {},
        }));
        sqlite.exec("COMMIT");
        return results;
      } catch (error) {
        sqlite.exec("ROLLBACK");
        throw error;
      }
    },
    async exec(sql: string): Promise<unknown> {
      sqlite.exec(sql);
      return { count: 1, duration: 0 };
    },
    withSession: () => ({ ...face, getBookmark: () => null }),
  };
  return { sqlite, binding: face as unknown as D1Database };
}
