/**
 * @module One browser tab of the simulated world: the shipping session and connection of the client over a page that is a
 * tree of slots, a dial that makes wires, and the clock of the world.
 */
import { Connection } from "../../client/connection/connection.ts";
import type { Browser } from "../../client/ports.ts";
import { Session } from "../../client/session/session.ts";
import { afterClose } from "../../src/protocol/close-codes.ts";
import type { Island } from "../../src/protocol/page.ts";
import type { Value } from "../../src/protocol/value.ts";
import type { VerifiedClaims } from "../../src/rpc/claims.ts";
import { argumentOf, OUTSIDE_CALLS } from "./programs.ts";
import { InvariantError } from "./invariant.ts";
import { type Offered, SimulatedPage } from "./page.ts";
import type { SimulatedServer } from "./server.ts";
import type { Site } from "./site.ts";
import { Wire } from "./wire.ts";

/** A document as a server gave it. */
export interface Document {
  readonly server: SimulatedServer;
  readonly html: string;
  readonly island: Island;
}

/** What browsers share. */
export interface Internet extends Site {
  readonly wires: Wire[];
}

/** Codes that a page which follows the rules is never closed with. */
const NEVER: readonly number[] = [4400, 4403, 4426, 1009];
/** Reports that are no fault of the protocol. */
const FINE: readonly string[] = ["event.limited", "client.detached"];

class TabConnection extends Connection {
  /** Why the latest connection ended. */
  endedWith = 0;
  isOpen = false;

  override greeted(): void {
    this.isOpen = true;
    super.greeted();
  }

  override leave(): void {
    this.isOpen = false;
    super.leave();
  }

  override ended(code: number, atLeastMs: number): void {
    this.endedWith = code;
    super.ended(code, atLeastMs);
  }
}

/** One tab. */
export class Tab {
  readonly document: Document;
  readonly page: SimulatedPage;
  readonly session: Session;
  readonly nonce: string;
  readonly #internet: Internet;
  readonly #connection: TabConnection;
  /** Hidden or offline. */
  isAway = false;
  /** The page wants to be loaded anew. */
  wantsReload = false;
  isClosed = false;
  /** Speaks for somebody else than whom the session belongs to. */
  readonly principal: string;

  constructor(internet: Internet, document: Document, principal: string) {
    this.#internet = internet;
    this.document = document;
    this.principal = principal;
    this.page = new SimulatedPage(document.html, document.island);
    this.nonce = Array.from({ length: 16 }, () => internet.below(16).toString(16)).join("");
    const browser = this.#browser();
    const line: TabConnection = new TabConnection(browser, () => this.session, false);
    this.session = new Session(document.island, this.nonce, { page: this.page, line, browser });
    this.#connection = line;
    line.connect();
  }

  get endedWith(): number {
    return this.#connection.endedWith;
  }

  /** Whether the server sent it away for good. */
  get isStopped(): boolean {
    return this.isClosed || this.wantsReload || afterClose(this.endedWith) !== "retry";
  }

  #browser(): Browser {
    const { clock } = this.#internet;
    return {
      dial: (listener) => {
        const { view, url, user, origin } = CLAIMS;
        const claims = { view, url, user, origin, headers: [], principal: this.principal };
        const wire = new Wire(this.document.server, claims, listener);
        this.#internet.wires.push(wire);
        return wire;
      },
      after: (delayMs, run) => clock.after(delayMs, () => this.isClosed || run()),
      random: () => this.#internet.below(1000) / 1000,
      isAway: () => this.isAway,
      reload: (delayMs) => clock.after(delayMs, () => (this.wantsReload = true)),
      turned: () => undefined,
      go: () => this.#internet.fail(new Error("nobody goes anywhere here")),
      report: (code, message) => {
        if (!FINE.includes(code))
          this.#internet.fail(new InvariantError("I5", `${code}: ${message}`));
      },
    };
  }

  /** Whether the server answered its hello, and nothing ended since. */
  get isOpen(): boolean {
    return this.#connection.isOpen;
  }

  /** Does one of the things that the page offers. */
  click(which: number, text: string): string {
    return this.#use(
      this.page.offers().filter(({ handler }) => !OUTSIDE_CALLS.has(handler)),
      which,
      text,
    );
  }

  /** Does one of those that ask for something outside. */
  act(which: number): string {
    return this.#use(
      this.page.offers().filter(({ handler }) => OUTSIDE_CALLS.has(handler)),
      which,
      "",
    );
  }

  #use(offered: readonly Offered[], which: number, text: string): string {
    const offer = offered[which % offered.length];
    if (offer === undefined) return "nothing";
    const { handler, contributes, path, beside } = offer;
    const data: Value | undefined = contributes === "value" ? text : undefined;
    const { build, epoch, seq } = this.session.position;
    const id = this.session.issue(path, data);
    if (id === null) return "nothing: too much is pending";
    const arg = data ?? argumentOf(build, handler, beside);
    const issued = { call: handler, arg, build, epoch, seq };
    this.document.server.history.issued.set(`${this.nonce}:${id}`, issued);
    return `${handler}(${JSON.stringify(arg) ?? ""}) as ${id} at ${seq}`;
  }

  /** `pagehide`; the document may come back. */
  leave(): void {
    this.#connection.leave();
  }

  /** `pageshow`, `online`, or the user looks at it again. */
  wake(): void {
    this.isAway = false;
    this.#connection.wake();
  }

  close(): void {
    this.leave();
    this.isClosed = true;
  }

  /** What must hold whenever something was delivered. */
  check(before: { readonly build: string; readonly epoch: number; readonly seq: number }): void {
    const { position } = this.session;
    const { history } = this.document.server;
    const isSame = before.build === position.build && before.epoch === position.epoch;
    if (isSame && position.seq < before.seq)
      throw new InvariantError("I6", `from ${before.seq} back to ${position.seq}`);
    const shown = history.shown(position);
    if (shown === undefined)
      throw new InvariantError(
        "I5",
        `a page at ${position.epoch}:${position.seq}, which never was`,
      );
    const [is, must] = [this.page.comparable, shown].map((each) => JSON.stringify(each));
    if (is !== must)
      throw new InvariantError("I5", `the page at ${position.seq} shows ${is}, not ${must}`);
    if (NEVER.includes(this.endedWith) && this.principal === this.document.server.principal)
      throw new InvariantError("I4", `a page was sent away with ${this.endedWith}`);
  }
}

const CLAIMS: Pick<VerifiedClaims, "view" | "url" | "user" | "origin"> = {
  view: "Board",
  url: "/",
  user: '["Ada"]',
  origin: "https://board.test",
};
