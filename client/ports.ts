/**
 * @module What the parts of the client need of each other and of the browser. The folders do not import each other: they
 * meet here, and `start.ts` plugs them together. A simulator plugs in its own clock, network and page.
 */
import type { Code } from "../src/errors/catalogue.ts";
import type { Path } from "../src/protocol/key.ts";
import type { HandlerMarks, ShapeItem } from "../src/protocol/page.ts";
import type { Rejection, SnapMessage } from "../src/protocol/server-messages.ts";
import type { Value } from "../src/protocol/value.ts";

/** One WebSocket, as little of it as is used. */
export interface Socket {
  /** Called from `opened` on; what is lost is sent again by the session. */
  send(data: string | Uint8Array<ArrayBuffer>): void;
  /** Its listener is not called before this returns. */
  close(): void;
}

/** What a socket tells: the handlers of a WebSocket, so that one can be used as it is. */
export interface SocketListener {
  onopen(): void;
  onmessage(event: { readonly data: string | ArrayBuffer }): void;
  /** `code` of the close frame; 1006 when there was none. */
  onclose(event: { readonly code: number }): void;
}

/** What went over the wire since the page was loaded, in bytes of messages. */
export interface Counters {
  up: number;
  down: number;
  patches: number;
}

/** The browser, as far as it is not DOM. */
export interface Browser {
  /** Opens a socket to the session. */
  dial(listener: SocketListener): Socket;
  /** Calls `run` once after `delayMs`; the result cancels it. */
  after(this: void, delayMs: number, run: () => void): () => void;
  /** Uniform in [0, 1). */
  random(): number;
  /** Whether the page is hidden or the machine offline. */
  isAway(): boolean;
  /** Loads the page anew, after a while. */
  reload(delayMs: number): void;
  /** Goes to a URL. @param kind one of GO */
  go(kind: number, url: string): void;
  /** Tells whoever watches the page that it has changed, and what it has cost so far. */
  turned(counters: Counters): void;
  /** Tells whoever watches the page what went wrong. */
  report(code: Code, message: string): void;
}

/** What is shown, as the session sees it. */
export interface Page {
  /** Bit i: the HTML of block i is here. */
  known(): Uint8Array;
  /** Takes definitions in. @throws anything when one is not JSON */
  learn(blocks: readonly (readonly [block: number, definition: string])[]): void;
  /** Applies ops to exactly what is shown. @throws client.detached, protocol.malformed; the page is as it was then */
  apply(ops: Uint8Array): void;
  /** Becomes the page of a snap. @throws client.hydration */
  show(snap: SnapMessage): void;
  /** Events up to `last` are answered. Comes before the patch that shows it. */
  answered(last: number, rejections: readonly Rejection[]): void;
  /** A frame was processed in whole. */
  settled(): void;
}

/** The connection, as the session sees it. */
export interface Line {
  /** Sends on the socket that was opened last. */
  send(frame: Uint8Array<ArrayBuffer>): void;
  /** The server has answered hello: this connection works. */
  greeted(): void;
  /** The connection is over. @param code why, as a close code */
  ended(code: number, atLeastMs: number): void;
}

/** A handler on an element, as its shape says it. */
export interface Handler {
  readonly element: Element;
  readonly type: string;
  /** Modifiers and key filters, joined by dots. */
  readonly modifiers: string;
  /** What the browser adds: "", "value", "form", … */
  readonly contributes: string;
  /** Empty: commands only. */
  readonly handler: string;
  readonly commands: readonly ShapeItem[];
}

/** What is shown, as those see it who handle events. */
export interface Offering<H extends Handler = Handler> {
  /** What an element offers, `do-loading` and the like among it. */
  handlers(element: Element): readonly H[];
  /** How calls are paced, by handler. */
  readonly marks: Readonly<Record<string, HandlerMarks>>;
  /** Unanswered events and what they called. */
  readonly pending: ReadonlyMap<number, H>;
  /** Handlers whose last event was rejected, and what was said. */
  readonly refused: ReadonlyMap<string, string>;
  /** Whether nodes are being changed: what they tell now is not the user's doing. */
  isBusy(): boolean;
  /**
   * A call was sent, or not (null); it told the server about these controls. Comes after all commands.
   * @param isLate whether they have changed since it happened
   */
  called(id: number | null, handler: H, controls: Iterable<Element>, isLate?: boolean): void;
}

/** What controls say: a contribution, or the fields of a form as they are. */
export type Said = Value | FormData;

/** Sends a call. @returns the event's id, or null when too much is pending */
export type Issue<H extends Handler> = (handler: H, data: Value | undefined) => number | null;

/** The session, as those see it who watch it. */
export interface Talk {
  readonly phase: "closed" | "greeting" | "open";
  readonly counters: Readonly<Counters>;
  issue(path: Path, data: Value | undefined): number | null;
  resync(why: number): void;
}

/** What can be watched: the methods may be wrapped. */
export interface Watched {
  readonly browser: Pick<Browser, "after">;
  readonly line: Line;
  readonly session: Talk;
}

/** Tells whoever watches the page. */
export type Tell = (
  code: string,
  message: string,
  attribution: "application" | "network" | "internal",
) => void;

/** What the second script is given. */
export interface Host<H extends Handler = Handler> extends Watched {
  readonly page: Offering<H>;
  readonly issue: Issue<H>;
}

/** What the second script can do. */
export interface Extra<H extends Handler = Handler> {
  /** A handler is there from now on. */
  offers(handler: H): void;
  /** An event happened. @param said what controls said then, if that was some time ago */
  dispatch(type: string, event: Event, said?: Said): void;
  /** Events were sent or answered, or the page has changed. */
  changed(): void;
}
