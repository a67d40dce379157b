/**
 * @module One Durable Object of the simulated world: what it has stored, the sockets that the platform keeps for it, and the
 * shipping session in its memory, which can be lost at any moment. A life that is over can still run (a handler that waits),
 * but reaches nothing any more: its storage throws, its sockets are deaf.
 */
import type {
  Change,
  SessionRecord,
  SessionStorage,
  SideChange,
  StoredSession,
} from "../../src/platform/storage.ts";
import { Reader } from "../../src/protocol/bytes.ts";
import { readServerFrame } from "../../src/protocol/server-messages.ts";
import type { OpenResult } from "../../src/rpc/open.ts";
import type { PageConnection, Surroundings } from "../../src/session/ports.ts";
import type { Push, PushOutcome } from "../../src/session/push.ts";
import { Session } from "../../src/session/session.ts";
import { applySide, emptySide, type Side, SideReader } from "../support/memory-side.ts";
import { History } from "./history.ts";
import { InvariantError } from "./invariant.ts";
import { engine } from "./programs.ts";
import { type AtWrite, REQUEST, type Site } from "./site.ts";
import type { Host, Wire } from "./wire.ts";

/** One stay in memory. */
interface Life {
  isAlive: boolean;
  /** The alarm's call has not come to its end. */
  isRinging: boolean;
  /** Turns under way. */
  busy: number;
  readonly session: Session;
  readonly connections: Map<Wire, PageConnection>;
}

/** One session, whatever happens to its memory. */
export class SimulatedServer implements Host {
  readonly sid: string;
  readonly principal: string;
  readonly history: History;
  readonly #site: Site;
  readonly #wires: Wire[] = [];
  #life: Life;
  stored: StoredSession | null = null;
  /** Beside it; changes with it or not at all. */
  side: Side = emptySide();
  alarmAt: number | null = null;
  atWrite: AtWrite | null = null;
  isForgotten = false;

  constructor(site: Site, sid: string, principal: string) {
    this.#site = site;
    this.sid = sid;
    this.principal = principal;
    this.history = new History(sid);
    this.#life = this.#begin();
  }

  get session(): Session {
    return this.#life.session;
  }

  get isBusy(): boolean {
    return this.#life.busy > 0;
  }

  /** The first HTML. */
  async open(): Promise<OpenResult> {
    const result = await this.session.open({ ...REQUEST, principal: this.principal });
    const { resident } = this.session;
    if (result.kind === "page" && resident?.picture) {
      const { epoch, build, seq } = result.island;
      this.history.frame(epoch, build, seq, resident.picture.frame);
    }
    return result;
  }

  /** The HTML for a page that is loaded again, unless it must wait or there is none. */
  async resume(): Promise<OpenResult | null> {
    // A schedule takes one step after the other: it cannot wait for a handler that waits for time.
    if (this.isBusy) return null;
    const life = this.#life;
    const result = await this.session.resume({ ...REQUEST, principal: this.principal });
    return life.isAlive ? result : null;
  }

  /** Memory is gone, sockets stay. The platform does it to those that are idle only. */
  hibernate(): void {
    // The platform calls an alarm again that did not come to its end.
    if (this.#life.isRinging) this.alarmAt ??= this.#site.clock.now();
    this.#life.isAlive = false;
    this.#life = this.#begin();
  }

  /** Memory and sockets are gone. Some of what was sent still arrives. */
  crash(): void {
    for (const wire of this.#wires.splice(0)) {
      wire.isListed = false;
      wire.cut(0, this.#site.below(wire.down.length + 1));
    }
    this.hibernate();
  }

  /** Something from outside. Whoever brings it knows nothing when memory is lost meanwhile. */
  async push(push: Push): Promise<PushOutcome> {
    const life = this.#life;
    life.busy++;
    try {
      const outcome = await life.session.push(push);
      this.#check(life);
      return outcome;
    } finally {
      life.busy--;
    }
  }

  /** Whether it has something to do although nobody speaks to it. */
  get isWorking(): boolean {
    return this.side.tasks.size > 0 || this.side.outbox.size > 0;
  }

  /** The alarm, if it is due. */
  ring(): void {
    if (this.alarmAt === null || this.alarmAt > this.#site.clock.now()) return;
    this.alarmAt = null;
    const life = this.#life;
    life.isRinging = true;
    this.#run(async () => life.session.alarm().finally(() => (life.isRinging = false)));
  }

  arrived(wire: Wire): void {
    this.#wires.push(wire);
  }

  received(wire: Wire, data: ArrayBuffer): void {
    if (wire.isListed)
      this.#run(async () => this.session.message(this.#connection(this.#life, wire), data));
  }

  closed(wire: Wire): void {
    const at = this.#wires.indexOf(wire);
    if (at < 0) return;
    this.#wires.splice(at, 1);
    this.#run(async () => this.session.closed(this.#connection(this.#life, wire)));
  }

  #run(turn: () => Promise<void>): void {
    const life = this.#life;
    life.busy++;
    turn()
      .catch((error: unknown) => {
        // A platform callback never throws, as long as there is a platform.
        if (life.isAlive) this.#site.fail(error);
      })
      .finally(() => life.busy--)
      .catch((error: unknown) => this.#site.fail(error));
  }

  #begin(): Life {
    const { clock, program, env } = this.#site;
    const life: Life = {
      isAlive: true,
      isRinging: false,
      busy: 0,
      connections: new Map(),
      session: undefined as never,
    };
    const whileAlive = (act: () => void) => (): void => {
      if (life.isAlive) act();
    };
    const around: Surroundings = {
      app: {
        id: this.sid,
        views: program.views,
        engine,
        env,
        observe: () => undefined,
        isDev: false,
      },
      ports: {
        clock: { now: () => clock.now(), after: (ms, run) => clock.after(ms, whileAlive(run)) },
        random: { uint32: () => this.#site.uint32() },
        log: () => undefined,
        connections: { all: () => this.#wires.map((wire) => this.#connection(life, wire)) },
        storage: this.#storage(life),
        databases: { read: async () => Promise.reject(new Error("no database")) },
        rooms: { subscribe: async () => Promise.reject(new Error("no room")) },
      },
    };
    return Object.assign(life, { session: new Session(around) });
  }

  #storage(life: Life): SessionStorage {
    const side = new SideReader(() => (this.#check(life), this.side));
    return {
      load: () => (this.#check(life), structuredClone(this.stored)),
      create: (record, beside) => this.#write(life, beside, () => this.#created(record)),
      commit: (change) => this.#write(life, change.beside, () => this.#committed(change)),
      hasSeen: (id) => side.hasSeen(id),
      versionOf: (room, event) => side.versionOf(room, event),
      forgetPushes: (before) => side.forgetPushes(before),
      dueMessages: (at, most) => side.dueMessages(at, most),
      outboxSize: () => side.outboxSize(),
      setAlarm: async (time) => void (life.isAlive && (this.alarmAt = time)),
      erase: async () => this.#erase(life),
    };
  }

  #check(life: Life): void {
    if (!life.isAlive) throw new Error("this life is over");
  }

  #write(life: Life, beside: readonly SideChange[], write: () => StoredSession): void {
    this.#check(life);
    const { atWrite, stored } = this;
    this.atWrite = null;
    if (atWrite === "fail") throw new Error("the disk is full");
    if (atWrite === "crash-before") {
      this.crash();
      throw new Error("crashed");
    }
    const written = write();
    const side = structuredClone(this.side);
    for (const change of beside)
      this.alarmAt = applySide(side, structuredClone(change)) ?? this.alarmAt;
    this.side = side;
    this.stored = structuredClone({ ...written, tasks: [...side.tasks.values()] });
    try {
      this.history.wrote(stored, this.stored, beside);
    } catch (error) {
      this.#site.fail(error);
    }
    if (atWrite === "crash-after") this.crash();
  }

  #created(record: SessionRecord): StoredSession {
    this.alarmAt = record.expiresAt;
    this.side = emptySide();
    return { record, rejections: [], tasks: [] };
  }

  #committed({ columns, rejected, forgotten }: Change): StoredSession {
    if (this.stored === null) throw new Error("commit before create");
    const { record, rejections } = this.stored;
    const kept = rejections.filter(
      ({ id, nonce }) => id !== forgotten?.id || nonce !== forgotten.nonce,
    );
    return {
      record: { ...record, ...columns },
      tasks: [],
      rejections: rejected === null ? kept : [...kept, rejected],
    };
  }

  #erase(life: Life): void {
    this.#check(life);
    this.stored = null;
    this.side = emptySide();
    this.alarmAt = null;
    this.isForgotten = true;
    this.history.forget();
  }

  #connection(life: Life, wire: Wire): PageConnection {
    let connection = life.connections.get(wire);
    if (connection === undefined) {
      const can = (): boolean => life.isAlive && wire.isListed;
      connection = {
        get attachment() {
          return wire.attachment;
        },
        attach: (attachment) => {
          if (can()) wire.attachment = structuredClone(attachment);
        },
        send: (bytes) => {
          if (can()) this.#send(wire, bytes);
        },
        close: (code) => {
          if (can()) wire.end(code);
        },
      };
      life.connections.set(wire, connection);
    }
    return connection;
  }

  #send(wire: Wire, bytes: Uint8Array): void {
    const isTold = readServerFrame(new Reader(bytes.slice())).some(({ type }) => type !== "bye");
    const owner = this.stored?.record.principal;
    if (isTold && wire.claims.principal !== owner)
      this.#site.fail(new InvariantError("I12", `${wire.claims.principal} heard of ${owner}`));
    wire.answer(bytes);
  }
}
