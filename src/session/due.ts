/**
 * @module What a session does when nobody speaks to it: the work that a turn has left, and what the one alarm is for (expiry,
 * messages, tasks of a life that is over). The alarm is set for whatever is due first; when it rings it looks, and sets
 * itself again. It may ring for nothing: moving it at every turn would cost more than that.
 */
import { isDormouseError } from "../errors/error.ts";
import type { SessionRecord, SideChange } from "../platform/storage.ts";
import {
  PUSH_MEMORY_MS,
  SEND_GRACE_MS,
  SESSION_LIFETIME_MS,
  TASK_LOOK_MS,
} from "../protocol/limits.ts";
import { takeUnmount } from "./callback.ts";
import type { Memory } from "./memory.ts";
import { Outbox } from "./outbox.ts";
import type { Surroundings } from "./ports.ts";
import { report } from "./report.ts";
import { isAnyoneThere } from "./send.ts";
import { type TaskListener, TaskRunner } from "./task-runner.ts";

/** What it asks of the session. */
export interface Turns {
  /** Runs `job` as a turn. */
  turn<T>(job: () => Promise<T>): Promise<T>;
  /** A run of a task is over. */
  readonly ended: TaskListener;
}

/** Work that is due. */
export class Due {
  readonly #around: Surroundings;
  readonly #memory: Memory;
  readonly #turns: Turns;
  readonly #tasks: TaskRunner;
  readonly #outbox: Outbox;

  constructor(around: Surroundings, memory: Memory, turns: Turns) {
    this.#around = around;
    this.#memory = memory;
    this.#turns = turns;
    this.#tasks = new TaskRunner(around, turns.ended);
    this.#outbox = new Outbox(around);
  }

  /** After every turn, and every commit of a hello: begins what it wanted. Never throws, awaits nothing. */
  follow(): void {
    const { resident } = this.#memory;
    if (resident === null || !resident.isStored) return;
    try {
      this.#tasks.follow(resident);
      if (resident.takeHasMessages()) void this.#send();
    } catch (error) {
      report(this.#around, "session.tasks", error);
      this.#memory.drop();
    }
  }

  /** The alarm has rung. */
  async alarm(): Promise<void> {
    const isThere = await this.#turns.turn(async () => this.#look());
    if (isThere) await this.#send();
  }

  async #send(): Promise<void> {
    await this.#outbox.send(async (changes) => this.#turns.turn(async () => this.#strike(changes)));
  }

  async #strike(changes: readonly SideChange[]): Promise<void> {
    const { storage } = this.#around.ports;
    storage.commit({ columns: {}, rejected: null, forgotten: null, beside: changes });
    if (changes.some(({ kind }) => kind === "message")) await this.#setAlarm();
  }

  /** Whether there is a session, still. */
  async #look(): Promise<boolean> {
    const { clock, storage } = this.#around.ports;
    const stored = storage.load();
    if (stored === null) return false;
    storage.forgetPushes(clock.now() - PUSH_MEMORY_MS);
    if (this.#isOver(stored.record)) return this.#end();
    // Runs of a life that is over are begun again when this turn is.
    if (stored.tasks.length > 0) await this.#load();
    await this.#setAlarm();
    return true;
  }

  /** A page that is there is activity, even when it sleeps; so is a message that has not left. */
  #isOver({ expiresAt }: SessionRecord): boolean {
    const { clock, storage } = this.#around.ports;
    return clock.now() >= expiresAt && !this.#isThere() && storage.outboxSize().messages === 0;
  }

  #isThere(): boolean {
    return isAnyoneThere(this.#around.ports.connections.all());
  }

  async #setAlarm(): Promise<void> {
    const { clock, storage } = this.#around.ports;
    const stored = storage.load();
    if (stored === null) return;
    const now = clock.now();
    const { expiresAt } = stored.record;
    const times = [this.#isThere() || expiresAt <= now ? now + SESSION_LIFETIME_MS : expiresAt];
    if (stored.tasks.length > 0) times.push(now + TASK_LOOK_MS);
    const { nextAt } = storage.outboxSize();
    if (nextAt !== null) times.push(Math.max(nextAt, now + SEND_GRACE_MS));
    this.#memory.resident?.looked();
    await storage.setAlarm(Math.min(...times));
  }

  async #load(): Promise<void> {
    try {
      await this.#memory.load();
    } catch (error) {
      report(this.#around, "session.alarm", error);
    }
  }

  async #end(): Promise<false> {
    try {
      const resident = await this.#memory.load();
      if (resident !== null) await takeUnmount(this.#around, resident);
    } catch (error) {
      // The app has no such view any more: nobody is there to be told.
      if (!isDormouseError(error, "session.gone")) report(this.#around, "session.unmount", error);
    }
    this.#tasks.abortAll();
    this.#memory.drop();
    await this.#around.ports.storage.erase();
    return false;
  }
}
