/**
 * @module Calls that wait: debounced until nothing more came for a while, throttled to the first and the last within a
 * while. At most one of a handler waits, the latest. Calls that wait go before any other call is sent, so that the order in
 * which things were done stays; and when their element loses the focus.
 */
import type { HandlerMarks } from "../../src/protocol/page.ts";
import type { Browser, Handler } from "../ports.ts";

interface Waiting {
  /** Null: nothing waits, but the time of a throttle is not over. */
  send: (() => void) | null;
  /** Ends the timer. */
  cancel: () => void;
  /** Ends the timer of the longest wait. */
  cancelLongest: () => void;
}

/** How calls of one handler are paced. */
export type Pace = Pick<HandlerMarks, "debounce" | "maxWait" | "throttle">;

/** Calls that wait. */
export class Paces<H extends Handler> {
  readonly #after: Browser["after"];
  /** In the order in which they began to wait. */
  readonly #waiting = new Map<H, Waiting>();

  constructor(after: Browser["after"]) {
    this.#after = after;
  }

  /** Sends now or later; what waits of this handler is not sent any more. */
  take(handler: H, { debounce, maxWait, throttle }: Pace, send: () => void): void {
    const before = this.#waiting.get(handler);
    if (debounce) {
      before?.cancel();
      const cancel = this.#after(debounce, () => this.flush((each) => each === handler));
      const longest = (): (() => void) =>
        maxWait ? this.#after(maxWait, () => this.flush((each) => each === handler)) : () => {};
      this.#waiting.set(handler, {
        send,
        cancel,
        cancelLongest: before?.cancelLongest ?? longest(),
      });
    } else if (before) before.send = send;
    else if (throttle) {
      this.#rest(handler, throttle);
      send();
    } else send();
  }

  /** Sends what waits, of these handlers. */
  flush(concerns: (handler: H) => boolean): void {
    for (const [handler, waiting] of this.#waiting) {
      const { send } = waiting;
      if (!send || !concerns(handler)) continue;
      waiting.cancel();
      waiting.cancelLongest();
      this.#waiting.delete(handler);
      send();
    }
  }

  /** Nothing of the handler is sent for a while; then the last that came, and so on. */
  #rest(handler: H, throttle: number): void {
    const cancel = this.#after(throttle, () => {
      const send = this.#waiting.get(handler)?.send;
      this.#waiting.delete(handler);
      if (!send) return;
      this.#rest(handler, throttle);
      send();
    });
    this.#waiting.set(handler, { send: null, cancel, cancelLongest: () => {} });
  }
}
