/**
 * @module Connections on Cloudflare: hibernating WebSockets of a Durable Object. The list always comes from the platform,
 * never from a map in memory, since memory is gone after sleep and the sockets are not.
 */
import type { Connection, Connections } from "./connection.ts";

class SocketConnection<A> implements Connection<A> {
  readonly #socket: WebSocket;
  #attachment: A;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nobody else writes attachments
    this.#attachment = socket.deserializeAttachment() as A;
  }

  get attachment(): A {
    return this.#attachment;
  }

  attach(attachment: A): void {
    this.#socket.serializeAttachment(attachment);
    this.#attachment = attachment;
  }

  send(bytes: Uint8Array): void {
    try {
      this.#socket.send(bytes);
    } catch {
      // The socket is closing: the page asks again after it has reconnected.
    }
  }

  close(code: number, reason: string): void {
    try {
      this.#socket.close(code, reason);
    } catch {
      // It was closed before.
    }
  }
}

/** Connections of the Durable Object that `state` belongs to. */
export class SocketConnections<A> implements Connections<A> {
  readonly #state: DurableObjectState;
  readonly #known = new WeakMap<WebSocket, Connection<A>>();

  constructor(state: DurableObjectState) {
    this.#state = state;
  }

  all(): readonly Connection<A>[] {
    return this.#state.getWebSockets().map((socket) => this.of(socket));
  }

  /** The connection of a socket that the platform names. */
  of(socket: WebSocket): Connection<A> {
    let connection = this.#known.get(socket);
    if (connection === undefined) {
      connection = new SocketConnection<A>(socket);
      this.#known.set(socket, connection);
    }
    return connection;
  }

  /** Takes over the server's end of a new socket. */
  accept(socket: WebSocket, attachment: A): Connection<A> {
    this.#state.acceptWebSocket(socket);
    socket.serializeAttachment(attachment);
    return this.of(socket);
  }
}
