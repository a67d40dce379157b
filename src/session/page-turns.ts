/**
 * @module The turns of a page: it says hello, sends an event, has lost the thread, is gone. Who calls sees to it that there is
 * one at a time, and to whatever they throw.
 */
import { DormouseError } from "../errors/error.ts";
import type { ClientMessage, EventMessage, HelloMessage } from "../protocol/client-messages.ts";
import {
  CLOSE_GONE,
  CLOSE_LIMITED,
  CLOSE_MALFORMED,
  CLOSE_SUPERSEDED,
  CLOSE_VERSION,
} from "../protocol/close-codes.ts";
import { PROTOCOL_VERSION } from "../protocol/limits.ts";
import { GO_NAVIGATE } from "../protocol/tags.ts";
import type { VerifiedClaims } from "../rpc/claims.ts";
import { Backlog } from "./backlog.ts";
import { DEBT } from "./bucket.ts";
import { type Callback, takeCallback } from "./callback.ts";
import { commit } from "./commit.ts";
import { count } from "./count.ts";
import { ack, reject, takeEvent } from "./event.ts";
import { type HelloOutcome, takeHello, takeResync } from "./hello.ts";
import type { Memory } from "./memory.ts";
import { mount } from "./mount.ts";
import { issuedSeq } from "./offer.ts";
import type { PageConnection, Surroundings } from "./ports.ts";
import type { Resident } from "./resident.ts";
import { wasThere } from "./resume.ts";
import { end, send } from "./send.ts";
import { supersede } from "./supersede.ts";

/** The turns of a session's page. */
export class PageTurns {
  readonly #around: Surroundings;
  readonly #memory: Memory;
  readonly #follow: () => void;
  readonly #backlog = new Backlog();

  /** @param follow begins what a commit wanted: see `due.ts` */
  constructor(around: Surroundings, memory: Memory, follow: () => void) {
    this.#around = around;
    this.#memory = memory;
    this.#follow = follow;
  }

  /** Takes what a page said. */
  async take(connection: PageConnection, message: ClientMessage): Promise<void> {
    const { attachment } = connection;
    if (attachment.kind === "ended") return;
    if (message.type === "hello") return this.#hello(connection, message, attachment.claims);
    if (attachment.kind === "arrived") return end(connection, CLOSE_MALFORMED);
    const resident = await this.#memory.load();
    if (resident === null) return end(connection, CLOSE_GONE);
    if (resident.record.nonce !== attachment.nonce) return end(connection, CLOSE_SUPERSEDED);
    if (message.type === "event") this.#backlog.confirmed(connection, issuedSeq(resident, message));
    if (this.#backlog.isFull(connection)) return end(connection, CLOSE_LIMITED);
    if (message.type === "resync")
      return this.#answer(connection, resident, await takeResync(this.#around, resident));
    return this.#event(connection, resident, message);
  }

  /** The page with that nonce has left. */
  async left(gone: PageConnection, nonce: string): Promise<void> {
    // A connection that is closing may still be listed.
    const isBack = this.#around.ports.connections
      .all()
      .some((connection) => connection !== gone && connection.attachment.kind === "attached");
    const resident = await this.#memory.load();
    if (isBack || resident === null || !wasThere(resident.record, nonce)) return;
    await this.#callback(null, resident, "onDisconnect");
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
    const bytes = commit(connection, resident, answer);
    this.#backlog.said(connection, resident.record.seq, bytes);
  }

  async #hello(
    connection: PageConnection,
    hello: HelloMessage,
    claims: VerifiedClaims,
  ): Promise<void> {
    const [min, max] = hello.versions;
    if (min > PROTOCOL_VERSION || max < PROTOCOL_VERSION) return end(connection, CLOSE_VERSION);
    const stored = await this.#memory.load();
    // Whoever was answered once had a session that was stored: it has expired.
    if (stored === null && hello.seq > 0) return end(connection, CLOSE_GONE);
    const resident = stored ?? (await this.#remount(connection, hello, claims));
    if (resident === null) return;
    const outcome = await takeHello(this.#around, resident, {
      hello,
      claims,
      follow: this.#follow,
    });
    if (outcome.kind === "ended") return this.#answer(connection, resident, outcome);
    const connections = this.#around.ports.connections.all();
    const wasConnected = supersede(connections, connection, hello.nonce);
    const { view, tally } = connection.attachment;
    const known = { ...claims, headers: [] };
    connection.attach({ kind: "attached", claims: known, nonce: hello.nonce, view, tally });
    this.#answer(connection, resident, outcome);
    if (!wasConnected) await this.#callback(connection, resident, "onConnect");
  }

  #answer(connection: PageConnection, resident: Resident, outcome: HelloOutcome): void {
    if (outcome.kind === "ended") return end(connection, outcome.code, outcome.retryAfterMs);
    const bytes = send(connection, outcome.messages);
    this.#backlog.said(connection, resident.record.seq, bytes);
    if (outcome.messages.some(({ type }) => type === "patch")) count(connection, { catchUps: 1 });
  }

  /** The object was evicted before this socket attached. Null: the view wants the page elsewhere. */
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
    if (mounted.kind === "missing")
      throw new DormouseError("session.gone", "the path does not fit the view any more");
    if (mounted.kind === "mounted") {
      this.#memory.keep(mounted.resident);
      return mounted.resident;
    }
    send(connection, [{ type: "go", kind: GO_NAVIGATE, url: mounted.to }]);
    return null;
  }

  async #callback(
    connection: PageConnection | null,
    resident: Resident,
    name: Callback,
  ): Promise<void> {
    const answer = await takeCallback(this.#around, resident, name);
    if (answer !== null) commit(connection, resident, answer);
  }
}
