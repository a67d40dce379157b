/**
 * @module Keeps one WebSocket to the session: back-off with full jitter (0.25 s doubling to 30 s; AWS, «Exponential
 * Backoff And Jitter»), pings that the platform answers, no tries while nobody could be connected. Acts through the
 * browser's port: no timer, socket or random number of its own. At most one socket and one timer at a time.
 */
import { afterClose } from "../../src/protocol/close-codes.ts";
import { PING } from "../../src/protocol/limits.ts";
import type { Browser, Line, Socket } from "../ports.ts";

const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 30_000;
/** So many pages come back at once after a deploy: spread over this time. */
const SPREAD_MS = 3_000;
const PING_EVERY_MS = 25_000;
const PONG_WITHIN_MS = 10_000;
/** What the browser says when there was no close frame. */
const NO_FRAME = 1006;

/** Who speaks over the connection. */
export interface Speaker {
  opened(): void;
  received(frame: Uint8Array): void;
  closed(): void;
}

/** One socket after another. */
export class Connection implements Line {
  readonly #browser: Browser;
  readonly #speaker: () => Speaker;
  readonly #spreadMs: number;
  #socket: Socket | null = null;
  /** Ends what is to happen later: a ping, or the next try. */
  #cancel: () => void = () => {};
  /** Tries since the last one that worked. */
  #tries = 0;
  /** Whether the server answered hello on the present connection. */
  #isGreeted = false;
  #isHeard = false;
  #isStopped = false;

  /** @param isDevelopment whether nobody is hurt when all pages come back at once */
  constructor(browser: Browser, speaker: () => Speaker, isDevelopment: boolean) {
    this.#browser = browser;
    this.#speaker = speaker;
    this.#spreadMs = isDevelopment ? 0 : SPREAD_MS;
  }

  /** Connects now, unless it is connected or the server said never. */
  connect(): void {
    if (this.#socket || this.#isStopped) return;
    this.#cancel();
    this.#isGreeted = false;
    // A socket that was given up may still speak: what an old one says must not reach the session.
    const isOurs = (): boolean => socket === this.#socket;
    const socket = this.#browser.dial({
      onopen: () => {
        if (!isOurs()) return;
        this.#later(PING_EVERY_MS, () => this.#ping());
        this.#speaker().opened();
      },
      onmessage: ({ data }) => {
        if (!isOurs()) return;
        this.#isHeard = true;
        if (typeof data !== "string") this.#speaker().received(new Uint8Array(data));
      },
      onclose: ({ code }) => {
        if (isOurs()) this.ended(code, 0);
      },
    });
    this.#socket = socket;
  }

  /** The user is back, or the network: no waiting any longer, and a connection proves that it lives. */
  wake(): void {
    if (this.#socket && this.#isGreeted) this.#ping();
    else this.connect();
  }

  /** Closes, until `connect` is called. */
  leave(): void {
    this.#cancel();
    this.#socket?.close();
    this.#socket = null;
    this.#speaker().closed();
  }

  greeted(): void {
    this.#isGreeted = true;
    this.#tries = 0;
  }

  send(frame: Uint8Array<ArrayBuffer> | string): void {
    this.#socket?.send(frame);
  }

  ended(code: number, atLeastMs: number): void {
    this.leave();
    const next = afterClose(code);
    const isSpread = next === "reload" || (this.#isGreeted && code !== NO_FRAME);
    const mostMs = isSpread
      ? this.#spreadMs
      : Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#tries++);
    const delayMs = atLeastMs + this.#browser.random() * mostMs;
    this.#isStopped = next !== "retry";
    if (next === "reload") this.#browser.reload(delayMs);
    else if (next === "retry") this.#later(delayMs, () => this.#browser.isAway() || this.connect());
  }

  #later(delayMs: number, run: () => void): void {
    this.#cancel();
    this.#cancel = this.#browser.after(delayMs, run);
  }

  #ping(): void {
    this.#isHeard = false;
    this.send(PING);
    this.#later(PONG_WITHIN_MS, () => {
      if (this.#isHeard) this.#later(PING_EVERY_MS - PONG_WITHIN_MS, () => this.#ping());
      else this.ended(NO_FRAME, 0);
    });
  }
}
