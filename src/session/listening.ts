/**
 * @module Hearing of changes: while a page is there, the session subscribes to the rooms of the databases whose live rows it shows. A
 * subscription says how far the log is, so that what changed before it is read as well. Nothing here is stored: a session
 * that woke subscribes again after its first turn, and a room forgets who no longer answers.
 */
import { interestsOf, type Interest } from "./queries.ts";
import type { Rooms } from "./ports.ts";

/** What a session does with what it learns. */
export interface Hearing {
  /** Rows of `database` may be older than `head`. */
  readonly missed: (database: string, head: number) => Promise<unknown>;
  readonly report: (at: string, error: unknown) => void;
}

/** The subscriptions of one session. */
export class Listening {
  readonly #rooms: Rooms;
  readonly #hearing: Hearing;
  /** Tables that were subscribed to, by database. */
  readonly #tables: Map<string, string> = new Map();
  #known = "";

  constructor(rooms: Rooms, hearing: Hearing) {
    this.#rooms = rooms;
    this.#hearing = hearing;
  }

  /** To be called after each turn while a page is there. @param known the session's `databases`; the same text: nothing new */
  follow(known: string): void {
    if (known === this.#known) return;
    this.#known = known;
    for (const interest of interestsOf(known)) {
      const tables = interest.tables.toSorted().join();
      if (this.#tables.get(interest.database) === tables) continue;
      this.#tables.set(interest.database, tables);
      void this.#subscribe(interest);
    }
  }

  /** Nobody is there: whoever comes back may have missed something. */
  stop(): void {
    this.#tables.clear();
    this.#known = "";
  }

  async #subscribe({ database, tables, place }: Interest): Promise<void> {
    try {
      const head = await this.#rooms.subscribe(database, tables);
      if (head > place) await this.#hearing.missed(database, head);
    } catch (error) {
      this.#tables.delete(database);
      this.#known = "";
      this.#hearing.report("session.subscribe", error);
    }
  }
}
