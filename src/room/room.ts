/**
 * @module A room, as far as it exists: the named place where one database's changes meet the sessions that show them. Writers publish
 * what they committed; the room keeps the order, reads from the log what nobody published (raw SQL, another Worker, a writer that died
 * after its commit), and tells each session of the tables that it shows.
 *
 * Invariants: `head` never goes back; a subscriber is told of every change after it subscribed, at least once and in order;
 * one call a subscriber at a time, and what comes meanwhile is one notice. While nobody is subscribed nothing is read.
 */
import type { Clock } from "../platform/clock.ts";
import { codeOf, type Log } from "../platform/log.ts";
import type { RowChange } from "../protocol/row-change.ts";
import type { Notice, RoomRpc, Subscription } from "../rpc/notice.ts";

/** How often (ms) the log is looked at while somebody is subscribed: the longest that a change may go unseen. */
export const LOOK_MS = 15_000;
/** Entries of the log are deleted after this time (s). A room that slept longer tells everybody to read anew. */
export const KEPT_S = 3600;
/** More changes than this are told as "anything". */
export const MAX_CHANGES = 500;

/** A subscriber as it is stored. */
export interface Subscriber {
  readonly session: string;
  readonly tables: readonly string[];
  /** Place in the log after which it has missed a notice; null: none. */
  readonly behind: number | null;
}

/** What a room keeps. */
export interface RoomStorage {
  /** Name of the database; null: never subscribed to. */
  database(): string | null;
  head(): number;
  subscribers(): readonly Subscriber[];
  begin(database: string, head: number): void;
  setHead(head: number): void;
  /** Place in the log from which on somebody may not have been told; null: all were. */
  telling(): number | null;
  setTelling(from: number | null): void;
  put(subscriber: Subscriber): void;
  remove(session: string): void;
  setAlarm(time: number): Promise<void>;
}

/** The log of a database. */
export interface ChangeLog {
  /** Changes after a place, at most {@link MAX_CHANGES} and one more; and the first place that is still there. */
  read(database: string, after: number): Promise<{ changes: readonly RowChange[]; first: number }>;
  head(database: string): Promise<number>;
  /** Deletes what is older than {@link KEPT_S}. */
  prune(database: string): Promise<void>;
}

/** The world of a room. */
export interface RoomPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly storage: RoomStorage;
  readonly changes: ChangeLog;
  /** Tells a session; false: it does not want to hear any more. @throws when it cannot be reached */
  readonly tell: (session: string, notice: Notice) => Promise<boolean>;
}

/** What a subscriber has not been told yet. */
interface Waiting {
  changes: readonly RowChange[] | null;
  head: number;
}

/** Joins what waits with what is new. */
function merge(waiting: Waiting | undefined, { changes, head }: Waiting): Waiting {
  if (waiting === undefined) return { changes, head };
  const all =
    waiting.changes === null || changes === null ? null : [...waiting.changes, ...changes];
  return { changes: all !== null && all.length > MAX_CHANGES ? null : all, head };
}

function isWanted({ tables }: Subscriber, { changes }: Waiting): boolean {
  return changes === null || changes.some(({ table }) => tables.includes(table));
}

/** One room. One instance per object; what matters is in storage. */
export class Room implements RoomRpc {
  readonly #ports: RoomPorts;
  /** Subscribers that are being told, and what comes meanwhile. */
  readonly #telling: Map<string, Waiting | undefined> = new Map();
  /** Publications take turns: the log is read in between. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(ports: RoomPorts) {
    this.#ports = ports;
  }

  async subscribe({ database, session, tables }: Subscription): Promise<number> {
    const { storage, changes, clock } = this.#ports;
    return this.#inTurn(async () => {
      const isFirst = storage.subscribers().length === 0;
      // While nobody listened nobody was told, and nothing was missed: begin where the log is now.
      if (isFirst || storage.database() === null) {
        storage.begin(database, Math.max(storage.head(), await changes.head(database)));
      }
      const known = storage.subscribers().find((each) => each.session === session);
      storage.put({ session, tables, behind: known?.behind ?? null });
      if (isFirst) await storage.setAlarm(clock.now() + LOOK_MS);
      return storage.head();
    });
  }

  async unsubscribe(session: string): Promise<void> {
    this.#ports.storage.remove(session);
  }

  async publish({ database, changes }: Notice): Promise<void> {
    await this.#inTurn(async () => {
      const { storage } = this.#ports;
      if (storage.subscribers().length === 0) return;
      const head = storage.head();
      const fresh = changes?.filter(({ seq }) => seq > head) ?? null;
      if (fresh !== null && fresh.length === 0) return;
      // A gap: somebody else has written, and its publication is late or was never made.
      if (fresh === null || fresh[0]?.seq !== head + 1) return this.#look(database);
      this.#advance(database, { changes: fresh, head: fresh.at(-1)?.seq ?? head });
    });
  }

  /** Looks at the log, and again later while somebody is subscribed. */
  async alarm(): Promise<void> {
    await this.#inTurn(async () => {
      const { storage, changes, clock, log } = this.#ports;
      const database = storage.database();
      if (database === null || storage.subscribers().length === 0) return;
      try {
        await this.#look(database);
        await changes.prune(database);
      } catch (error) {
        log({ at: "room.alarm", code: codeOf(error, "query.failed"), ref: database, error });
      }
      this.#catchUp(database);
      await storage.setAlarm(clock.now() + LOOK_MS);
    });
  }

  async #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(run);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  /** Reads what the room has not heard of. */
  async #look(database: string): Promise<void> {
    const head = this.#ports.storage.head();
    const { changes, first } = await this.#ports.changes.read(database, head);
    const last = changes.at(-1);
    if (last === undefined) return;
    const isWhole = first <= head + 1 && changes.length <= MAX_CHANGES;
    const end = isWhole ? last.seq : await this.#ports.changes.head(database);
    this.#advance(database, { changes: isWhole ? changes : null, head: end });
  }

  #advance(database: string, news: Waiting): void {
    const { storage } = this.#ports;
    const before = storage.head();
    storage.setHead(news.head);
    for (const subscriber of storage.subscribers()) {
      if (subscriber.behind === null && isWanted(subscriber, news)) {
        this.#tell(database, subscriber, { ...news, before });
      }
    }
  }

  /** Subscribers that could not be reached hear that anything may have changed; all do when the object died while it told. */
  #catchUp(database: string): void {
    const { storage } = this.#ports;
    const from = storage.telling();
    if (from !== null && this.#telling.size === 0) {
      for (const each of storage.subscribers())
        storage.put({ ...each, behind: each.behind ?? from });
      storage.setTelling(null);
    }
    for (const subscriber of storage.subscribers()) {
      if (subscriber.behind === null) continue;
      const before = subscriber.behind;
      this.#tell(database, subscriber, { changes: null, head: storage.head(), before });
    }
  }

  #tell(
    database: string,
    { session }: Subscriber,
    news: Waiting & { readonly before: number },
  ): void {
    if (this.#telling.has(session)) {
      this.#telling.set(session, merge(this.#telling.get(session), news));
      return;
    }
    if (this.#telling.size === 0) this.#ports.storage.setTelling(news.before);
    this.#telling.set(session, undefined);
    void this.#deliver(database, session, news);
  }

  async #deliver(
    database: string,
    session: string,
    first: Waiting & { readonly before: number },
  ): Promise<void> {
    const { storage, tell, log } = this.#ports;
    const known = (): Subscriber | undefined =>
      storage.subscribers().find((each) => each.session === session);
    try {
      for (let news: Waiting | undefined = first; news !== undefined;) {
        const { changes, head } = news;
        const isHeard = await tell(session, { database, changes, head });
        const to = known();
        if (!isHeard) storage.remove(session);
        else if (to !== undefined && to.behind !== null) storage.put({ ...to, behind: null });
        news = this.#telling.get(session);
        this.#telling.set(session, undefined);
      }
    } catch (error) {
      log({ at: "room.tell", code: codeOf(error, "query.failed"), ref: session, error });
      const to = known();
      if (to !== undefined) storage.put({ ...to, behind: to.behind ?? first.before });
    }
    this.#telling.delete(session);
    if (this.#telling.size === 0) storage.setTelling(null);
  }
}
