/**
 * @module Watches the connection, in the second script: tells that it ended, that it is back, and that the page is sent anew, and
 * knows whether the page is offline. What it watches needs none of it, and the first script has no room: its methods are wrapped.
 */
import { afterClose } from "../../src/protocol/close-codes.ts";
import type { Tell, Watched } from "../ports.ts";

/** Most drops are over by then, deploys among them: nobody has to hear of those. */
const OFFLINE_AFTER_MS = 3_000;
/** By RESYNC. */
const REASONS = ["gap", "hydration", "detached", "broken"] as const;
/** Ours: trouble inside of a session, and what only a faulty client says. All other codes are the network's, or time's. */
const INTERNAL = /^(1011|4400|4500)$/;

/** What became of the connection. */
export class Watch {
  readonly #after: Watched["browser"]["after"];
  readonly #changed: () => void;
  /** Takes back what is to happen to a page that stays without a connection. */
  #cancel: (() => void) | null = null;
  /** Whether the page has no connection, for some time already, and tries to get one. */
  isOffline = false;

  /** @param changed called when the page goes offline, or gives up; what comes back shows by a turn */
  constructor({ line, session, browser }: Watched, tell: Tell, changed: () => void) {
    this.#after = browser.after;
    this.#changed = changed;
    const ended = line.ended.bind(line);
    const greeted = line.greeted.bind(line);
    const resync = session.resync.bind(session);
    let hasEnded = false;
    line.ended = (code, atLeastMs) => {
      ended(code, atLeastMs);
      hasEnded = true;
      tell("client.closed", `${code}`, INTERNAL.test(`${code}`) ? "internal" : "network");
      if (afterClose(code) === "retry") return this.#lost();
      this.#over();
      changed();
    };
    line.greeted = () => {
      greeted();
      this.#over();
      if (hasEnded) tell("client.reconnected", "", "network");
      hasEnded = false;
    };
    session.resync = (why) => {
      const { up } = session.counters;
      resync(why);
      // Once for a snap, however often it is found that one is needed.
      if (session.counters.up > up)
        tell("client.resync", REASONS[why] as string, why === 3 ? "internal" : "network");
    };
    if (session.phase !== "open") this.#lost();
  }

  #lost(): void {
    this.#cancel ??= this.#after(OFFLINE_AFTER_MS, () => {
      this.isOffline = true;
      this.#changed();
    });
  }

  #over(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.isOffline = false;
  }
}
