/**
 * @module What the browser says: `hello`, `event`, `resync`. Encoded in the browser, decoded by the session.
 *
 * hello  = tag, min version, max version, build (8 bytes), varint epoch, varint seq, nonce (8), bytes known blocks,
 *          varint n, n × event (with explicit seq)
 * event  = tag|flags, varint id, [varint issued seq], [varint steps], steps, [value]
 * resync = tag, why
 */
import { malformed, type Reader, type Writer } from "./bytes.ts";
import { type Path, readSteps, writeSteps } from "./key.ts";
import { MAX_EVENTS_PER_FRAME, MAX_BLOCKS, MAX_PATH_STEPS } from "./limits.ts";
import { TAG_EVENT, TAG_HELLO, TAG_RESYNC, FLAG_CONTRIBUTES, FLAG_CURRENT } from "./tags.ts";
import { readValue, type Value, writeValue } from "./value.ts";

/** A build: 8 bytes as 16 hexadecimal digits. */
export type Build = string;

/** One thing that a user did. */
export interface EventMessage {
  readonly type: "event";
  /** 1, 2, 3, … for each page. */
  readonly id: number;
  /** The seq of the page that the user saw, or `current`: the page's mark. */
  readonly issued: number | "current";
  readonly path: Path;
  /** What the browser adds, where the call names it. */
  readonly data: Value | undefined;
}

/** The first message of a connection. */
export interface HelloMessage {
  readonly type: "hello";
  readonly versions: readonly [min: number, max: number];
  readonly build: Build;
  readonly epoch: number;
  readonly seq: number;
  /** 16 hexadecimal digits, minted by the tab. */
  readonly nonce: string;
  /** Bit i: the page has the HTML of block i. */
  readonly known: Uint8Array;
  readonly pending: readonly EventMessage[];
}

/** The page lost the thread and asks for a snap. */
export interface ResyncMessage {
  readonly type: "resync";
  readonly why: number;
}

/** A message for a writer that knows its tag: the browser keeps none. */
type Written<M> = Omit<M, "type">;
/** An event as the page keeps it. */
export type Call = Written<EventMessage>;

export type ClientMessage = EventMessage | HelloMessage | ResyncMessage;

export function writeHex(writer: Writer, hex: string): void {
  for (const byte of hex.match(/../g) ?? []) writer.byte(Number.parseInt(byte, 16));
}

export function readHex(reader: Reader, length: number): string {
  let hex = "";
  for (const byte of reader.raw(length)) hex += byte.toString(16).padStart(2, "0");
  return hex;
}

export function writeEvent(writer: Writer, event: Call): void {
  const steps = event.path.length;
  let head: number = TAG_EVENT;
  if (event.issued === "current") head |= FLAG_CURRENT;
  if (event.data !== undefined) head |= FLAG_CONTRIBUTES;
  writer.byte(head | (Math.min(steps - 1, 3) << 6));
  writer.varint(event.id);
  if (event.issued !== "current") writer.varint(event.issued);
  if (steps > 3) writer.varint(steps);
  writeSteps(writer, event.path);
  if (event.data !== undefined) writeValue(writer, event.data);
}

function readEvent(reader: Reader, head: number): EventMessage {
  const id = reader.varint();
  const issued = head & FLAG_CURRENT ? "current" : reader.varint();
  const few = head >> 6;
  const steps = few < 3 ? few + 1 : reader.varint();
  if (id === 0) malformed("an event without id");
  if (steps > MAX_PATH_STEPS) malformed("an address with too many steps");
  const path = readSteps(reader, steps);
  return {
    type: "event",
    id,
    issued,
    path,
    data: head & FLAG_CONTRIBUTES ? readValue(reader) : undefined,
  };
}

export function writeHello(
  writer: Writer,
  hello: Written<Omit<HelloMessage, "pending">> & { readonly pending: readonly Call[] },
): void {
  writer.byte(TAG_HELLO);
  writer.byte(hello.versions[0]);
  writer.byte(hello.versions[1]);
  writeHex(writer, hello.build);
  writer.varint(hello.epoch);
  writer.varint(hello.seq);
  writeHex(writer, hello.nonce);
  writer.bytes(hello.known);
  writer.varint(hello.pending.length);
  for (const event of hello.pending) writeEvent(writer, event);
}

function readHello(reader: Reader): HelloMessage {
  const versions = [reader.byte(), reader.byte()] as const;
  const build = readHex(reader, 8);
  const epoch = reader.varint();
  const seq = reader.varint();
  const nonce = readHex(reader, 8);
  const known = reader.bytes().slice();
  if (known.length > MAX_BLOCKS / 8) malformed("too many known blocks");
  const count = reader.varint();
  if (count > MAX_EVENTS_PER_FRAME) malformed(`${count} pending events`);
  const pending: EventMessage[] = [];
  for (let i = 0; i < count; i++) {
    const head = reader.byte();
    if ((head & 15) !== TAG_EVENT || head & FLAG_CURRENT) malformed("a pending event");
    pending.push(readEvent(reader, head));
  }
  return { type: "hello", versions, build, epoch, seq, nonce, known, pending };
}

export function writeResync(writer: Writer, why: number): void {
  writer.byte(TAG_RESYNC);
  writer.byte(why);
}

/** All messages of one WebSocket frame. @throws protocol.malformed; the size is checked by the caller, before */
export function readClientFrame(reader: Reader): ClientMessage[] {
  const messages: ClientMessage[] = [];
  while (!reader.done) {
    if (messages.length >= MAX_EVENTS_PER_FRAME) malformed("too many messages in one frame");
    const head = reader.byte();
    switch (head & 15) {
      case TAG_HELLO:
        messages.push(readHello(reader));
        break;
      case TAG_EVENT:
        messages.push(readEvent(reader, head));
        break;
      case TAG_RESYNC:
        messages.push({ type: "resync", why: reader.byte() });
        break;
      default:
        malformed(`unknown tag ${head}`);
    }
  }
  return messages;
}
