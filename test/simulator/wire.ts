/**
 * @module One WebSocket between a page and a session: two queues, in order, and no promise that their ends arrive. Each end
 * learns for itself that it is over, so that an old connection may still speak after a new one was made.
 */
import type { Socket, SocketListener } from "../../client/ports.ts";
import { PING, PONG } from "../../src/protocol/limits.ts";
import type { VerifiedClaims } from "../../src/rpc/claims.ts";
import type { Attachment } from "../../src/session/ports.ts";
import { NO_TALLY } from "../../src/session/tally.ts";

/** Something under way. */
type Parcel =
  | { readonly kind: "open" }
  | { readonly kind: "data"; readonly data: string | Uint8Array<ArrayBuffer> }
  | { readonly kind: "close"; readonly code: number };

/** The server's end, told what arrives. */
export interface Host {
  /** The handshake of a new connection. */
  arrived(wire: Wire): void;
  received(wire: Wire, data: ArrayBuffer): void;
  closed(wire: Wire): void;
}

/** No close frame: what a browser makes of a connection that broke. */
const BROKEN = 1006;

/** A connection, seen from above. */
export class Wire implements Socket {
  readonly up: Parcel[] = [{ kind: "open" }];
  readonly down: Parcel[] = [];
  readonly claims: VerifiedClaims;
  readonly #host: Host;
  readonly #listener: SocketListener;
  /** What the platform keeps for the session while it sleeps. */
  attachment: Attachment;
  /** Whether the platform lists it, and whether each end is over. */
  isListed = false;
  #isOverUp = false;
  #isOverDown = false;

  constructor(host: Host, claims: VerifiedClaims, listener: SocketListener) {
    this.#host = host;
    this.claims = claims;
    this.#listener = listener;
    this.attachment = { kind: "arrived", claims, view: claims.view, tally: NO_TALLY };
  }

  /** Nothing is under way. */
  get isQuiet(): boolean {
    return this.up.length === 0 && this.down.length === 0;
  }

  /** Nothing ever will be. */
  get isOver(): boolean {
    return this.isQuiet && this.#isOverUp && this.#isOverDown;
  }

  send(data: string | Uint8Array<ArrayBuffer>): void {
    this.#push(this.up, { kind: "data", data: typeof data === "string" ? data : data.slice() });
  }

  close(): void {
    this.#push(this.up, { kind: "close", code: 1005 });
  }

  /** The server's side of `send` and `close`. */
  answer(data: string | Uint8Array): void {
    this.#push(this.down, { kind: "data", data: typeof data === "string" ? data : data.slice() });
  }

  end(code: number): void {
    this.#push(this.down, { kind: "close", code });
  }

  #push(queue: Parcel[], parcel: Parcel): void {
    if (queue.at(-1)?.kind !== "close") queue.push(parcel);
  }

  /** Breaks it: of what is under way, so many parcels still arrive at either end. */
  cut(up: number, down: number): void {
    for (const [queue, kept] of [
      [this.up, up],
      [this.down, down],
    ] as const) {
      queue.length = Math.min(queue.length, kept);
      this.#push(queue, { kind: "close", code: BROKEN });
    }
  }

  /** The next parcel to the server arrives. */
  deliverUp(): void {
    const parcel = this.up.shift();
    if (parcel === undefined || this.#isOverUp) return;
    if (parcel.kind === "open") {
      this.isListed = true;
      this.#host.arrived(this);
      this.down.push({ kind: "open" });
    } else if (parcel.kind === "close") {
      this.#isOverUp = true;
      const wasListed = this.isListed;
      this.isListed = false;
      if (this.down.length === 0 && parcel.code !== BROKEN) this.end(parcel.code);
      if (wasListed) this.#host.closed(this);
    } else if (typeof parcel.data !== "string") this.#host.received(this, parcel.data.buffer);
    else if (parcel.data === PING) this.answer(PONG);
  }

  /** The next parcel to the page arrives. */
  deliverDown(): void {
    const parcel = this.down.shift();
    if (parcel === undefined || this.#isOverDown) return;
    if (parcel.kind === "open") this.#listener.onopen();
    else if (parcel.kind === "close") {
      this.#isOverDown = true;
      // The browser answers a close frame.
      this.#push(this.up, parcel);
      this.#listener.onclose({ code: parcel.code });
    } else {
      const { data } = parcel;
      this.#listener.onmessage({ data: typeof data === "string" ? data : data.buffer });
    }
  }
}
