/**
 * @module The browser's half of the session protocol (`SPEC`, «Client»). Knows nothing of DOM, sockets or time: it is
 * told what happened and acts through its ports, so it runs as it is under the simulator. Invariants: an event is pending
 * until acknowledged; a patch is applied only to the seq that it was made from; anything else asks for one snap.
 */
import { DormouseError } from "../../src/errors/error.ts";
import { Reader, Writer } from "../../src/protocol/bytes.ts";
import {
  type Build,
  type Call,
  writeEvent,
  writeHello,
  writeResync,
} from "../../src/protocol/client-messages.ts";
import { isUrlAddress, type Path } from "../../src/protocol/key.ts";
import {
  MAX_CLIENT_FRAME_BYTES,
  MAX_PENDING_EVENTS,
  PROTOCOL_VERSION,
} from "../../src/protocol/limits.ts";
import {
  type PatchMessage,
  readServerFrame,
  type ServerMessage,
  type SnapMessage,
} from "../../src/protocol/server-messages.ts";
import {
  RESYNC_BROKEN,
  RESYNC_DETACHED,
  RESYNC_GAP,
  RESYNC_HYDRATION,
} from "../../src/protocol/tags.ts";
import type { Value } from "../../src/protocol/value.ts";
import type { Browser, Counters, Line, Page } from "../ports.ts";

/** What pending events may come to: a frame less hello's other fields (known blocks: up to 512 bytes). */
const MAX_PENDING_BYTES = MAX_CLIENT_FRAME_BYTES - 1_024;

/** Where a page stands. */
export interface Position {
  readonly build: Build;
  readonly epoch: number;
  readonly seq: number;
}

/** What the session acts through. */
export interface SessionPorts {
  readonly page: Page;
  readonly line: Line;
  readonly browser: Pick<Browser, "go" | "turned" | "report">;
}

/** The state machine of one page. */
export class Session {
  readonly #ports: SessionPorts;
  /** 16 hexadecimal digits: this tab, this load. */
  readonly #nonce: string;
  /** Build, epoch and seq of what is shown. Changed in here only, as is the next one. */
  position: Position;
  /** Events without an answer. */
  pending: readonly Call[] = [];
  /** `greeting`: hello was sent and not answered. */
  phase: "closed" | "greeting" | "open" = "closed";
  /** Why the page waits for a snap (RESYNC); nothing else changes it then. */
  #broken: number | null = null;
  /** The seq that the last answer led to; the server knows it as well. */
  #mark: number | null = null;
  #nextId = 1;
  /** For whoever measures. */
  readonly counters: Counters = { up: 0, down: 0, patches: 0 };

  constructor(position: Position, nonce: string, ports: SessionPorts) {
    this.position = position;
    this.#nonce = nonce;
    this.#ports = ports;
  }

  /** A connection is there: says hello. */
  opened(): void {
    const { build, epoch, seq } = this.position;
    this.phase = "greeting";
    this.#say((writer) => {
      writeHello(writer, {
        versions: [PROTOCOL_VERSION, PROTOCOL_VERSION],
        build,
        epoch,
        seq,
        nonce: this.#nonce,
        known: this.#ports.page.known(),
        pending: this.pending,
      });
      if (this.#broken !== null) writeResync(writer, this.#broken);
    });
  }

  /** The connection is gone. */
  closed(): void {
    this.phase = "closed";
  }

  /** What is shown is not what the server thinks, because of `why` (RESYNC): asks for a snap, once. */
  resync(why: number): void {
    if (this.#broken !== null) return;
    this.#broken = why;
    this.#say((writer) => writeResync(writer, why));
  }

  /** Something was done. @returns its id, or null when too much is pending already */
  issue(path: Path, data: Value | undefined): number | null {
    const { seq } = this.position;
    const event: Call = { id: this.#nextId, issued: seq, path, data };
    const isCurrent =
      this.phase === "open" &&
      this.#broken === null &&
      this.pending.length === 0 &&
      seq === this.#mark;
    const pending = [...this.pending, event];
    const size = new Writer();
    for (const each of pending) writeEvent(size, each);
    if (pending.length > MAX_PENDING_EVENTS || size.length > MAX_PENDING_BYTES) return null;
    this.pending = pending;
    this.#nextId++;
    this.#say((writer) => writeEvent(writer, isCurrent ? { ...event, issued: "current" } : event));
    return event.id;
  }

  /** Changes what is shown; if that fails, it is reported and the page asks for a snap. */
  attempt(change: () => void): void {
    try {
      change();
    } catch (error) {
      const code = error instanceof DormouseError ? error.code : "client.patch";
      this.#ports.browser.report(code, String(error));
      this.resync(
        code === "client.detached"
          ? RESYNC_DETACHED
          : code === "client.hydration"
            ? RESYNC_HYDRATION
            : RESYNC_BROKEN,
      );
    }
  }

  /** A frame of the connection that was opened last. */
  received(frame: Uint8Array): void {
    this.counters.down += frame.length;
    let isAnswer = false;
    this.attempt(() => {
      for (const message of readServerFrame(new Reader(frame))) {
        isAnswer ||= message.type === "ack" || message.type === "snap";
        this.#take(message);
      }
    });
    if (isAnswer) {
      this.#mark = this.#broken === null ? this.position.seq : null;
      if (this.phase === "greeting") {
        this.phase = "open";
        this.#ports.line.greeted();
      }
    }
    this.#ports.page.settled();
    this.#ports.browser.turned(this.counters);
  }

  #say(write: (writer: Writer) => void): void {
    if (this.phase === "closed") return;
    const writer = new Writer();
    write(writer);
    this.counters.up += writer.length;
    this.#ports.line.send(writer.done());
  }

  #take(message: ServerMessage): void {
    const { page, line, browser } = this.#ports;
    switch (message.type) {
      case "ack":
        this.pending = this.pending.filter(({ id }) => id > message.last);
        return page.answered(message.last, message.rejections);
      case "patch":
        return this.#patch(message);
      case "blocks":
        return page.learn(message.blocks);
      case "resume":
        if (message.seq !== this.position.seq) this.resync(RESYNC_GAP);
        return;
      case "snap":
        return this.#snap(message);
      case "go":
        // A page that has gone somewhere by itself meanwhile is there, and the server will know.
        if (!this.pending.some(({ path }) => isUrlAddress(path)))
          browser.go(message.kind, message.url);
        return;
      case "bye":
        return line.ended(message.code, message.retryAfterMs);
    }
  }

  #patch({ seq, ops }: PatchMessage): void {
    const { seq: base } = this.position;
    if (this.#broken !== null || seq <= base) return;
    // The first patch after hello is made from the seq that hello named; any other from the one before it.
    if (this.phase !== "greeting" && seq > base + 1) return this.resync(RESYNC_GAP);
    this.#ports.page.apply(ops);
    this.position = { ...this.position, seq };
    this.counters.patches++;
  }

  #snap(snap: SnapMessage): void {
    const { build, epoch, seq } = snap;
    this.position = { build, epoch, seq };
    // If it fails, it is not asked for again on this connection: the next snap would fare no better, and would cost as much.
    this.#broken = RESYNC_HYDRATION;
    this.#ports.page.show(snap);
    this.#broken = null;
  }
}
