/**
 * @module A room, its database and its sessions in one place, for tests: storage survives `crash`, calls to sessions are held until a
 * test lets them through, and the clock moves when it is told to.
 */
import type { D1Database } from "@cloudflare/workers-types";
import type { LogRecord } from "../../src/platform/log.ts";
import type { LogRow, RowChange } from "../../src/protocol/row-change.ts";
import { LOG_COLUMNS, LOG_TABLE, readChange } from "../../src/protocol/row-change.ts";
import { watchWrites } from "../../src/query/binding.ts";
import { D1ChangeLog } from "../../src/room/change-log.ts";
import { Room, type RoomPorts, type RoomStorage, type Subscriber } from "../../src/room/room.ts";
import type { Notice } from "../../src/rpc/notice.ts";
import { shelf } from "./shelf.ts";

/** A call to a session that has not been answered. */
export interface Call {
  readonly session: string;
  readonly notice: Notice;
  answer(isHeard: boolean): Promise<void>;
  fail(): Promise<void>;
}

class Stored implements RoomStorage {
  #database: string | null = null;
  #head = 0;
  #telling: number | null = null;
  readonly #subscribers: Map<string, Subscriber> = new Map();
  alarm: number | null = null;

  database(): string | null {
    return this.#database;
  }
  head(): number {
    return this.#head;
  }
  setHead(head: number): void {
    this.#head = head;
  }
  telling(): number | null {
    return this.#telling;
  }
  setTelling(from: number | null): void {
    this.#telling = from;
  }
  subscribers(): readonly Subscriber[] {
    return [...this.#subscribers.values()];
  }
  begin(database: string, head: number): void {
    this.#database = database;
    this.#head = head;
    this.#telling = null;
  }
  put(subscriber: Subscriber): void {
    this.#subscribers.set(subscriber.session, subscriber);
  }
  remove(session: string): void {
    this.#subscribers.delete(session);
  }
  async setAlarm(time: number): Promise<void> {
    this.alarm = time;
  }
}

/** Lets everything that waits for a promise go on. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 50; i++) await Promise.resolve();
}

/** See the module. */
export class RoomWorld {
  readonly data = shelf();
  readonly storage: Stored = new Stored();
  readonly logs: LogRecord[] = [];
  readonly calls: Call[] = [];
  /** How often the room asked the database. */
  looks = 0;
  room: Room;
  #now = 0;

  constructor() {
    this.room = this.#make();
  }

  #make(): Room {
    const changes = new D1ChangeLog(() => this.data.binding);
    const ports: RoomPorts = {
      clock: { now: () => this.#now, after: () => () => undefined },
      log: (record) => void this.logs.push(record),
      storage: this.storage,
      changes: {
        read: async (name, after) => {
          this.looks++;
          return changes.read(name, after);
        },
        head: async (name) => changes.head(name),
        prune: async (name) => changes.prune(name),
      },
      tell: async (session, notice) => {
        const { promise, resolve, reject } = Promise.withResolvers<boolean>();
        const done = (act: () => void): Promise<void> => {
          act();
          this.calls.splice(this.calls.indexOf(call), 1);
          return settle();
        };
        const call: Call = {
          session,
          notice,
          answer: async (isHeard) => done(() => resolve(isHeard)),
          fail: async () => done(() => reject(new Error("unreachable"))),
        };
        this.calls.push(call);
        return promise;
      },
    };
    return new Room(ports);
  }

  async subscribe(session: string, ...tables: string[]): Promise<number> {
    return this.room.subscribe({ database: "DB", session, tables });
  }

  /** A writer's binding that publishes to the room. */
  readonly writer: D1Database = watchWrites(this.data.binding, {
    wrote: () => undefined,
    committed: async (committed) => this.room.publish({ database: "DB", ...committed }),
  });

  async write(sql: string): Promise<void> {
    await this.writer.prepare(sql).run();
    await settle();
  }

  /** Writes without telling anybody. */
  writeAside(sql: string): void {
    this.data.sqlite.exec(sql);
  }

  /** The log as it stands. */
  get log(): RowChange[] {
    const rows = this.data.sqlite.prepare(`SELECT ${LOG_COLUMNS} FROM ${LOG_TABLE}`).all();
    return rows.map((row) => readChange(row as unknown as LogRow));
  }

  /** The alarm goes off, if one is set. */
  async alarm(): Promise<void> {
    const { alarm } = this.storage;
    if (alarm === null) return;
    this.#now = alarm;
    this.storage.alarm = null;
    await this.room.alarm();
    await settle();
  }

  /** Memory is lost; calls under way are never answered. */
  crash(): void {
    this.calls.length = 0;
    this.room = this.#make();
  }

  /** Who is being told what: `a: 1, 2`. */
  get telling(): string[] {
    return this.calls.map(
      ({ session, notice: { changes } }) =>
        `${session}: ${changes === null ? "anything" : changes.map(({ seq }) => seq).join(" ")}`,
    );
  }
}
