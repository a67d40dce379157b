/**
 * @module Counting what happens on a connection: where a frame comes in, where one goes out, and where a connection ends.
 */
import { codeOf } from "../platform/log.ts";
import type { ClientMessage } from "../protocol/client-messages.ts";
import type { ServerMessage } from "../protocol/server-messages.ts";
import type { PageConnection, Surroundings } from "./ports.ts";
import { COUNTS, type Tally } from "./tally.ts";

/** Adds to the counts of a connection. */
export function count(connection: PageConnection, more: Partial<Tally>): void {
  const { attachment } = connection;
  const tally: Record<keyof Tally, number> = { ...attachment.tally };
  for (const name of COUNTS) tally[name] += more[name] ?? 0;
  connection.attach({ ...attachment, tally });
}

/** Counts a frame of the browser's. */
export function heard(
  connection: PageConnection,
  messages: readonly ClientMessage[],
  bytesIn: number,
): void {
  const replayed = messages.flatMap((each) => (each.type === "hello" ? each.pending : [])).length;
  const of = (type: ClientMessage["type"]): number =>
    messages.filter((message) => message.type === type).length;
  count(connection, { bytesIn, replayed, events: of("event"), resyncs: of("resync") });
}

/** Counts a frame of ours. */
export function said(
  connection: PageConnection,
  messages: readonly ServerMessage[],
  bytesOut: number,
): void {
  const rejected = messages.flatMap((each) => (each.type === "ack" ? each.rejections : [])).length;
  const of = (type: ServerMessage["type"]): number =>
    messages.filter((message) => message.type === type).length;
  count(connection, { bytesOut, rejected, resumes: of("resume"), snaps: of("snap") });
}

/** Tells the app of a connection that ended. */
export function tell({ app, ports }: Surroundings, { attachment }: PageConnection): void {
  const { view, tally } = attachment;
  try {
    app.observe({ at: "session.connection", view, session: app.id, ...tally });
  } catch (error) {
    // Who watches must not break what is watched.
    ports.log({ at: "session.observe", code: codeOf(error, "event.failed"), ref: app.id, error });
  }
}
