/**
 * @module The ports of a session in memory: storage that outlives sessions, connections that outlive memory, a clock that
 * stands still until it is moved, randomness that counts. No real time, no network.
 */
import type { Connections } from "../../src/platform/connection.ts";
import type { LogRecord } from "../../src/platform/log.ts";
import type {
  Change,
  SessionRecord,
  SessionStorage,
  SideChange,
  StoredRejection,
  StoredSession,
} from "../../src/platform/storage.ts";
import { MemoryDatabases, MemoryRooms } from "./memory-databases.ts";
import type { Attachment, Ports } from "../../src/session/ports.ts";
import { ManualClock } from "./manual-clock.ts";
import type { MemoryConnection } from "./memory-connection.ts";
import { applySide, emptySide, type Side, SideReader } from "./memory-side.ts";

/** Storage that keeps structured clones, counts writes, and fails when told. */
export class MemoryStorage extends SideReader implements SessionStorage {
  stored: Omit<StoredSession, "tasks"> | null = null;
  side: Side = emptySide();
  alarmAt: number | null = null;
  writes: (readonly string[])[] = [];
  failing = false;
  /** Which write from now on fails, alone; 0: none. */
  failAt = 0;

  constructor() {
    super(() => this.side);
  }

  load(): StoredSession | null {
    const tasks = [...this.side.tasks.values()];
    return structuredClone(this.stored && { ...this.stored, tasks });
  }

  create(record: SessionRecord, beside: readonly SideChange[]): void {
    this.#write(Object.keys(record));
    this.stored = { record: structuredClone(record), rejections: [] };
    this.side = emptySide();
    this.alarmAt = record.expiresAt;
    this.#apply(beside);
  }

  commit({ columns, rejected, forgotten, beside }: Change): void {
    if (this.stored === null) throw new Error("commit before create");
    this.#write(Object.keys(columns));
    const kept = this.stored.rejections.filter(
      ({ id, nonce }) => forgotten === null || id !== forgotten.id || nonce !== forgotten.nonce,
    );
    const rejections: readonly StoredRejection[] = rejected === null ? kept : [...kept, rejected];
    this.#apply(beside);
    this.stored = structuredClone({ record: { ...this.stored.record, ...columns }, rejections });
  }

  #apply(changes: readonly SideChange[]): void {
    for (const change of changes)
      this.alarmAt = applySide(this.side, structuredClone(change)) ?? this.alarmAt;
  }

  setAlarm(time: number): Promise<void> {
    this.alarmAt = time;
    return Promise.resolve();
  }

  erase(): Promise<void> {
    this.stored = null;
    this.side = emptySide();
    this.alarmAt = null;
    return Promise.resolve();
  }

  #write(names: readonly string[]): void {
    const isNext = this.failAt === 1;
    if (this.failAt > 0) this.failAt--;
    if (this.failing || isNext) throw new Error("the disk is full");
    this.writes.push(names);
  }
}

/** All ports of one session, shared by every session object that is made over them. */
export class MemoryPorts implements Ports {
  readonly clock: ManualClock = new ManualClock();
  readonly databases: MemoryDatabases = new MemoryDatabases();
  readonly rooms: MemoryRooms = new MemoryRooms();
  readonly storage: MemoryStorage = new MemoryStorage();
  readonly logged: LogRecord[] = [];
  readonly open: MemoryConnection[] = [];
  #random = 0;

  readonly random: Ports["random"] = { uint32: () => ++this.#random };
  readonly connections: Connections<Attachment> = {
    all: () => this.open.filter(({ closed }) => closed === null),
  };
  readonly log = (record: LogRecord): void => {
    this.logged.push(record);
  };
}
