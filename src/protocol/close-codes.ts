/**
 * @module Why the server ends a connection. The browser decides by the number alone what to do next.
 */

/** Close codes of `GUARANTEES.md`, by name. */
export const CLOSE = {
  malformed: 4400,
  unauthorized: 4401,
  forbidden: 4403,
  superseded: 4409,
  gone: 4410,
  version: 4426,
  limited: 4429,
  tooBig: 1009,
} as const;

/** One of {@link CLOSE}. */
export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE];

/** What a page does after it was closed. `stop`: stay as it is; `reload`: load the page anew; `retry`: connect again with back-off. */
export type AfterClose = "stop" | "reload" | "retry";

/** What follows from a close code. Unknown ones (1006, 1011, 1012…) are the network's, and are retried. */
export function afterClose(code: number): AfterClose {
  switch (code) {
    case CLOSE.malformed:
    case CLOSE.forbidden:
    case CLOSE.superseded:
    case CLOSE.tooBig:
      return "stop";
    case CLOSE.unauthorized:
    case CLOSE.gone:
    case CLOSE.version:
      return "reload";
    default:
      return "retry";
  }
}
