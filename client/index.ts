/**
 * @module The script of every live page: starts when there is an island. Runs as a module, so the document has been
 * parsed. Here, and only here, the client meets the browser's socket, timers, storage and history.
 */
import { SUBPROTOCOL } from "../src/protocol/limits.ts";
import { type Island, ISLAND_ID } from "../src/protocol/page.ts";
import { GO } from "../src/protocol/tags.ts";
import type { Browser } from "./ports.ts";
import { start } from "./start.ts";

/** Reloads that follow each other faster than this are slowed down: what the server wants may not be had by reloading. */
const RELOAD_PAUSE_MS = 10_000;

function browserOf(token: string): Browser {
  return {
    dial(listener) {
      const socket = new WebSocket(`${location.origin.replace("http", "ws")}/_do/connect`, [SUBPROTOCOL, token]);
      socket.binaryType = "arraybuffer";
      socket.onopen = () => listener.opened();
      socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) =>
        listener.received(typeof data === "string" ? data : new Uint8Array(data));
      socket.onclose = ({ code }) => listener.closed(code);
      return socket;
    },
    after(delayMs, run) {
      const timer = setTimeout(run, delayMs);
      return () => clearTimeout(timer);
    },
    random: () => Math.random(),
    isAway: () => document.hidden || !navigator.onLine,
    reload(delayMs) {
      // Time since navigation, instead of storage, which may be forbidden.
      const waitMs = performance.now() < RELOAD_PAUSE_MS ? RELOAD_PAUSE_MS : 0;
      setTimeout(() => location.reload(), delayMs + waitMs);
    },
    go(kind, url) {
      if (kind !== GO.navigate) history[kind === GO.push ? "pushState" : "replaceState"](null, "", url);
      else if (/^https?:/.test(new URL(url, location.href).href)) location.assign(url);
    },
    report(code, message) {
      const attribution = /patch|malformed/.test(code) ? "internal" : "network";
      document.dispatchEvent(new CustomEvent("dormouse:diagnostic", { detail: { code, message, attribution } }));
    },
  };
}

// By tag as well: a page may have an element of its own with that id.
const json = document.querySelector(`script#${ISLAND_ID}`)?.textContent;
if (json) {
  const island = JSON.parse(json) as Island;
  const { connection } = start(island, browserOf(island.token ?? ""));
  addEventListener("pagehide", () => connection.leave());
  addEventListener("pageshow", ({ persisted }) => persisted && connection.connect());
  addEventListener("online", () => connection.wake());
  document.addEventListener("visibilitychange", () => document.hidden || connection.wake());
}
