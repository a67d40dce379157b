/**
 * @module Connections of a session as a port: WebSockets that may outlive the session's memory. What a session must know of
 * a connection after sleeping is in its attachment (`A`), at most 16 KiB on Cloudflare.
 */

/** One WebSocket. Equal connections are the same object while the session is in memory. */
export interface Connection<A> {
  readonly attachment: A;
  attach(attachment: A): void;
  /** Never throws: a connection that is gone takes nothing. */
  send(bytes: Uint8Array): void;
  /** Never throws. */
  close(code: number, reason: string): void;
}

/** The connections of a session. */
export interface Connections<A> {
  /** Those that are open, or closing. */
  all(): readonly Connection<A>[];
}
