/**
 * @module Bytes that were said and may not have arrived. A WebSocket takes whatever it is given and keeps it in memory, so a
 * page that asks faster than it reads would fill its session's. What a page has is known from the seq that its events were
 * issued on; nothing more is said to one that is too far behind: it comes back, and is told in one answer where things stand.
 * Answers only: a page that is told without asking shows nothing that could be counted. In memory only: a session that slept had nothing left to send. A page that lies about its seq can fill its own session, which
 * the platform then ends; what is stored is not touched by that.
 */
import { MAX_BACKLOG_BYTES, MAX_QUEUED_EVENTS } from "../protocol/limits.ts";
import type { PageConnection } from "./ports.ts";

interface Saying {
  readonly seq: number;
  readonly bytes: number;
}

/** What is on its way, by connection. */
export class Backlog {
  readonly #sayings = new WeakMap<PageConnection, readonly Saying[]>();

  /** So many bytes were sent, which lead to `seq`. */
  said(connection: PageConnection, seq: number, bytes: number): void {
    const sayings = this.#sayings.get(connection) ?? [];
    const latest = sayings.at(-1);
    // Events that wait are so many at most: of a page that has more on their way, the last ones count as one.
    const isMore = latest !== undefined && sayings.length >= MAX_QUEUED_EVENTS;
    const before = isMore ? sayings.slice(0, -1) : sayings;
    const merged = isMore ? latest.bytes + bytes : bytes;
    this.#sayings.set(connection, [...before, { seq, bytes: merged }]);
  }

  /** The page has reached `seq`. */
  confirmed(connection: PageConnection, reached: number): void {
    const sayings = this.#sayings.get(connection)?.filter(({ seq }) => seq > reached);
    if (sayings !== undefined) this.#sayings.set(connection, sayings);
  }

  /** Whether the page is too far behind to be told more. */
  isFull(connection: PageConnection): boolean {
    const sayings = this.#sayings.get(connection) ?? [];
    return sayings.reduce((sum, { bytes }) => sum + bytes, 0) > MAX_BACKLOG_BYTES;
  }
}
