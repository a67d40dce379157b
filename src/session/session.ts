/**
 * @module A session: the server half of one browser page. Each platform callback is one method; each message is one turn,
 * and turns are taken one at a time. Whatever bytes arrive, the outcome is an answer or a close, never a throw: trouble of
 * our own drops the memory (storage is the truth) and closes, after which the page comes back and sends again.
 */
import { printDiagnostic } from "../errors/diagnostic.ts";
import { DormouseError, isDormouseError } from "../errors/error.ts";
import { codeOf } from "../platform/log.ts";
import {
  type ClientMessage,
  type EventMessage,
  type HelloMessage,
} from "../protocol/client-messages.ts";
import {
  CLOSE_GONE,
  CLOSE_LIMITED,
  CLOSE_MALFORMED,
  CLOSE_SUPERSEDED,
  CLOSE_VERSION,
} from "../protocol/close-codes.ts";
import { MAX_QUEUED_EVENTS, PROTOCOL_VERSION, SESSION_LIFETIME_MS } from "../protocol/limits.ts";
import { GO_NAVIGATE } from "../protocol/tags.ts";
import type { VerifiedClaims } from "../rpc/claims.ts";
import type { OpenRequest, OpenResult } from "../rpc/open.ts";
import { Backlog } from "./backlog.ts";
import { DEBT } from "./bucket.ts";
import { type Callback, takeCallback, takeUnmount } from "./callback.ts";
import { count, tell } from "./count.ts";
import { ack, type Answer, reject, takeEvent } from "./event.ts";
import { type HelloOutcome, takeHello, takeResync } from "./hello.ts";
import { load } from "./load.ts";
import { Mailbox } from "./mailbox.ts";
import { mount } from "./mount.ts";
import { issuedSeq } from "./offer.ts";
import { islandOf } from "./picture.ts";
import type { PageConnection, Surroundings } from "./ports.ts";
import { receive } from "./receive.ts";
import type { Resident } from "./resident.ts";
import { end, giveUp, send } from "./send.ts";
import { takeResume, wasThere } from "./resume.ts";
import { supersede } from "./supersede.ts";
import { watchKeys } from "./watch-keys.ts";

/** One session. */
export class Session {
  readonly #around: Surroundings;
  readonly #mailbox = new Mailbox();
  readonly #backlog = new Backlog();
  #resident: Resident | null = null;
  #waiting = 0;

  constructor(around: Surroundings) {
    this.#around = watchKeys(around);
  }

  /** The first HTML. Once, before anything else; stores nothing. */
  async open(request: OpenRequest): Promise<OpenResult> {
    return this.#mailbox.run(async () => this.#open(request));
  }

  /** The HTML of a page that is loaded again; null: there is none to go on with. */
  async resume(request: OpenRequest): Promise<OpenResult | null> {
    return this.#mailbox.run(async () => {
      try {
        this.#resident ??= await load(this.#around);
        return this.#resident && takeResume(this.#around, this.#resident, request);
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
    await this.#mailbox.run(async () =>
      this.#guard(connection, async () => this.#left(connection, attachment.nonce)),
    );
  }

  /** The alarm: has the session expired? It is not moved at every turn, so that it looks, and sets itself again. */
  async alarm(): Promise<void> {
    await this.#mailbox.run(async () => this.#expire());
  }

  /** What is in memory, for tests and tools. */
  get resident(): Resident | null {
    return this.#resident;
  }

  async #open(request: OpenRequest): Promise<OpenResult> {
    const { app, ports } = this.#around;
    try {
      const mounted = await mount(this.#around, request, null);
      if (mounted.kind === "redirect") return mounted;
      const { resident, marks } = mounted;
      const { registered, record, picture } = resident;
      const rendered = app.engine.render(registered.template, picture?.frame ?? new Uint8Array(0));
      this.#resident = resident;
      const island = islandOf(app, registered, record, rendered);
      return { kind: "page", marks, html: rendered.html, islandAt: rendered.islandAt, island };
    } catch (error) {
      const code = codeOf(error, "view.mount");
      const ref = ports.random.uint32().toString(36);
      ports.log({ at: "session.open", code, ref, error });
      const diagnostic =
        error instanceof DormouseError ? printDiagnostic(error) : `${code}: ${String(error)}`;
      return { kind: "failed", code, ref, diagnostic };
    }
  }

  async #post(connection: PageConnection, message: ClientMessage): Promise<void> {
    if (connection.attachment.kind === "ended") return;
    if (this.#waiting >= MAX_QUEUED_EVENTS)
      return end(connection, CLOSE_LIMITED, this.#resident?.retryAfterMs ?? 0);
    this.#waiting++;
    await this.#mailbox.run(async () => {
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
      return this.#answer(connection, resident, takeResync(this.#around, resident));
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
    this.#commit(connection, resident, answer);
  }

  /** Writes, then sends. Nothing may be awaited in here. */
  #commit(connection: PageConnection, resident: Resident, { step, messages }: Answer): void {
    resident.commit(step);
    if (messages.length === 0) return;
    this.#backlog.said(connection, resident.record.seq, send(connection, messages));
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
    const outcome = await takeHello(this.#around, resident, hello, claims);
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
    send(connection, [{ type: "go", kind: GO_NAVIGATE, url: mounted.to }]);
    return null;
  }

  async #callback(
    connection: PageConnection | null,
    resident: Resident,
    name: Callback,
  ): Promise<void> {
    if (!(name in resident.registered.view.prototype)) return;
    const answer = await takeCallback(this.#around, resident, name);
    if (answer === null) return;
    if (connection !== null) return this.#commit(connection, resident, answer);
    resident.commit(answer.step);
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

  async #expire(): Promise<void> {
    const { clock, connections, storage } = this.#around.ports;
    const record = this.#resident?.record ?? storage.load()?.record;
    if (record === undefined) return;
    const now = clock.now();
    // A page that is there is activity, even when it sleeps.
    const isThere = connections.all().some(({ attachment }) => attachment.kind === "attached");
    if (isThere) return storage.setAlarm(now + SESSION_LIFETIME_MS);
    if (now < record.expiresAt) return storage.setAlarm(record.expiresAt);
    await this.#unmount();
    this.#resident = null;
    await storage.erase();
  }

  async #unmount(): Promise<void> {
    try {
      this.#resident ??= await load(this.#around);
      if (this.#resident !== null) await takeUnmount(this.#around, this.#resident);
    } catch (error) {
      // The app has no such view any more: nobody is there to be told.
      if (!isDormouseError(error, "session.gone")) this.#report("session.unmount", error);
    }
  }
}
