/**
 * @module One session and its tabs, in plain Node: the real session code and the real core over ports in memory. A test opens,
 * connects, sends, and makes the memory or the connections vanish between any two steps.
 */
import { Writer } from "../../src/protocol/bytes.ts";
import {
  type EventMessage,
  type HelloMessage,
  writeEvent,
  writeHello,
  writeResync,
} from "../../src/protocol/client-messages.ts";
import type { CompiledTemplate } from "../../src/engine/types.ts";
import type { Key, Path } from "../../src/protocol/key.ts";
import { PROTOCOL_VERSION } from "../../src/protocol/limits.ts";
import type { Island } from "../../src/protocol/page.ts";
import { printMessage } from "../../src/protocol/print.ts";
import type { ServerMessage } from "../../src/protocol/server-messages.ts";
import type { Value } from "../../src/protocol/value.ts";
import type { VerifiedClaims } from "../../src/rpc/claims.ts";
import type { OpenResult } from "../../src/rpc/open.ts";
import { Session } from "../../src/session/session.ts";
import { type ConnectionRecord, NO_TALLY } from "../../src/session/tally.ts";
import { registerViews, type ViewClass } from "../../src/view/registry.ts";
import { compilePage, newEngine } from "../oracle/core.ts";
import { MemoryConnection } from "./memory-connection.ts";
import { MemoryPorts } from "./memory-ports.ts";

/** Of all worlds. */
export const engine = newEngine();

/** A view and the source of its template. */
export interface Program {
  readonly view: ViewClass;
  readonly source: string;
}

/** The address of slots, keys beside them: `path(3, [4, "a"], 5)`. */
export function path(...steps: (number | readonly [number, Key])[]): Path {
  return steps.map((step) =>
    typeof step === "number" ? { slot: step, key: null } : { slot: step[0], key: step[1] },
  );
}

const CLAIMS: VerifiedClaims = {
  view: "Page",
  url: "/page?q=1",
  principal: "somebody",
  user: '["Ada"]',
  origin: "https://example.org",
  headers: [],
};

/** A session, whatever happens to its memory. */
export class World {
  readonly ports: MemoryPorts = new MemoryPorts();
  /** `this.env` of views. */
  readonly env: Record<string, unknown> = { NAME: "env" };
  /** What was told of connections that ended. */
  readonly observed: ConnectionRecord[] = [];
  /** Path and query of the page. */
  url: string = CLAIMS.url;
  #session!: Session;

  readonly #isDev: boolean;

  private constructor(isDev: boolean) {
    this.#isDev = isDev;
  }

  /** A session of a program that nobody opened yet. */
  static async of(program: Program, isDev = false): Promise<World> {
    const world = new World(isDev);
    await world.deploy(program);
    return world;
  }

  /** A session of a view whose template is compiled already, by {@link engine}. */
  static serving(view: ViewClass, template: CompiledTemplate): World {
    const world = new World(false);
    world.#serve(view, template);
    return world;
  }

  get session(): Session {
    return this.#session;
  }

  /** Memory is gone, connections stay; a new program runs. */
  async deploy({ view, source }: Program): Promise<void> {
    this.#serve(view, await compilePage({ "page.html": source }));
  }

  #serve(view: ViewClass, template: CompiledTemplate): void {
    const views = registerViews({ Page: view }, { [view.template]: template });
    const observe = (record: ConnectionRecord): void => void this.observed.push(record);
    const app = { id: "session", views, engine, env: this.env, observe, isDev: this.#isDev };
    this.#restart = () => new Session({ ports: this.ports, app });
    this.hibernate();
  }

  #restart: () => Session = () => this.#session;

  /** Memory is gone, connections stay. */
  hibernate(): void {
    this.#session = this.#restart();
  }

  /** Memory and connections are gone. */
  crash(): void {
    for (const connection of this.ports.open) connection.closed ??= 1006;
    this.hibernate();
  }

  async get(): Promise<OpenResult> {
    const { view, principal, user, origin } = CLAIMS;
    return this.#session.open({ view, url: origin + this.url, headers: [], principal, user });
  }

  /** The first HTML, as a tab has it. */
  async open(nonce = "000000000000000a"): Promise<Tab> {
    const result = await this.get();
    if (result.kind !== "page") throw new Error(`no page: ${JSON.stringify(result)}`);
    return new Tab(this, result.island, nonce);
  }

  /** A page that is connected. */
  async connected(nonce?: string): Promise<Tab> {
    const tab = await this.open(nonce);
    await tab.connect();
    return tab;
  }

  /** What is due happens; then time stands still again. */
  async ring(): Promise<void> {
    const { clock, storage } = this.ports;
    clock.time = Math.max(clock.time, storage.alarmAt ?? 0);
    storage.alarmAt = null;
    await this.#session.alarm();
  }

  get state(): string {
    return this.ports.storage.stored?.record.state ?? "";
  }
}

/** A browser tab that does exactly what it is told. */
export class Tab {
  readonly island: Island;
  readonly #world: World;
  readonly nonce: string;
  seq: number;
  epoch: number;
  build: string;
  lastId = 0;
  connection: MemoryConnection = new MemoryConnection({ kind: "ended", view: "", tally: NO_TALLY });

  constructor(world: World, island: Island, nonce: string) {
    this.#world = world;
    this.island = island;
    this.nonce = nonce;
    ({ seq: this.seq, epoch: this.epoch, build: this.build } = island);
  }

  /** Connects without a word. */
  dial(claims: Partial<VerifiedClaims> = {}): void {
    const merged = { ...CLAIMS, url: this.#world.url, ...claims };
    const { view } = merged;
    const arrived = { kind: "arrived", claims: merged, view, tally: NO_TALLY } as const;
    this.connection = new MemoryConnection(arrived);
    this.#world.ports.open.push(this.connection);
  }

  async connect(
    pending: readonly EventMessage[] = [],
    claims: Partial<VerifiedClaims> = {},
  ): Promise<readonly ServerMessage[]> {
    this.dial(claims);
    return this.hello({ pending });
  }

  async hello(differently: Partial<HelloMessage> = {}): Promise<readonly ServerMessage[]> {
    const { build, epoch, seq, nonce } = this;
    const writer = new Writer();
    writeHello(writer, {
      versions: [PROTOCOL_VERSION, PROTOCOL_VERSION],
      build,
      epoch,
      seq,
      nonce,
      known: new Uint8Array(0),
      pending: [],
      ...differently,
    });
    return this.say(writer.done());
  }

  /** The next event, not sent. */
  event(at: Path, data?: Value, issued: number | "current" = this.seq): EventMessage {
    return { type: "event", id: ++this.lastId, issued, path: at, data };
  }

  async send(...events: readonly EventMessage[]): Promise<readonly ServerMessage[]> {
    const writer = new Writer();
    for (const event of events) writeEvent(writer, event);
    return this.say(writer.done());
  }

  async click(at: Path, data?: Value): Promise<readonly ServerMessage[]> {
    return this.send(this.event(at, data));
  }

  async resync(): Promise<readonly ServerMessage[]> {
    const writer = new Writer();
    writeResync(writer, 0);
    return this.say(writer.done());
  }

  /** Sends bytes, and gives the messages that came of them. */
  async say(bytes: Uint8Array<ArrayBuffer> | string): Promise<readonly ServerMessage[]> {
    const before = this.connection.frames.length;
    const data = typeof bytes === "string" ? bytes : bytes.buffer;
    await this.#world.session.message(this.connection, data);
    const messages = this.connection.frames.slice(before).flat();
    for (const message of messages) this.#take(message);
    return messages;
  }

  #take(message: ServerMessage): void {
    if (message.type === "patch" || message.type === "resume") this.seq = message.seq;
    if (message.type !== "snap") return;
    ({ seq: this.seq, epoch: this.epoch, build: this.build } = message);
  }
}

/** Messages as text, without the bytes of ops. */
export function print(messages: readonly ServerMessage[]): string[] {
  return messages.map((message) =>
    message.type === "snap"
      ? `snap seq=${message.seq} ${message.html}`
      : printMessage(message)
          .replace(/ ops=(.+)$/, " ops")
          .replace(/ ops=$/, ""),
  );
}
