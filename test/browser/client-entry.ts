/**
 * @module The shipping client in a page without a server: what it dials is a list of frames, its clock stands still until a
 * test moves it. Bundled by `client-harness.ts`.
 */
import type { SocketListener } from "../../client/ports.ts";
import { type Running, start } from "../../client/start.ts";
import type { Island } from "../../src/protocol/page.ts";

/** What a test finds at `window.lab`. */
export interface Lab {
  running: Running | null;
  /** Frames that the client sent; a text frame as it is. */
  frames: (string | number[])[];
  diagnostics: string[];
  refusals: string[];
  /** @param island as JSON */
  boot(island: string): void;
  open(): void;
  deliver(bytes: number[]): void;
  close(code: number): void;
  /** Lets time pass. */
  tick(ms: number): void;
}

let listener: SocketListener | null = null;
let now = 0;
let timers: { at: number; run: () => void }[] = [];

const lab: Lab = {
  running: null,
  frames: [],
  diagnostics: [],
  refusals: [],
  boot(json) {
    document.addEventListener("dormouse:rejected", (event) => {
      const { code, message } = (event as CustomEvent<{ code: string; message: string }>).detail;
      lab.refusals.push(`${(event.target as Element).id} ${code} ${message}`);
    });
    lab.running = start(JSON.parse(json) as Island, {
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
    });
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
};

declare global {
  interface Window {
    lab: Lab;
  }
}

window.lab = lab;
