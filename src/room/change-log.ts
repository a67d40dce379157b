/**
 * @module The log of changes in D1, as the room of its database reads it.
 */
import type { D1Database } from "@cloudflare/workers-types";
import { LOG_COLUMNS, LOG_TABLE, type LogRow, readChange } from "../protocol/row-change.ts";
import { type ChangeLog, KEPT_S, MAX_CHANGES } from "./room.ts";

const READ = `SELECT ${LOG_COLUMNS} FROM ${LOG_TABLE} WHERE seq > ? ORDER BY seq LIMIT ${MAX_CHANGES + 1}`;
const FIRST = `SELECT min(seq) AS seq FROM ${LOG_TABLE}`;
// The counter, not the rows: those that were pruned have been.
const HEAD = `SELECT seq FROM sqlite_sequence WHERE name = '${LOG_TABLE}'`;
/** The newest entry stays, so that a room sees what is missing before the oldest one. */
const PRUNE = `DELETE FROM ${LOG_TABLE} WHERE at < unixepoch() - ${KEPT_S} AND seq < (SELECT max(seq) FROM ${LOG_TABLE})`;

interface Place {
  readonly seq: number | null;
}

/** The logs of the databases that `databaseOf` finds by the names of their bindings. */
export class D1ChangeLog implements ChangeLog {
  readonly #databaseOf: (name: string) => D1Database;

  constructor(databaseOf: (name: string) => D1Database) {
    this.#databaseOf = databaseOf;
  }

  async read(name: string, after: number): ReturnType<ChangeLog["read"]> {
    const database = this.#databaseOf(name);
    const [first, rows] = await database.batch<LogRow | Place>([
      database.prepare(FIRST),
      database.prepare(READ).bind(after),
    ]);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- rows of READ
    const changes = ((rows?.results ?? []) as LogRow[]).map(readChange);
    return { changes, first: first?.results[0]?.seq ?? 0 };
  }

  async head(name: string): Promise<number> {
    const row = await this.#databaseOf(name).prepare(HEAD).first<Place>();
    return row?.seq ?? 0;
  }

  async prune(name: string): Promise<void> {
    await this.#databaseOf(name).prepare(PRUNE).run();
  }
}
