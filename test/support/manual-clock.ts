/**
 * @module A clock that stands still until a test moves it.
 */
import type { Clock } from "../../src/platform/clock.ts";

/** A clock that is moved by hand. */
export class ManualClock implements Clock {
  time = 1_000_000;
  #timers: { at: number; run: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { at: this.time + delayMs, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer);
    };
  }

  /** Timers that nobody cancelled yet. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Moves on, and runs what is due. */
  advance(ms: number): void {
    this.time += ms;
    const due = this.#timers.filter(({ at }) => at <= this.time);
    this.#timers = this.#timers.filter(({ at }) => at > this.time);
    for (const { run } of due) run();
  }
}
