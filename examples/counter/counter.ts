/**
 * @module A counter with a step and a history: the whole program is this class and its template.
 */
import { event, LiveView, number } from "dormouse-live";

const HISTORY = 10;
const MAX_STEP = 1000;

interface Entry {
  readonly id: number;
  readonly change: number;
  readonly count: number;
}

/** Mounted at /counter. */
export class Counter extends LiveView {
  static readonly template = "counter/counter.html";

  count = 0;
  step = 1;
  clicks = 0;
  history: readonly Entry[] = [];

  /** Shown by the base template. */
  get status(): string {
    return this.clicks === 1 ? "1 click" : `${this.clicks} clicks`;
  }

  @event() increment(): void {
    this.#change(this.step);
  }

  @event() decrement(): void {
    this.#change(-this.step);
  }

  @event(number(1, MAX_STEP)) setStep(step: number): void {
    this.step = step;
  }

  #change(change: number): void {
    this.count += change;
    const entry = { id: ++this.clicks, change, count: this.count };
    this.history = [entry, ...this.history].slice(0, HISTORY);
  }
}
