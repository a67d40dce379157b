/**
 * @module What the same operations cost Phoenix LiveView 1.2.10: bytes of WebSocket messages as measured on a page of a counter and
 * on one of 100 rows of id, name, quantity, price and a button, keyed (`:key`). Its sockets are not compressed unless one says so;
 * `deflated` is the answer with permessage-deflate and context takeover, which costs a window of memory a connection.
 */

/** One operation. */
export interface PhoenixBytes {
  readonly up: number;
  readonly down: number;
  /** Null: not measured. */
  readonly deflated: number | null;
}

/** By our names of the operations. */
export const PHOENIX: { readonly [operation: string]: PhoenixBytes } = {
  "counter +1": { up: 95, down: 93, deflated: 11 },
  "one cell": { up: 95, down: 122, deflated: 13 },
  prepend: { up: 98, down: 989, deflated: 371 },
  "delete first": { up: 91, down: 888, deflated: null },
  "swap two": { up: 96, down: 130, deflated: 23 },
  "update every 10th": { up: 99, down: 354, deflated: null },
  reverse: { up: 99, down: 896, deflated: 301 },
};
