/**
 * @module The one place that writes to a connection. Whatever is said goes out as one WebSocket frame, so that a page applies
 * all of it or nothing. What it acknowledges has been written before: see `commit.ts`.
 */
import { isDormouseError } from "../errors/error.ts";
import { Writer } from "../protocol/bytes.ts";
import { CLOSE_BROKEN, CLOSE_GONE, type CloseCode } from "../protocol/close-codes.ts";
import { BROKEN_RETRY_MS } from "../protocol/limits.ts";
import { type ServerMessage, writeServerMessage } from "../protocol/server-messages.ts";
import type { Attachment, PageConnection } from "./ports.ts";
import { said } from "./count.ts";

/** Closed for trouble of our own: the page tries again. */
const INTERNAL_CLOSE = 1011;

/** Sends messages as one frame, and gives its size (bytes). A patch is the last of its frame. */
export function send(connection: PageConnection, messages: readonly ServerMessage[]): number {
  const writer = new Writer();
  for (const message of messages) writeServerMessage(writer, message);
  const bytes = writer.done();
  connection.send(bytes);
  said(connection, messages, bytes.length);
  return bytes.length;
}

/** What is still remembered of a connection that we ended. */
export function ended({ view, tally }: Attachment): Attachment {
  return { kind: "ended", view, tally };
}

/** Ends a connection: says why, and closes. Whatever still arrives on it is ignored. */
export function end(connection: PageConnection, code: CloseCode, retryAfterMs = 0): void {
  send(connection, [{ type: "bye", code, retryAfterMs }]);
  connection.attach(ended(connection.attachment));
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

/** Whether a page is there. */
export function isAnyoneThere(connections: readonly PageConnection[]): boolean {
  return connections.some(({ attachment }) => attachment.kind === "attached");
}

/** Ends a connection whose turn failed for a reason that lies in no event of its page. */
export function giveUp(connection: PageConnection, error: unknown): void {
  if (isDormouseError(error, "session.render"))
    return end(connection, CLOSE_BROKEN, BROKEN_RETRY_MS);
  connection.attach(ended(connection.attachment));
  connection.close(isDormouseError(error, "session.gone") ? CLOSE_GONE : INTERNAL_CLOSE, "");
}
