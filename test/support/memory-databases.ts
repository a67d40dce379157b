/**
 * @module The databases and rooms of a session in memory: what was asked is kept, and a test may let the next question fail.
 */
import type { Batch, Databases, Reading } from "../../src/query/databases.ts";
import type { Rooms } from "../../src/session/ports.ts";

/** As much of a SQLite as it takes. */
interface Data {
  readonly sqlite: {
    prepare(sql: string): { all(...values: unknown[]): Record<string, unknown>[] };
  };
}

/** One database, whatever its name. */
export class MemoryDatabases implements Databases {
  data: Data | null = null;
  readonly batches: Batch[] = [];
  /** What the next batch fails with. */
  failing: Error | null = null;

  async read(batch: Batch): Promise<Reading> {
    this.batches.push(batch);
    const { failing, data } = this;
    this.failing = null;
    if (failing !== null) throw failing;
    if (data === null) throw new Error("no database");
    const results = batch.statements.map(({ sql, params }) =>
      data.sqlite.prepare(sql).all(...params),
    );
    return { results, bookmark: `after ${this.batches.length}` };
  }
}

/** Rooms that only listen. */
export class MemoryRooms implements Rooms {
  readonly subscriptions: string[] = [];
  head = 0;

  async subscribe(database: string, tables: readonly string[]): Promise<number> {
    this.subscriptions.push(`${database}: ${tables.toSorted().join(" ")}`);
    return this.head;
  }
}
