/**
 * @module Why the server ends a connection. The browser decides by the number alone what to do next.
 */

/** Close codes of `GUARANTEES.md`, by name. */
export const CLOSE_MALFORMED = 4400;
export const CLOSE_UNAUTHORIZED = 4401;
export const CLOSE_FORBIDDEN = 4403;
export const CLOSE_SUPERSEDED = 4409;
export const CLOSE_GONE = 4410;
export const CLOSE_VERSION = 4426;
export const CLOSE_LIMITED = 4429;
export const CLOSE_TOO_BIG = 1009;
/** The program that is deployed cannot show the session: the page waits for another one. */
export const CLOSE_BROKEN = 4500;

/** One of them. */
export type CloseCode =
  | typeof CLOSE_MALFORMED
  | typeof CLOSE_UNAUTHORIZED
  | typeof CLOSE_FORBIDDEN
  | typeof CLOSE_SUPERSEDED
  | typeof CLOSE_GONE
  | typeof CLOSE_VERSION
  | typeof CLOSE_LIMITED
  | typeof CLOSE_TOO_BIG
  | typeof CLOSE_BROKEN;

/** What a page does after it was closed. `stop`: stay as it is; `reload`: load the page anew; `retry`: connect again with back-off. */
export type AfterClose = "stop" | "reload" | "retry";

/** What follows from a close code. Unknown ones (1006, 1011, 1012…) are the network's, and are retried. */
export function afterClose(code: number): AfterClose {
  switch (code) {
    case CLOSE_MALFORMED:
    case CLOSE_FORBIDDEN:
    case CLOSE_SUPERSEDED:
    case CLOSE_TOO_BIG:
      return "stop";
    case CLOSE_UNAUTHORIZED:
    case CLOSE_GONE:
    case CLOSE_VERSION:
      return "reload";
    default:
      return "retry";
  }
}
