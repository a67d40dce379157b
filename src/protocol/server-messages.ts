/**
 * @module What the session says: `ack`, `patch`, `blocks`, `resume`, `snap`, `go`, `bye`. Encoded by the session, decoded in
 * the browser. Patch bytes are the same for every page of a session; what concerns one page (its acknowledgement, the
 * blocks that it lacks) stands in messages of its own before them.
 *
 * ack    = tag|flags, varint last event, [varint n, n × (varint id, code, message)]
 * patch  = tag, varint seq, ops (the rest of the frame)
 * blocks = tag, varint n, n × (varint block, definition as JSON)
 * resume = tag, varint seq
 * snap   = tag, build (8), varint epoch, varint seq, html, island as JSON
 * go     = tag, kind, url
 * bye    = tag, varint code, varint retry after (ms)
 */
import { malformed, type Reader, type Writer } from "./bytes.ts";
import { type Build, readHex, writeHex } from "./client-messages.ts";
import {
  FLAG_REJECTIONS,
  TAG_ACK,
  TAG_BLOCKS,
  TAG_BYE,
  TAG_GO,
  TAG_PATCH,
  TAG_RESUME,
  TAG_SNAP,
} from "./tags.ts";

/** An event that did not change the state, and why. */
export interface Rejection {
  readonly id: number;
  readonly code: string;
  /** For the user (`Refused`), else empty. */
  readonly message: string;
}

/** Everything up to `last` was applied or rejected, for ever. */
export interface AckMessage {
  readonly type: "ack";
  readonly last: number;
  readonly rejections: readonly Rejection[];
}

/** The page at `seq`, as a change of the page at `seq - 1` (after a catch-up: of the page's own seq). */
export interface PatchMessage {
  readonly type: "patch";
  readonly seq: number;
  readonly ops: Uint8Array;
}

/** HTML and shapes of blocks that the next patch needs and the page lacks. */
export interface BlocksMessage {
  readonly type: "blocks";
  readonly blocks: readonly (readonly [block: number, definition: string])[];
}

/** Nothing happened while the page was away. */
export interface ResumeMessage {
  readonly type: "resume";
  readonly seq: number;
}

/** The whole page. */
export interface SnapMessage {
  readonly type: "snap";
  readonly build: Build;
  readonly epoch: number;
  readonly seq: number;
  readonly html: string;
  readonly island: string;
}

export interface GoMessage {
  readonly type: "go";
  readonly kind: number;
  readonly url: string;
}

export interface ByeMessage {
  readonly type: "bye";
  readonly code: number;
  readonly retryAfterMs: number;
}

export type ServerMessage =
  | AckMessage
  | PatchMessage
  | BlocksMessage
  | ResumeMessage
  | SnapMessage
  | GoMessage
  | ByeMessage;

function writeAck(writer: Writer, ack: AckMessage): void {
  writer.byte(TAG_ACK | (ack.rejections.length > 0 ? FLAG_REJECTIONS : 0));
  writer.varint(ack.last);
  if (ack.rejections.length === 0) return;
  writer.varint(ack.rejections.length);
  for (const rejection of ack.rejections) {
    writer.varint(rejection.id);
    writer.text(rejection.code);
    writer.text(rejection.message);
  }
}

export function writeServerMessage(writer: Writer, message: ServerMessage): void {
  switch (message.type) {
    case "ack":
      return writeAck(writer, message);
    case "patch":
      writer.byte(TAG_PATCH);
      writer.varint(message.seq);
      return writer.raw(message.ops);
    case "blocks":
      return writeBlocks(writer, message);
    case "resume":
      writer.byte(TAG_RESUME);
      return writer.varint(message.seq);
    case "snap":
      return writeSnap(writer, message);
    case "go":
      writer.byte(TAG_GO);
      writer.byte(message.kind);
      return writer.text(message.url);
    case "bye":
      writer.byte(TAG_BYE);
      writer.varint(message.code);
      return writer.varint(message.retryAfterMs);
  }
}

function writeBlocks(writer: Writer, { blocks }: BlocksMessage): void {
  writer.byte(TAG_BLOCKS);
  writer.varint(blocks.length);
  for (const [block, definition] of blocks) {
    writer.varint(block);
    writer.text(definition);
  }
}

function writeSnap(writer: Writer, snap: SnapMessage): void {
  writer.byte(TAG_SNAP);
  writeHex(writer, snap.build);
  writer.varint(snap.epoch);
  writer.varint(snap.seq);
  writer.text(snap.html);
  writer.text(snap.island);
}

function readAck(reader: Reader, head: number): AckMessage {
  const last = reader.varint();
  const rejections: Rejection[] = [];
  for (let n = head & FLAG_REJECTIONS ? reader.varint() : 0; n > 0; n--) {
    rejections.push({ id: reader.varint(), code: reader.text(), message: reader.text() });
  }
  return { type: "ack", last, rejections };
}

function readBlocks(reader: Reader): BlocksMessage {
  const blocks: [number, string][] = [];
  for (let n = reader.varint(); n > 0; n--) blocks.push([reader.varint(), reader.text()]);
  return { type: "blocks", blocks };
}

function readMessage(reader: Reader): ServerMessage {
  const head = reader.byte();
  switch (head & 15) {
    case TAG_ACK:
      return readAck(reader, head);
    case TAG_PATCH:
      return { type: "patch", seq: reader.varint(), ops: reader.rest() };
    case TAG_BLOCKS:
      return readBlocks(reader);
    case TAG_RESUME:
      return { type: "resume", seq: reader.varint() };
    case TAG_SNAP:
      return {
        type: "snap",
        build: readHex(reader, 8),
        epoch: reader.varint(),
        seq: reader.varint(),
        html: reader.text(),
        island: reader.text(),
      };
    case TAG_GO:
      return { type: "go", kind: reader.byte(), url: reader.text() };
    case TAG_BYE:
      return { type: "bye", code: reader.varint(), retryAfterMs: reader.varint() };
    default:
      return malformed(`unknown tag ${head}`);
  }
}

/** All messages of one WebSocket frame. @throws protocol.malformed */
export function readServerFrame(reader: Reader): ServerMessage[] {
  const messages: ServerMessage[] = [];
  while (!reader.done) messages.push(readMessage(reader));
  return messages;
}
