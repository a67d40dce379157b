/**
 * @module Time as a port: what the session logic knows of clocks and timers, so that a simulator can supply both. Times are
 * milliseconds since 1970. A pending timer keeps a Durable Object awake and billed, so every timer is cancelled by whoever
 * set it as soon as it is not needed.
 */

/** Where time comes from. */
export interface Clock {
  /** Milliseconds since 1970. Stands still between two turns of I/O in production. */
  now(): number;
  /** Calls `run` once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, run: () => void): () => void;
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
