/**
 * @module Time of a simulated world. Timers follow a clock that only moves on; what code reads can be set off against it, as
 * clocks of machines jump. Nothing happens by itself: the schedule moves time.
 */
import type { Clock } from "../../src/platform/clock.ts";

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** The one clock of a world. */
export class SimulatedClock implements Clock {
  #time = 1_000_000_000;
  #offset = 0;
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#time + this.#offset;
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { at: this.#time + delayMs, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** What code reads jumps, timers do not notice. */
  jump(ms: number): void {
    this.#offset += ms;
  }

  /** How long (ms) until the next timer; null: there is none. */
  get untilNext(): number | null {
    let next = Infinity;
    for (const { at } of this.#timers) next = Math.min(next, at);
    return next === Infinity ? null : Math.max(0, next - this.#time);
  }

  /** Moves on, and runs what is due, in order. */
  advance(ms: number): void {
    this.#time += ms;
    const due = [...this.#timers].filter(({ at }) => at <= this.#time);
    due.sort((a, b) => a.at - b.at);
    for (const timer of due) if (this.#timers.delete(timer)) timer.run();
  }
}
