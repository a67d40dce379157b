/**
 * @module What arrives on a connection, as messages. Whatever the bytes are, the outcome is messages or the end of the
 * connection.
 */
import { isDormouseError } from "../errors/error.ts";
import { Reader } from "../protocol/bytes.ts";
import { type ClientMessage, readClientFrame } from "../protocol/client-messages.ts";
import { CLOSE_MALFORMED, CLOSE_TOO_BIG } from "../protocol/close-codes.ts";
import { MAX_CLIENT_FRAME_BYTES } from "../protocol/limits.ts";
import type { PageConnection } from "./ports.ts";
import { end } from "./send.ts";

/** The messages of a frame; none when it has ended the connection. `report`: told of trouble of our own. */
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
    if (typeof data !== "string") return readClientFrame(new Reader(new Uint8Array(data)));
  } catch (error) {
    if (!isDormouseError(error, "protocol.malformed")) report(error);
  }
  end(connection, CLOSE_MALFORMED);
  return [];
}
