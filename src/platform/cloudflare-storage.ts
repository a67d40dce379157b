/**
 * @module Storage of a session on Cloudflare: SQLite of its Durable Object. One table with one row, one of rejections,
 * and those of `side-tables.ts`. The tables come with the first write, so that an object which only answered a GET leaves nothing behind. An alarm that is set
 * in the same synchronous block as a write is part of the same commit (write coalescing).
 */
import { CREATE_SIDE_TABLES, SIDE_TABLES, SideTables } from "./side-tables.ts";
import type {
  Change,
  FormerPage,
  OutboxMessage,
  OutboxSize,
  SessionRecord,
  SessionStorage,
  SetAside,
  SideChange,
  StoredRejection,
  StoredSession,
} from "./storage.ts";

/** Version of these tables. */
const FORMAT = 3;

const TABLES = `
CREATE TABLE session (one INTEGER PRIMARY KEY CHECK (one = 1), format INTEGER, view TEXT, url TEXT, principal TEXT, user TEXT,
  version INTEGER, state TEXT, frame BLOB, build TEXT, epoch INTEGER, seq INTEGER, since INTEGER, formerFrame BLOB, formerFrom INTEGER, formerTo INTEGER, expiresAt INTEGER,
  tokens REAL, countedAt INTEGER, databases TEXT, aside TEXT, nonce TEXT, last INTEGER, mark INTEGER, known BLOB, former TEXT);
CREATE TABLE rejection (n INTEGER PRIMARY KEY, nonce TEXT, id INTEGER, code TEXT, message TEXT)`;

type Cell = string | number | ArrayBuffer | null;

/** Names of columns go into SQL, so they come from here and not from an object's keys. */
const COLUMNS = [
  "view",
  "url",
  "principal",
  "user",
  "version",
  "state",
  "frame",
  "build",
  "epoch",
  "seq",
  "since",
  "formerFrame",
  "formerFrom",
  "formerTo",
  "expiresAt",
  "tokens",
  "countedAt",
  "databases",
  "aside",
  "nonce",
  "last",
  "mark",
  "known",
  "former",
] as const satisfies readonly (keyof SessionRecord)[];

function cell(value: SessionRecord[keyof SessionRecord]): Cell {
  if (value instanceof Uint8Array) return value.slice().buffer;
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
}

function words(value: Cell | undefined): string {
  return typeof value === "string" ? value : "";
}

function bytes(value: Cell | undefined): Uint8Array {
  return value instanceof ArrayBuffer ? new Uint8Array(value) : new Uint8Array(0);
}

function record(row: Record<string, Cell>): SessionRecord {
  const text = (name: keyof SessionRecord): string => words(row[name]);
  const number = (name: keyof SessionRecord): number => Number(row[name] ?? 0);
  return {
    view: text("view"),
    url: text("url"),
    principal: text("principal"),
    user: text("user"),
    version: number("version"),
    state: text("state"),
    frame: row["frame"] instanceof ArrayBuffer ? bytes(row["frame"]) : null,
    build: text("build"),
    epoch: number("epoch"),
    seq: number("seq"),
    since: number("since"),
    formerFrame: row["formerFrame"] instanceof ArrayBuffer ? bytes(row["formerFrame"]) : null,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by `cell`, in this format
    aside: row["aside"] === null ? null : (JSON.parse(text("aside")) as SetAside),
    formerFrom: number("formerFrom"),
    formerTo: number("formerTo"),
    expiresAt: number("expiresAt"),
    tokens: number("tokens"),
    countedAt: number("countedAt"),
    databases: text("databases"),
    nonce: text("nonce"),
    last: number("last"),
    mark: number("mark"),
    known: bytes(row["known"]),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by `cell`, in this format
    former: JSON.parse(text("former")) as FormerPage[],
  };
}

/** Storage of the Durable Object that `storage` belongs to. */
export class SqliteStorage implements SessionStorage {
  readonly #storage: DurableObjectStorage;
  readonly #side: SideTables;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    this.#side = new SideTables(storage);
  }

  load(): StoredSession | null {
    const { sql } = this.#storage;
    if (!this.#exists()) return null;
    const row = sql.exec<Record<string, Cell>>("SELECT * FROM session").toArray()[0];
    if (row === undefined || row["format"] !== FORMAT) return null;
    const rejections = sql
      .exec<Record<string, Cell>>("SELECT nonce, id, code, message FROM rejection ORDER BY n")
      .toArray()
      .map((rejected): StoredRejection => ({
        nonce: words(rejected["nonce"]),
        id: Number(rejected["id"]),
        code: words(rejected["code"]),
        message: words(rejected["message"]),
      }));
    return { record: record(row), rejections, tasks: this.#side.tasks() };
  }

  create(created: SessionRecord, beside: readonly SideChange[]): void {
    const { sql } = this.#storage;
    this.#storage.transactionSync(() => {
      for (const table of ["session", "rejection", ...SIDE_TABLES])
        sql.exec(`DROP TABLE IF EXISTS ${table}`);
      sql.exec(TABLES);
      sql.exec(CREATE_SIDE_TABLES);
      const marks = COLUMNS.map(() => "?").join(", ");
      const cells = COLUMNS.map((name) => cell(created[name]));
      sql.exec(
        `INSERT INTO session (one, format, ${COLUMNS.join(", ")}) VALUES (1, ${FORMAT}, ${marks})`,
        ...cells,
      );
      for (const change of [{ kind: "alarm", at: created.expiresAt } as const, ...beside])
        this.#side.apply(change);
    });
  }

  commit({ columns, rejected, forgotten, beside }: Change): void {
    const { sql } = this.#storage;
    this.#storage.transactionSync(() => {
      const names: string[] = [];
      const cells: Cell[] = [];
      for (const name of COLUMNS) {
        const value = columns[name];
        if (value === undefined) continue;
        names.push(`${name} = ?`);
        cells.push(cell(value));
      }
      if (names.length > 0) sql.exec(`UPDATE session SET ${names.join(", ")}`, ...cells);
      if (rejected !== null) {
        const { nonce, id, code, message } = rejected;
        sql.exec(
          "INSERT INTO rejection (nonce, id, code, message) VALUES (?, ?, ?, ?)",
          nonce,
          id,
          code,
          message,
        );
      }
      if (forgotten !== null) {
        sql.exec("DELETE FROM rejection WHERE nonce = ? AND id = ?", forgotten.nonce, forgotten.id);
      }
      for (const change of beside) this.#side.apply(change);
    });
  }

  hasSeen(id: string): boolean {
    return this.#side.hasSeen(id);
  }

  versionOf(room: string, event: string): number {
    return this.#side.versionOf(room, event);
  }

  forgetPushes(before: number): void {
    this.#side.forgetPushes(before);
  }

  dueMessages(at: number, most: number): readonly OutboxMessage[] {
    return this.#side.dueMessages(at, most);
  }

  outboxSize(): OutboxSize {
    // Asked by `mount` as well, before anything is stored.
    return this.#exists() ? this.#side.outboxSize() : { messages: 0, nextAt: null };
  }

  #exists(): boolean {
    const { sql } = this.#storage;
    return sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'session'").toArray().length > 0;
  }

  async setAlarm(time: number): Promise<void> {
    await this.#storage.setAlarm(time);
  }

  async erase(): Promise<void> {
    // Deletes the alarm as well, from compatibility date 2026-02-24.
    await this.#storage.deleteAll();
  }
}
