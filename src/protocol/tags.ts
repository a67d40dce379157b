/**
 * @module The one table of wire tags. A WebSocket frame is one or more messages; each begins with its tag byte: the type in
 * the low four bits, flags above. `patch` takes the rest of its frame. Tags are never reused. Constants one by one, since a
 * bundler then puts the numbers in their places.
 */

/** Browser to server. */
export const TAG_HELLO = 1;
export const TAG_EVENT = 2;
export const TAG_RESYNC = 3;

/** Server to browser. 8 and 9 (`reply`, `push-event`) belong to hooks. */
export const TAG_ACK = 1;
export const TAG_PATCH = 2;
export const TAG_BLOCKS = 3;
export const TAG_RESUME = 4;
export const TAG_SNAP = 5;
export const TAG_GO = 6;
export const TAG_BYE = 7;
export const TAG_REPLY = 8;
export const TAG_PUSH_EVENT = 9;

// Flags of `event`. Bits 6 and 7: number of steps of the address less one; 3 there: the number follows as a varint.
/** Issued on the page's mark: the seq that its last answered event (or hello) led to. No seq follows. */
export const FLAG_CURRENT = 0x10;
/** A contributed value follows the address. */
export const FLAG_CONTRIBUTES = 0x20;

/** Flags of `ack`. */
export const FLAG_REJECTIONS = 0x10;

/** Tags of values (event arguments, contributed data; the core's input adds 7, 10 and 11). */
export const VALUE_NULL = 0;
export const VALUE_FALSE = 1;
export const VALUE_TRUE = 2;
export const VALUE_INT = 3;
export const VALUE_FLOAT = 4;
export const VALUE_TEXT = 5;
export const VALUE_LIST = 6;
export const VALUE_RECORD = 7;
export const VALUE_DICT = 8;
export const VALUE_DATE = 9;
export const VALUE_COUNT = 10;
export const VALUE_ROWS = 11;

/** Kinds of `go`. */
export const GO_PUSH = 0;
export const GO_REPLACE = 1;
export const GO_NAVIGATE = 2;

/** Why a page asks for a resync. */
export const RESYNC_GAP = 0;
export const RESYNC_HYDRATION = 1;
export const RESYNC_DETACHED = 2;
export const RESYNC_BROKEN = 3;
