/**
 * @module The one place that writes to a connection. Whatever is said goes out as one WebSocket frame, so that a page applies
 * all of it or nothing. Callers have committed before; nothing may be awaited in between, or a page could see an
 * acknowledgement of a write that never happened.
 */
import { Writer } from "../protocol/bytes.ts";
import type { CloseCode } from "../protocol/close-codes.ts";
import { type ServerMessage, writeServerMessage } from "../protocol/server-messages.ts";
import type { PageConnection } from "./ports.ts";

/** Sends messages as one frame. A patch is the last of its frame. */
export function send(connection: PageConnection, messages: readonly ServerMessage[]): void {
  const writer = new Writer();
  for (const message of messages) writeServerMessage(writer, message);
  connection.send(writer.done());
}

/** Ends a connection: says why, and closes. Whatever still arrives on it is ignored. */
export function end(connection: PageConnection, code: CloseCode, retryAfterMs = 0): void {
  send(connection, [{ type: "bye", code, retryAfterMs }]);
  connection.attach({ kind: "ended" });
  connection.close(code, "");
}

/** The connection of the page with that nonce; null: it is not there. */
export function pageOf(
  connections: readonly PageConnection[],
  nonce: string,
): PageConnection | null {
  const isIts = ({ attachment }: PageConnection): boolean =>
    attachment.kind === "attached" && attachment.nonce === nonce;
  return connections.find(isIts) ?? null;
}
