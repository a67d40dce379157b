/**
 * @module A session over the real storage of a Durable Object, with a view of the test's own and a page that only speaks. Its
 * memory, and a write, can be lost at will.
 */
import { runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { templates } from "../../.dormouse/templates.js";
import { Core } from "../../src/engine/core.ts";
import coreModule from "../../src/engine/core-module.js";
import { Engine } from "../../src/engine/engine.ts";
import { SqliteStorage } from "../../src/platform/cloudflare-storage.ts";
import type { LogRecord } from "../../src/platform/log.ts";
import { Writer } from "../../src/protocol/bytes.ts";
import { type EventMessage, writeEvent, writeHello } from "../../src/protocol/client-messages.ts";
import { PROTOCOL_VERSION } from "../../src/protocol/limits.ts";
import type { Path } from "../../src/protocol/key.ts";
import { D1Databases } from "../../src/query/d1-databases.ts";
import { Session } from "../../src/session/session.ts";
import { registerViews, type ViewClass } from "../../src/view/registry.ts";
import { NO_TALLY } from "../../src/session/tally.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { MemoryConnection } from "../support/memory-connection.ts";

/** Of the pages that are tried. */
const MAX_SLOTS = 64;
const engine = new Engine(new Core(coreModule));
const CLAIMS = {
  view: "Page",
  url: "/page",
  principal: "somebody",
  user: "[null]",
  origin: "https://example.org",
  headers: [],
};

const UNCOUNTED = { view: CLAIMS.view, tally: NO_TALLY };

/** Storage whose next commit never happens: the object crashes at it. */
class CrashingStorage extends SqliteStorage {
  crashesNext = false;

  override commit(change: Parameters<SqliteStorage["commit"]>[0]): void {
    if (!this.crashesNext) return super.commit(change);
    this.crashesNext = false;
    throw new Error("crashed");
  }
}

/** One session and its page. */
export class BoundSession {
  readonly storage: CrashingStorage;
  readonly clock: ManualClock = new ManualClock();
  readonly logged: LogRecord[] = [];
  readonly #view: ViewClass;
  session!: Session;
  connection!: MemoryConnection;
  #id = 0;
  #island: { build: string; epoch: number; seq: number } = { build: "", epoch: 0, seq: 0 };

  constructor(state: DurableObjectState, view: ViewClass) {
    this.storage = new CrashingStorage(state.storage);
    this.#view = view;
    // The alarm that it sets is the object's own, and real.
    this.clock.time = Date.now();
    this.crash();
  }

  /** Memory is gone. */
  crash(): void {
    const views = registerViews({ Page: this.#view }, templates);
    this.connection = new MemoryConnection({ kind: "ended", ...UNCOUNTED });
    this.session = new Session({
      app: { id: "session", views, engine, env, isDev: true, observe: () => undefined },
      ports: {
        clock: this.clock,
        random: { uint32: () => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0 },
        log: (record) => this.logged.push(record),
        storage: this.storage,
        connections: { all: () => [this.connection] },
        databases: new D1Databases(env),
        rooms: { subscribe: async () => Promise.reject(new Error("no room")) },
      },
    });
  }

  async open(): Promise<void> {
    const { view, principal, user, origin, url } = CLAIMS;
    const result = await this.session.open({
      view,
      principal,
      user,
      url: origin + url,
      headers: [],
    });
    if (result.kind !== "page") throw new Error(JSON.stringify(result));
    this.#island = result.island;
    await this.connect();
  }

  /** The page says hello, and again what it was not answered. */
  async connect(pending: readonly EventMessage[] = []): Promise<void> {
    this.connection = new MemoryConnection({ kind: "arrived", claims: CLAIMS, ...UNCOUNTED });
    const writer = new Writer();
    const versions = [PROTOCOL_VERSION, PROTOCOL_VERSION] as const;
    const { build, epoch, seq } = this.#island;
    const [nonce, known] = ["000000000000000a", new Uint8Array(0)];
    writeHello(writer, { versions, build, epoch, seq, nonce, known, pending });
    await this.session.message(this.connection, writer.done().buffer);
  }

  /** Sends an event; gives it, to be sent again. */
  async click(handler: string): Promise<EventMessage> {
    const path = this.#offer(handler);
    const event: EventMessage = {
      type: "event",
      id: ++this.#id,
      issued: this.#seq,
      path,
      data: undefined,
    };
    const writer = new Writer();
    writeEvent(writer, event);
    await this.session.message(this.connection, writer.done().buffer);
    return event;
  }

  #offer(handler: string): Path {
    const frame = this.session.resident?.picture?.frame ?? new Uint8Array(0);
    for (let slot = 0; slot < MAX_SLOTS; slot++) {
      const path = [{ slot, key: null }];
      if (engine.resolve(frame, path)?.handler === handler) return path;
    }
    throw new Error(`the page does not offer ${handler}`);
  }

  /** What the latest answers said of events that were rejected. */
  get rejected(): readonly string[] {
    return this.connection.frames
      .flat()
      .flatMap((message) =>
        message.type === "ack" ? message.rejections.map(({ code }) => code) : [],
      );
  }

  get #seq(): number {
    return this.storage.load()?.record.seq ?? 0;
  }

  get state(): string {
    return this.storage.load()?.record.state ?? "";
  }
}

/** Runs `test` in an object that nobody has used. */
export async function inSession(
  view: ViewClass,
  test: (bound: BoundSession, state: DurableObjectState) => Promise<void>,
): Promise<void> {
  const sessions = (exports as unknown as { LiveSession: DurableObjectNamespace }).LiveSession;
  const stub = sessions.get(sessions.newUniqueId());
  await runInDurableObject(stub, async (_instance, state) => {
    const bound = new BoundSession(state, view);
    await bound.open();
    await test(bound, state);
  });
}
