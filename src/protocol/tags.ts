/**
 * @module The one table of wire tags. A WebSocket frame is one or more messages; each begins with its tag byte: the type in
 * the low four bits, flags above. `patch` takes the rest of its frame. Tags are never reused.
 */

/** Browser to server. */
export const CLIENT_TAG = { hello: 1, event: 2, resync: 3 } as const;

/** Server to browser. 8 and 9 (`reply`, `push-event`) belong to hooks. */
export const SERVER_TAG = {
  ack: 1,
  patch: 2,
  blocks: 3,
  resume: 4,
  snap: 5,
  go: 6,
  bye: 7,
  reply: 8,
  pushEvent: 9,
} as const;

/** Flags of `event`. Bits 6 and 7: number of steps of the address less one; 3 there: the number follows as a varint. */
export const EVENT_FLAG = {
  /** Issued on the page's mark: the seq that its last answered event (or hello) led to. No seq follows. */
  current: 0x10,
  /** A contributed value follows the address. */
  contributes: 0x20,
} as const;

/** Flags of `ack`. */
export const ACK_FLAG = { rejections: 0x10 } as const;

/** Tags of values (event arguments, contributed data; the core's input adds 7, 10 and 11). */
export const VALUE_TAG = {
  null: 0,
  false: 1,
  true: 2,
  int: 3,
  float: 4,
  text: 5,
  list: 6,
  record: 7,
  dict: 8,
  date: 9,
  count: 10,
  rows: 11,
} as const;

/** Kinds of `go`. */
export const GO = { push: 0, replace: 1, navigate: 2 } as const;

/** Why a page asks for a resync. */
export const RESYNC = { gap: 0, hydration: 1, detached: 2, broken: 3 } as const;
