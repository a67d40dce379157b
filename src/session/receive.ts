/**
 * @module Bytes from a browser become messages, or end their connection: nothing else ever comes of them.
 */
import { isDormouseError } from "../errors/error.ts";
import { Reader } from "../protocol/bytes.ts";
import { type ClientMessage, readClientFrame } from "../protocol/client-messages.ts";
import { CLOSE_MALFORMED, CLOSE_TOO_BIG } from "../protocol/close-codes.ts";
import { MAX_CLIENT_FRAME_BYTES } from "../protocol/limits.ts";
import { heard } from "./count.ts";
import type { PageConnection } from "./ports.ts";
import { end } from "./send.ts";

/** The messages of one WebSocket frame; none when it ended its connection. `report` hears of faults of ours. */
export function receive(
  connection: PageConnection,
  data: ArrayBuffer | string,
  report: (error: unknown) => void,
): readonly ClientMessage[] {
  const length = typeof data === "string" ? data.length : data.byteLength;
  if (length > MAX_CLIENT_FRAME_BYTES) {
    end(connection, CLOSE_TOO_BIG);
    return [];
  }
  try {
    if (typeof data !== "string") {
      const messages = readClientFrame(new Reader(new Uint8Array(data)));
      heard(connection, messages, length);
      return messages;
    }
  } catch (error) {
    if (!isDormouseError(error, "protocol.malformed")) report(error);
  }
  end(connection, CLOSE_MALFORMED);
  return [];
}
