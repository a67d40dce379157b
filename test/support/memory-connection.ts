/**
 * @module A connection in memory, for tests that read what a session said.
 */
import { Reader } from "../../src/protocol/bytes.ts";
import { readServerFrame, type ServerMessage } from "../../src/protocol/server-messages.ts";
import type { Attachment, PageConnection } from "../../src/session/ports.ts";

/** A connection that keeps what it was sent. */
export class MemoryConnection implements PageConnection {
  attachment: Attachment;
  /** One entry a WebSocket frame. */
  readonly frames: ServerMessage[][] = [];
  readonly sentBytes: number[] = [];
  /** The same frames as they were sent. */
  readonly sent: Uint8Array[] = [];
  closed: number | null = null;

  constructor(attachment: Attachment) {
    this.attachment = attachment;
  }

  attach(attachment: Attachment): void {
    this.attachment = structuredClone(attachment);
  }

  send(bytes: Uint8Array): void {
    if (this.closed !== null) return;
    this.sentBytes.push(bytes.length);
    this.sent.push(bytes.slice());
    this.frames.push(readServerFrame(new Reader(bytes.slice())));
  }

  close(code: number): void {
    this.closed ??= code;
  }
}
