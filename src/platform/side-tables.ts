/**
 * @module What a session has beside its one row, in SQLite: pushes that were taken, runs of tasks, messages that have not
 * left. Read only when it is asked for, except for the runs, of which there is at most one a field.
 */
import type { OutboxMessage, OutboxSize, SideChange, TaskRun } from "./storage.ts";

/** Names of these tables, for `DROP`. */
export const SIDE_TABLES: readonly string[] = ["push", "version", "task", "outbox"];

/** Keys are the tables themselves (WITHOUT ROWID), so that a push costs one row. */
export const CREATE_SIDE_TABLES = `
CREATE TABLE push (id TEXT PRIMARY KEY, at INTEGER) WITHOUT ROWID;
CREATE TABLE version (room TEXT, event TEXT, version INTEGER, at INTEGER, PRIMARY KEY (room, event)) WITHOUT ROWID;
CREATE TABLE task (field TEXT PRIMARY KEY, id TEXT, args TEXT, attempts INTEGER) WITHOUT ROWID;
CREATE TABLE outbox (n INTEGER PRIMARY KEY, id TEXT UNIQUE, queue TEXT, body TEXT, attempts INTEGER, dueAt INTEGER)`;

type Row = Record<string, SqlStorageValue>;

function text(row: Row, name: string): string {
  const value = row[name];
  return typeof value === "string" ? value : "";
}

function number(row: Row, name: string): number {
  return Number(row[name] ?? 0);
}

/** The tables beside the session's own. */
export class SideTables {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  /** Inside a transaction. */
  apply(change: SideChange): void {
    const { sql } = this.#storage;
    switch (change.kind) {
      case "seen":
        sql.exec("INSERT INTO push VALUES (?, ?)", change.id, change.at);
        return;
      case "version": {
        const { room, event, version } = change.source;
        sql.exec("REPLACE INTO version VALUES (?, ?, ?, ?)", room, event, version, change.at);
        return;
      }
      case "task": {
        const { field, id, args, attempts } = change.run;
        sql.exec("REPLACE INTO task VALUES (?, ?, ?, ?)", field, id, args, attempts);
        return;
      }
      case "task-over":
        sql.exec("DELETE FROM task WHERE field = ?", change.field);
        return;
      case "message": {
        const { id, queue, body, attempts, dueAt } = change.message;
        sql.exec(
          `INSERT INTO outbox (id, queue, body, attempts, dueAt) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET attempts = excluded.attempts, dueAt = excluded.dueAt`,
          id,
          queue,
          body,
          attempts,
          dueAt,
        );
        return;
      }
      case "message-over":
        sql.exec("DELETE FROM outbox WHERE id = ?", change.id);
        return;
      case "alarm":
        // In the same synchronous block as the write, so that it is part of the same commit; the output gate waits for it.
        void this.#storage.setAlarm(change.at);
        return;
    }
  }

  tasks(): readonly TaskRun[] {
    return this.#rows("SELECT * FROM task").map((row) => ({
      id: text(row, "id"),
      field: text(row, "field"),
      args: text(row, "args"),
      attempts: number(row, "attempts"),
    }));
  }

  hasSeen(id: string): boolean {
    return this.#rows("SELECT 1 FROM push WHERE id = ?", id).length > 0;
  }

  versionOf(room: string, event: string): number {
    const [row] = this.#rows(
      "SELECT version FROM version WHERE (room, event) = (?, ?)",
      room,
      event,
    );
    return row === undefined ? -1 : number(row, "version");
  }

  forgetPushes(before: number): void {
    const { sql } = this.#storage;
    sql.exec("DELETE FROM push WHERE at < ?", before);
    sql.exec("DELETE FROM version WHERE at < ?", before);
  }

  dueMessages(at: number, most: number): readonly OutboxMessage[] {
    const due = this.#rows("SELECT * FROM outbox WHERE dueAt <= ? ORDER BY n LIMIT ?", at, most);
    return due.map((row) => ({
      id: text(row, "id"),
      queue: text(row, "queue"),
      body: text(row, "body"),
      attempts: number(row, "attempts"),
      dueAt: number(row, "dueAt"),
    }));
  }

  outboxSize(): OutboxSize {
    const [row = {}] = this.#rows("SELECT count(*) AS messages, min(dueAt) AS nextAt FROM outbox");
    const messages = number(row, "messages");
    return { messages, nextAt: messages === 0 ? null : number(row, "nextAt") };
  }

  #rows(query: string, ...given: readonly SqlStorageValue[]): Row[] {
    return this.#storage.sql.exec<Row>(query, ...given).toArray();
  }
}
