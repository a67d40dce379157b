/**
 * @module Storage of a room on Cloudflare: SQLite of its Durable Object. Made with the first subscriber, so that a room which nobody
 * looks at leaves nothing behind.
 */
import type { RoomStorage, Subscriber } from "./room.ts";

const TABLES = `
CREATE TABLE IF NOT EXISTS room (one INTEGER PRIMARY KEY CHECK (one = 1), database TEXT, head INTEGER, telling INTEGER);
CREATE TABLE IF NOT EXISTS subscriber (session TEXT PRIMARY KEY, tables TEXT, behind INTEGER) WITHOUT ROWID`;

type Row = Record<string, string | number | null>;

/** Storage of the room that `storage` belongs to. */
export class SqliteRoomStorage implements RoomStorage {
  readonly #storage: DurableObjectStorage;
  /** Read once; every change goes through here. */
  #subscribers: Map<string, Subscriber> | null = null;
  #exists: boolean;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    const found = storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'room'").toArray();
    this.#exists = found.length > 0;
  }

  #room(): Row | undefined {
    return this.#exists
      ? this.#storage.sql.exec<Row>("SELECT * FROM room").toArray()[0]
      : undefined;
  }

  #known(): Map<string, Subscriber> {
    const rows = this.#exists ? this.#storage.sql.exec<Row>("SELECT * FROM subscriber") : [];
    this.#subscribers ??= new Map(
      [...rows].map(({ session, tables, behind }) => [
        String(session),
        {
          session: String(session),
          // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by `put`
          tables: JSON.parse(String(tables)) as string[],
          behind: typeof behind === "number" ? behind : null,
        },
      ]),
    );
    return this.#subscribers;
  }

  database(): string | null {
    const name = this.#room()?.["database"];
    return typeof name === "string" ? name : null;
  }

  head(): number {
    return Number(this.#room()?.["head"] ?? 0);
  }

  telling(): number | null {
    const from = this.#room()?.["telling"];
    return typeof from === "number" ? from : null;
  }

  setTelling(from: number | null): void {
    if (this.telling() !== from) this.#storage.sql.exec("UPDATE room SET telling = ?", from);
  }

  subscribers(): readonly Subscriber[] {
    return [...this.#known().values()];
  }

  begin(database: string, head: number): void {
    this.#storage.sql.exec(TABLES);
    this.#exists = true;
    this.#storage.sql.exec(
      "INSERT INTO room (one, database, head) VALUES (1, ?, ?) ON CONFLICT (one) DO UPDATE SET database = excluded.database, head = excluded.head, telling = NULL",
      database,
      head,
    );
  }

  setHead(head: number): void {
    this.#storage.sql.exec("UPDATE room SET head = ?", head);
  }

  put(subscriber: Subscriber): void {
    const { session, tables, behind } = subscriber;
    this.#known().set(session, subscriber);
    this.#storage.sql.exec(
      "INSERT OR REPLACE INTO subscriber (session, tables, behind) VALUES (?, ?, ?)",
      session,
      JSON.stringify(tables),
      behind,
    );
  }

  remove(session: string): void {
    if (!this.#known().delete(session)) return;
    this.#storage.sql.exec("DELETE FROM subscriber WHERE session = ?", session);
  }

  async setAlarm(time: number): Promise<void> {
    await this.#storage.setAlarm(time);
  }
}
