/**
 * @module A session: the server half of one browser page. Each platform callback is one method; each message is one turn,
 * and turns are taken one at a time. Whatever bytes arrive, the outcome is an answer or a close, never a throw: trouble of
 * our own drops the memory (storage is the truth) and closes, after which the page comes back and sends again.
 */
import { DormouseError, isDormouseError } from "../errors/error.ts";
import { codeOf } from "../platform/log.ts";
import type { ClientMessage, EventMessage, HelloMessage } from "../protocol/client-messages.ts";
import {
  CLOSE_GONE,
  CLOSE_LIMITED,
  CLOSE_MALFORMED,
  CLOSE_SUPERSEDED,
  CLOSE_VERSION,
} from "../protocol/close-codes.ts";
import { MAX_QUEUED_EVENTS, MAX_QUEUED_PUSHES, PROTOCOL_VERSION } from "../protocol/limits.ts";
import { GO_NAVIGATE } from "../protocol/tags.ts";
import type { VerifiedClaims } from "../rpc/claims.ts";
import type { Notice } from "../rpc/notice.ts";
import type { OpenRequest, OpenResult, StateCopy } from "../rpc/open.ts";
import { Backlog } from "./backlog.ts";
import { DEBT } from "./bucket.ts";
import { type Callback, takeCallback } from "./callback.ts";
import { Due } from "./due.ts";
import { count, tell } from "./count.ts";
import { ack, type Answer, reject, takeEvent } from "./event.ts";
import { takeCopy } from "./fork.ts";
import { type HelloOutcome, takeHello, takeResync } from "./hello.ts";
import { Listening } from "./listening.ts";
import { load } from "./load.ts";
import { Mailbox } from "./mailbox.ts";
import { mount } from "./mount.ts";
import { takeNotice } from "./notice.ts";
import { open } from "./open.ts";
import { issuedSeq } from "./offer.ts";
import type { PageConnection, Surroundings } from "./ports.ts";
import { type Arrival, arrivalOf, type Push, type PushOutcome, takeArrival } from "./push.ts";
import type { Resident } from "./resident.ts";
import { receive } from "./receive.ts";
import { end, giveUp, pageOf, send } from "./send.ts";
import { takeResume, wasThere } from "./resume.ts";
import { arrivalOfTask } from "./task-end.ts";
import { supersede } from "./supersede.ts";
import { watchKeys } from "./watch-keys.ts";

/** One session. */
export class Session {
  readonly #around: Surroundings;
  readonly #mailbox = new Mailbox();
  readonly #due: Due;
  readonly #listening: Listening;
  readonly #backlog = new Backlog();
  #resident: Resident | null = null;
  #waiting = 0;
  #waitingPushes = 0;

  constructor(around: Surroundings) {
    this.#around = watchKeys(around);
    this.#due = new Due(
      this.#around,
      {
        get: () => this.#resident,
        set: (resident) => void (this.#resident = resident),
        turn: async (job) => this.#turn(job),
        report: (at, error) => this.#report(at, error),
      },
      async (run, outcome) => this.#arrive(arrivalOfTask(this.#around, run, outcome)),
    );
    this.#listening = new Listening(around.ports.rooms, {
      missed: async (database, head) => this.notice({ database, changes: null, head }),
      report: (at, error) => this.#report(at, error),
    });
  }

  /** The first HTML. Once, before anything else; stores nothing. */
  async open(request: OpenRequest, copy: StateCopy | null = null): Promise<OpenResult> {
    return this.#turn(async () => {
      const [result, resident] = await open(this.#around, request, copy);
      if (resident !== null) this.#resident = resident;
      return result;
    });
  }

  /** The HTML of a page that is loaded again; null: there is none to go on with. */
  async resume(request: OpenRequest): Promise<OpenResult | null> {
    return this.#give(async (resident) => takeResume(this.#around, resident, request));
  }

  /** The state, for a session of another tab. */
  async copy(request: OpenRequest): Promise<StateCopy | null> {
    return this.#give(async (resident) => takeCopy(resident, request));
  }

  /** What cannot be given is opened anew. */
  async #give<T>(take: (resident: Resident) => Promise<T | null>): Promise<T | null> {
    return this.#turn(async () => {
      try {
        this.#resident ??= await load(this.#around);
        return this.#resident && (await take(this.#resident));
      } catch (error) {
        this.#report("session.resume", error);
        return (this.#resident = null);
      }
    });
  }

  /** What a browser sent. */
  async message(connection: PageConnection, data: ArrayBuffer | string): Promise<void> {
    if (connection.attachment.kind === "ended") return;
    const messages = receive(connection, data, (error) => this.#report("session.decode", error));
    await Promise.all(messages.map(async (message) => this.#post(connection, message)));
  }

  /** A connection is gone. */
  async closed(connection: PageConnection): Promise<void> {
    const { attachment } = connection;
    tell(this.#around, connection);
    if (attachment.kind !== "attached") return;
    const registered = this.#around.app.views.get(attachment.claims.view);
    // A session is not woken for a view that does not care.
    if (registered === undefined || !("onDisconnect" in registered.view.prototype)) return;
    await this.#turn(async () =>
      this.#guard(connection, async () => this.#left(connection, attachment.nonce)),
    );
  }

  /** The alarm: see `due.ts`. */
  async alarm(): Promise<void> {
    await this.#due.alarm();
  }

  /**
   * The one way in for whatever does not come from the page: results of tasks, rooms, queues. Once it has resolved the push
   * is durable; until then it may be repeated. @throws push.name, push.limited, and what storage throws
   */
  async push(push: Push): Promise<PushOutcome> {
    const arrival = arrivalOf(push, this.#around.ports.storage);
    if (this.#waitingPushes >= MAX_QUEUED_PUSHES)
      throw new DormouseError("push.limited", `${MAX_QUEUED_PUSHES} pushes wait already`);
    this.#waitingPushes++;
    return this.#arrive(arrival).finally(() => this.#waitingPushes--);
  }

  /**
   * What a room says of a database: if it touches what the page shows, rows are read again. False: nobody is there to see it.
   * @throws query.failed when they could not be read, so that the room says it again; and what storage throws
   */
  async notice(notice: Notice): Promise<boolean> {
    return this.#turn(async () => {
      try {
        const resident = (this.#resident ??= await load(this.#around));
        if (resident === null || !this.#isThere()) return false;
        const answer = await takeNotice(this.#around, resident, notice);
        const page = pageOf(this.#around.ports.connections.all(), resident.record.nonce);
        if (answer !== null) this.#commit(page, resident, answer);
        return true;
      } catch (error) {
        this.#resident = null;
        if (isDormouseError(error, "session.gone")) return false;
        throw error;
      }
    });
  }

  #isThere(): boolean {
    const { connections } = this.#around.ports;
    return connections.all().some(({ attachment }) => attachment.kind === "attached");
  }

  /** What is in memory, for tests and tools. */
  get resident(): Resident | null {
    return this.#resident;
  }

  /** One turn at a time; what it wanted is begun after it. */
  async #turn<T>(job: () => Promise<T>): Promise<T> {
    return this.#mailbox.run(async () => {
      const result = await job();
      this.#due.follow();
      if (this.#resident?.isStored === true && this.#isThere())
        this.#listening.follow(this.#resident.record.databases);
      else this.#listening.stop();
      return result;
    });
  }

  async #arrive(arrival: Arrival): Promise<PushOutcome> {
    return this.#turn(async () => {
      try {
        const resident = (this.#resident ??= await load(this.#around));
        if (resident === null || !resident.isStored) return "gone";
        if (arrival.isOver(resident)) return "seen";
        const answer = await takeArrival(this.#around, resident, arrival);
        const page = pageOf(this.#around.ports.connections.all(), resident.record.nonce);
        this.#commit(page, resident, answer);
        return "taken";
      } catch (error) {
        this.#resident = null;
        if (isDormouseError(error, "session.gone")) return "gone";
        throw error;
      }
    });
  }

  async #post(connection: PageConnection, message: ClientMessage): Promise<void> {
    if (connection.attachment.kind === "ended") return;
    if (this.#waiting >= MAX_QUEUED_EVENTS)
      return end(connection, CLOSE_LIMITED, this.#resident?.retryAfterMs ?? 0);
    this.#waiting++;
    await this.#turn(async () => {
      this.#waiting--;
      await this.#guard(connection, async () => this.#take(connection, message));
    });
  }

  async #guard(connection: PageConnection, turn: () => Promise<void>): Promise<void> {
    try {
      return await turn();
    } catch (error) {
      this.#report("session.turn", error);
      this.#resident = null;
      giveUp(connection, error);
    }
  }

  #report(at: string, error: unknown): void {
    const { app, ports } = this.#around;
    ports.log({ at, code: codeOf(error, "session.storage"), ref: app.id, error });
  }

  async #take(connection: PageConnection, message: ClientMessage): Promise<void> {
    const { attachment } = connection;
    if (attachment.kind === "ended") return;
    if (message.type === "hello") return this.#hello(connection, message, attachment.claims);
    if (attachment.kind === "arrived") return end(connection, CLOSE_MALFORMED);
    const resident = (this.#resident ??= await load(this.#around));
    if (resident === null) return end(connection, CLOSE_GONE);
    if (resident.record.nonce !== attachment.nonce) return end(connection, CLOSE_SUPERSEDED);
    if (message.type === "event") this.#backlog.confirmed(connection, issuedSeq(resident, message));
    if (this.#backlog.isFull(connection)) return end(connection, CLOSE_LIMITED);
    if (message.type === "resync")
      return this.#answer(connection, resident, await takeResync(this.#around, resident));
    return this.#event(connection, resident, message);
  }

  async #event(connection: PageConnection, resident: Resident, event: EventMessage): Promise<void> {
    const { last } = resident.record;
    if (event.id > last + 1) return end(connection, CLOSE_MALFORMED);
    const mayRun = resident.charge(DEBT.none);
    if (!mayRun && !resident.charge(DEBT.refused))
      return end(connection, CLOSE_LIMITED, resident.retryAfterMs);
    if (event.id <= last) {
      send(connection, [ack(last, [resident.rejection(event.id)])]);
      return;
    }
    const answer = mayRun
      ? await takeEvent(this.#around, resident, event, "now")
      : reject(this.#around, resident, { event, code: "event.limited", message: "" });
    const bytes = this.#commit(connection, resident, answer);
    this.#backlog.said(connection, resident.record.seq, bytes);
  }

  /** Writes, then sends; gives the bytes that were sent. Nothing may be awaited in here. */
  #commit(page: PageConnection | null, resident: Resident, { step, messages }: Answer): number {
    resident.commit(step);
    return messages.length > 0 && page !== null ? send(page, messages) : 0;
  }

  async #hello(
    connection: PageConnection,
    hello: HelloMessage,
    claims: VerifiedClaims,
  ): Promise<void> {
    const { ports } = this.#around;
    const [min, max] = hello.versions;
    if (min > PROTOCOL_VERSION || max < PROTOCOL_VERSION) return end(connection, CLOSE_VERSION);
    this.#resident ??= await load(this.#around);
    // Whoever was answered once had a session that was stored: it has expired.
    if (this.#resident === null && hello.seq > 0) return end(connection, CLOSE_GONE);
    this.#resident ??= await this.#remount(connection, hello, claims);
    const resident = this.#resident;
    if (resident === null) return;
    const outcome = await takeHello(this.#around, resident, {
      hello,
      claims,
      follow: () => this.#due.follow(),
    });
    if (outcome.kind === "answered") {
      const others = supersede(ports.connections.all(), connection, hello.nonce);
      const { view, tally } = connection.attachment;
      const known = { ...claims, headers: [] };
      connection.attach({ kind: "attached", claims: known, nonce: hello.nonce, view, tally });
      this.#answer(connection, resident, outcome);
      if (!others) await this.#callback(connection, resident, "onConnect");
    } else this.#answer(connection, resident, outcome);
  }

  #answer(connection: PageConnection, resident: Resident, outcome: HelloOutcome): void {
    if (outcome.kind === "ended") return end(connection, outcome.code, outcome.retryAfterMs);
    const bytes = send(connection, outcome.messages);
    this.#backlog.said(connection, resident.record.seq, bytes);
    if (outcome.messages.some(({ type }) => type === "patch")) count(connection, { catchUps: 1 });
  }

  /** The object was evicted before this socket attached. */
  async #remount(
    connection: PageConnection,
    hello: HelloMessage,
    claims: VerifiedClaims,
  ): Promise<Resident | null> {
    const { view, principal, user, headers } = claims;
    const request = { view, url: `${claims.origin}${claims.url}`, headers, principal, user };
    const mounted = await mount(this.#around, request, hello).catch((error: unknown) => {
      throw new DormouseError("session.gone", "the view could not be mounted again", {
        cause: error,
      });
    });
    if (mounted.kind === "mounted") return mounted.resident;
    if (mounted.kind === "missing")
      throw new DormouseError("session.gone", "the path does not fit the view any more");
    send(connection, [{ type: "go", kind: GO_NAVIGATE, url: mounted.to }]);
    return null;
  }

  async #callback(
    connection: PageConnection | null,
    resident: Resident,
    name: Callback,
  ): Promise<void> {
    const answer = await takeCallback(this.#around, resident, name);
    if (answer !== null) this.#commit(connection, resident, answer);
  }

  async #left(gone: PageConnection, nonce: string): Promise<void> {
    // A connection that is closing may still be listed.
    const isBack = this.#around.ports.connections
      .all()
      .some((connection) => connection !== gone && connection.attachment.kind === "attached");
    this.#resident ??= await load(this.#around);
    if (isBack || this.#resident === null || !wasThere(this.#resident.record, nonce)) return;
    await this.#callback(null, this.#resident, "onDisconnect");
  }
}
