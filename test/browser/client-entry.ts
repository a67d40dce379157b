/**
 * @module The shipping client in a page without a server: what it dials is a list of frames, its clock stands still until a
 * test moves it. Bundled by `client-harness.ts`.
 */
import type { Browser, SocketListener } from "../../client/ports.ts";
import { parseDocument } from "../../client/dom/html.ts";
import { type Running, start } from "../../client/start.ts";
import type { Island } from "../../src/protocol/page.ts";
import { differ } from "../oracle/differ.ts";

/** What a test finds at `window.lab`. */
export interface Lab {
  running: Running | null;
  /** Frames that the client sent; a text frame as it is. */
  frames: (string | number[])[];
  diagnostics: string[];
  refusals: string[];
  /** Whether the second script was asked for, and whether it is there. */
  isWanted: boolean;
  isLoaded: boolean;
  /** The page has nothing to do: it asks for the second script. */
  idle(): void;
  /** Lets the second script come. */
  release(): void;
  /** @param island as JSON */
  /** @param holds whether the second script waits for `release` */
  boot(island: string, holds: boolean): void;
  open(): void;
  deliver(bytes: number[]): void;
  close(code: number): void;
  /** Lets time pass. */
  tick(ms: number): void;
  /** What differs between the body and a fresh parse of `html` in it. */
  differ(html: string): string | null;
}

let listener: SocketListener | null = null;
let now = 0;
let timers: { at: number; run: () => void }[] = [];

const lab: Lab = {
  running: null,
  frames: [],
  diagnostics: [],
  refusals: [],
  isWanted: false,
  isLoaded: false,
  release: () => undefined,
  idle: () => lab.running?.events.want(),
  boot(json, holds) {
    const released = holds ? new Promise<void>((resolve) => (lab.release = resolve)) : null;
    document.addEventListener("dormouse:rejected", (event) => {
      const { code, message } = (event as CustomEvent<{ code: string; message: string }>).detail;
      lab.refusals.push(`${(event.target as Element).id} ${code} ${message}`);
    });
    const browser: Browser = {
      dial: (to) => {
        listener = to;
        return {
          send: (data) => lab.frames.push(typeof data === "string" ? data : [...data]),
          close: () => undefined,
        };
      },
      after: (delayMs, run) => {
        const timer = { at: now + delayMs, run };
        timers.push(timer);
        return () => (timers = timers.filter((other) => other !== timer));
      },
      random: () => 0.5,
      report: (code, message) => lab.diagnostics.push(`${code} ${message}`),
      turned: () => undefined,
      isAway: () => false,
      reload: () => lab.frames.push("reload"),
      go: (kind, url) => lab.frames.push(`go ${kind} ${url}`),
    };
    lab.running = start(JSON.parse(json) as Island, browser, async () => {
      lab.isWanted = true;
      await released;
      const extra = await import("../../client/extra.ts");
      // When it has taken over.
      setTimeout(() => (lab.isLoaded = true));
      return extra;
    });
    lab.running.connection.connect();
  },
  open: () => listener?.onopen(),
  deliver: (bytes) => listener?.onmessage({ data: new Uint8Array(bytes).buffer }),
  close: (code) => listener?.onclose({ code }),
  tick(ms) {
    now += ms;
    const due = timers.filter(({ at }) => at <= now);
    timers = timers.filter(({ at }) => at > now);
    for (const { run } of due) run();
  },
  differ: (html) =>
    differ(document.body, parseDocument(`<!doctype html><body>${html}`).body, "body"),
};

declare global {
  interface Window {
    lab: Lab;
  }
}

window.lab = lab;
