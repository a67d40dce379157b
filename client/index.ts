/**
 * @module The script of every live page: starts when there is an island. Runs as a module, so the document has been
 * parsed. Here, and only here, the client meets the browser's socket, timers, storage and history.
 */
import { SUBPROTOCOL } from "../src/protocol/limits.ts";
import { type Island, ISLAND_ID } from "../src/protocol/page.ts";
import { GO_NAVIGATE, GO_PUSH } from "../src/protocol/tags.ts";
import type { Browser } from "./ports.ts";
import { start } from "./start.ts";

/** No page loads itself anew earlier than this: what the server wants may not be had by reloading. */
const RELOAD_PAUSE_MS = 10_000;

/** What follows the token when a copy is wanted: `src/http/resume.ts`. */
const FORK = ".fork";

function browserOf(token: string): Browser {
  return {
    dial: (listener) =>
      Object.assign(
        new WebSocket(`${location.origin.replace("http", "ws")}/_do/connect`, [SUBPROTOCOL, token]),
        { binaryType: "arraybuffer" as const },
        listener,
      ),
    after(delayMs, run) {
      const timer = setTimeout(run, delayMs);
      return () => clearTimeout(timer);
    },
    random: () => Math.random(),
    isAway: () => document.hidden || !navigator.onLine,
    reload(delayMs) {
      // Since the page was loaded, as storage may be forbidden: a page that may not stay is not loaded over and over.
      setTimeout(
        () => location.reload(),
        delayMs + Math.max(0, RELOAD_PAUSE_MS - performance.now()),
      );
    },
    go(kind, url) {
      if (kind !== GO_NAVIGATE)
        history[kind === GO_PUSH ? "pushState" : "replaceState"](null, "", url);
      else if (new URL(url, location.href).protocol.startsWith("http")) location.assign(url);
    },
    turned(detail) {
      document.dispatchEvent(new CustomEvent("dormouse:turn", { detail }));
    },
    report(code, message) {
      const attribution = code === "client.patch" ? "internal" : "network";
      document.dispatchEvent(
        new CustomEvent("dormouse:diagnostic", { detail: { code, message, attribution } }),
      );
    },
  };
}

// By tag as well: a page may have an element of its own with that id.
const json = document.querySelector(`script#${ISLAND_ID}`)?.textContent;
if (json) {
  const island = JSON.parse(json) as Island;
  /** What a reload brings back. A page that comes over HTTP always has one. */
  let left = island.token as string;
  const { connection, events } = start(island, browserOf(left), () => import("./extra.ts"));
  let unlock: (() => void) | undefined;
  // A document may come twice, from a cache: the second one loads itself anew, with a copy of the state.
  const enter = (): unknown =>
    navigator.locks?.request(left, { ifAvailable: true }, (lock) => {
      // A cookie that nobody took: there is no server to give a copy.
      if (lock || document.cookie.includes(FORK)) {
        connection.connect();
        return new Promise<void>((resolve) => (unlock = resolve));
      }
      left += FORK;
      return location.reload();
    }) ?? connection.connect();
  enter();
  // What recovery or the next click may need is there before it is needed. (Safari has no idle callbacks.)
  (self.requestIdleCallback ?? setTimeout)(() => events.want());
  // By it the GET of a reload finds the session. In `pagehide` it would come too late (Chromium).
  addEventListener("beforeunload", () => (document.cookie = `do=${left};max-age=10`));
  addEventListener("pagehide", () => {
    connection.leave();
    // In Chromium nothing that holds a lock goes to the back-forward cache.
    unlock?.();
  });
  addEventListener("pageshow", ({ persisted }) => persisted && enter());
  addEventListener("online", () => {
    connection.wake();
    events.want();
  });
  document.addEventListener("visibilitychange", () => document.hidden || connection.wake());
}
