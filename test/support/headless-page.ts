/**
 * @module A page without a browser: reads the HTML and the island as a browser does (with parse5), speaks the protocol over a
 * WebSocket, applies patches to a tree of slots (the second implementation of the ops). Every message is kept. It decides nothing by
 * itself: the test says when to connect, what to send again, and when to cut.
 */
import { Reader, Writer } from "../../src/protocol/bytes.ts";
import {
  type EventMessage,
  writeEvent,
  writeHello,
  writeResync,
} from "../../src/protocol/client-messages.ts";
import type { Path } from "../../src/protocol/key.ts";
import { PROTOCOL_VERSION, SUBPROTOCOL } from "../../src/protocol/limits.ts";
import { type BlockDefinition, type Island, ISLAND_ID } from "../../src/protocol/page.ts";
import { readServerFrame, type ServerMessage } from "../../src/protocol/server-messages.ts";
import type { Value } from "../../src/protocol/value.ts";
import { Applier, comparable, type Slot } from "../oracle/slots.ts";
import { Walker } from "../oracle/walk.ts";
import { type Offered, offersIn } from "./offered.ts";

/** Answers requests, like `fetch`. */
export type Fetcher = (request: Request) => Promise<Response>;

/** A WebSocket as the Workers runtime has it. */
interface Connection {
  accept(): void;
  send(data: Uint8Array | string): void;
  close(code?: number): void;
  addEventListener(
    type: string,
    listener: (event: { data?: unknown; code?: number; reason?: string }) => void,
  ): void;
  binaryType?: string;
}

const ORIGIN = "http://dormouse.test";

/** The definitions of an island, by number. */
function definitions(island: Island): BlockDefinition[] {
  const blocks: BlockDefinition[] = [];
  for (const [id, block] of Object.entries(island.blocks)) blocks[Number(id)] = block;
  return blocks;
}

/** The island in a page's HTML. */
export function islandOf(html: string): Island {
  const [, json] =
    new RegExp(`<script[^>]*id="${ISLAND_ID}"[^>]*>(.*?)</script>`, "s").exec(html) ?? [];
  if (json === undefined) throw new Error(`no island in ${html.slice(0, 400)}`);
  return JSON.parse(json) as Island;
}

/** One page. */
export class HeadlessPage {
  readonly island: Island;
  readonly html: string;
  readonly #fetch: Fetcher;
  blocks: BlockDefinition[];
  slots: Slot[];
  build: string;
  epoch: number;
  seq: number;
  nonce = "0000000000000001";
  lastId = 0;
  pending: EventMessage[] = [];
  readonly messages: ServerMessage[] = [];
  #unread: ServerMessage[][] = [];
  #waiting: (() => void)[] = [];
  readonly #pongs: ((answer: string) => void)[] = [];
  #connection: Connection | undefined;
  /** Why the connection ended, once it did. */
  closed: number | undefined;
  bytesUp = 0;
  bytesDown = 0;

  private constructor(fetch: Fetcher, html: string) {
    this.#fetch = fetch;
    this.html = html;
    this.island = islandOf(html);
    this.blocks = definitions(this.island);
    this.build = this.island.build;
    this.epoch = this.island.epoch;
    this.seq = this.island.seq;
    this.slots = this.#read(html, this.island);
  }

  /** GETs a page; with a `cookie`, as a browser that left its token there. */
  static async open(fetch: Fetcher, path: string, cookie = ""): Promise<HeadlessPage> {
    const headers = { "sec-fetch-dest": "document", cookie };
    const response = await fetch(new Request(ORIGIN + path, { headers }));
    const html = await response.text();
    if (response.status !== 200) throw new Error(`GET ${path}: ${response.status} ${html}`);
    return new HeadlessPage(fetch, html);
  }

  #read(html: string, island: Island): Slot[] {
    return new Walker(this.blocks).read(html, island.root, island.skeleton);
  }

  /** Connects; says hello unless told otherwise, and waits for its answer. */
  async connect(
    options: { hello?: boolean; token?: string; origin?: string | null } = {},
  ): Promise<void> {
    const headers = new Headers({
      Upgrade: "websocket",
      "Sec-WebSocket-Protocol": `${SUBPROTOCOL}, ${options.token ?? this.island.token ?? ""}`,
    });
    const origin = options.origin === undefined ? ORIGIN : options.origin;
    if (origin !== null) headers.set("Origin", origin);
    const response = await this.#fetch(new Request(`${ORIGIN}/_do/connect`, { headers }));
    const { webSocket } = response as unknown as { webSocket: Connection | null };
    if (webSocket === null || webSocket === undefined)
      throw new Error(`refused: ${response.status}`);
    this.#attach(webSocket);
    if (options.hello !== false) {
      this.hello();
      await this.next();
    }
  }

  #attach(connection: Connection): void {
    this.closed = undefined;
    this.#unread = [];
    this.#connection = connection;
    // Blobs would need an await; from compatibility date 2026-03-17 they are the default.
    connection.binaryType = "arraybuffer";
    connection.accept();
    connection.addEventListener("message", ({ data }) => {
      if (this.#connection !== connection) return;
      if (typeof data === "string") return this.#pongs.shift()?.(data);
      const bytes = new Uint8Array(data as ArrayBuffer);
      this.bytesDown += bytes.length;
      const messages = readServerFrame(new Reader(bytes));
      for (const message of messages) this.#take(message);
      this.#unread.push(messages);
      this.#wake();
    });
    connection.addEventListener("close", ({ code }) => {
      if (this.#connection !== connection) return;
      this.closed = code;
      this.#connection = undefined;
      this.#wake();
    });
  }

  #wake(): void {
    for (const resume of this.#waiting.splice(0)) resume();
  }

  /** The messages of the next WebSocket frame; empty when the connection ended instead. */
  async next(): Promise<ServerMessage[]> {
    for (;;) {
      const messages = this.#unread.shift();
      if (messages !== undefined) return messages;
      if (this.closed !== undefined) return [];
      await new Promise<void>((resume) => this.#waiting.push(resume));
    }
  }

  send(bytes: Uint8Array): void {
    this.bytesUp += bytes.length;
    this.#connection?.send(bytes);
  }

  /** What the browser knows, as it would say it. Resends what is pending. */
  hello(): void {
    const writer = new Writer();
    writeHello(writer, {
      versions: [PROTOCOL_VERSION, PROTOCOL_VERSION],
      build: this.build,
      epoch: this.epoch,
      seq: this.seq,
      nonce: this.nonce,
      known: new Uint8Array(0),
      pending: this.pending,
    });
    this.send(writer.done());
  }

  /** Issues an event, and sends it when connected. */
  issue(path: Path, data?: Value): EventMessage {
    const event: EventMessage = { type: "event", id: ++this.lastId, issued: this.seq, path, data };
    this.pending.push(event);
    if (this.#connection !== undefined) this.sendEvent(event);
    return event;
  }

  sendEvent(event: EventMessage): void {
    const writer = new Writer();
    writeEvent(writer, event);
    this.send(writer.done());
  }

  /** Issues the `nth` offer of `handler` and waits for the answer. */
  async click(handler: string, data?: Value, nth = 0): Promise<ServerMessage[]> {
    this.issue(this.offer(handler, nth).path, data);
    return this.next();
  }

  resync(why: number): void {
    const writer = new Writer();
    writeResync(writer, why);
    this.send(writer.done());
  }

  /** Sends a text and waits for the one that answers it. */
  async ping(text: string): Promise<string> {
    const answer = new Promise<string>((resolve) => this.#pongs.push(resolve));
    this.#connection?.send(text);
    return answer;
  }

  /** Ends the connection without a word. */
  cut(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    this.closed = 1006;
    connection?.close(1000);
  }

  #take(message: ServerMessage): void {
    this.messages.push(message);
    switch (message.type) {
      case "ack":
        this.pending = this.pending.filter(({ id }) => id > message.last);
        return;
      case "blocks":
        for (const [id, json] of message.blocks)
          this.blocks[id] = JSON.parse(json) as BlockDefinition;
        return;
      case "patch":
        new Applier(this.blocks).apply(this.slots, message.ops);
        this.seq = message.seq;
        return;
      case "resume":
        this.seq = message.seq;
        return;
      case "snap": {
        const island = JSON.parse(message.island) as Island;
        this.blocks = definitions(island);
        this.slots = this.#read(message.html, island);
        this.build = message.build;
        this.epoch = message.epoch;
        this.seq = message.seq;
        return;
      }
      default:
    }
  }

  /** What the page shows, to be compared with another page. */
  get shown(): unknown {
    return comparable(this.slots);
  }

  /** All texts of text slots, in order of the document. */
  get texts(): string[] {
    const texts: string[] = [];
    const visit = (slots: readonly Slot[]): void => {
      for (const slot of slots) {
        if (slot.kind === "text") texts.push(slot.text);
        else if (slot.kind === "branch") visit(slot.instance);
        else if (slot.kind === "list") for (const item of slot.items) visit(item.instance);
      }
    };
    visit(this.slots);
    return texts;
  }

  /** Everything that the page offers, in order of the document. */
  offers(): Offered[] {
    return [...offersIn({ blocks: this.blocks, block: 0, slots: this.slots, prefix: [] })];
  }

  /** The `nth` offer of a handler. */
  offer(handler: string, nth = 0): Offered {
    const offered = this.offers().filter((offer) => offer.handler === handler)[nth];
    if (offered === undefined) throw new Error(`the page offers no ${handler} (${nth})`);
    return offered;
  }
}
