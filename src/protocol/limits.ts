/**
 * @module Every bound of the runtime, once. Bytes unless the name says otherwise. The core has its own copy of those that it
 * checks (`wasm/src/limit.rs`); a test compares them.
 */

/** Versions of the wire protocol that this build speaks. */
export const PROTOCOL_VERSION = 1;
/** WebSocket subprotocol that the server echoes. */
export const SUBPROTOCOL = "dormouse.1";
/** What a browser may send in one WebSocket frame. More: 1009. */
export const MAX_CLIENT_FRAME_BYTES = 65_536;
/** Nesting of a value from the network. */
export const MAX_VALUE_DEPTH = 16;
/** How many values one contributed value may consist of. */
export const MAX_VALUE_NODES = 2_000;
/** Events of one page that wait for their turn. More: 4429. */
export const MAX_QUEUED_EVENTS = 64;
/** Events in one WebSocket frame. */
export const MAX_EVENTS_PER_FRAME = 64;
/** Steps of an event's address. */
export const MAX_PATH_STEPS = 64;
/** State of a session as stored. */
export const MAX_STATE_BYTES = 1_048_576;
/** A frame that is stored; a larger one stays in memory only. */
export const MAX_STORED_FRAME_BYTES = 524_288;
/** A frame of the program before, stored until the page is known to show the new one. */
export const MAX_FORMER_FRAME_BYTES = 262_144;
/** Recent frames kept for late events and catch-up. */
export const MAX_RING_BYTES = 262_144;
/** Rejected events that are remembered with their codes. */
export const MAX_REMEMBERED_REJECTIONS = 64;
/** Answers on their way to a page that has not shown that it got them. More: 4429. */
export const MAX_BACKLOG_BYTES = 8_388_608;
/** A handler's time. */
export const HANDLER_TIMEOUT_MS = 10_000;
/** A session lives that long after its last activity. */
export const SESSION_LIFETIME_MS = 86_400_000;
/** Message of a refusal, in UTF-16 units, that travels to the page. */
export const MAX_REFUSAL_LENGTH = 500;
/** Events that one page may have pending while it is offline. */
export const MAX_PENDING_EVENTS = 64;
/** Known blocks of a page: highest block number + 1. */
export const MAX_BLOCKS = 4_096;
/** Turns that a session takes at once, and per second after that. */
export const RATE_BURST = 100;
/** Refill of the rate bucket. */
export const RATE_PER_SECOND = 100;
/** A page whose session cannot be shown comes back no earlier than that: only a deploy can help. */
export const BROKEN_RETRY_MS = 30_000;
/** The text frame that keeps a connection open, and its answer by the platform. Never wakes a session. */
export const PING = "p";
/** Answer to {@link PING}. */
export const PONG = "q";
/** Ids of pushes are remembered that long: queues retain a message for up to 14 days. */
export const PUSH_MEMORY_MS = 1_296_000_000;
/** Longest id of a push, and name of a room or of its event, in UTF-16 units. */
export const MAX_PUSH_NAME_LENGTH = 512;
/** Pushes that wait for their turn in one session. */
export const MAX_QUEUED_PUSHES = 256;
/** Arguments of a task as stored, in UTF-16 units. */
export const MAX_TASK_ARGUMENTS_LENGTH = 65_536;
/** How often one run of a task is begun, before it is given up as interrupted. */
export const MAX_TASK_ATTEMPTS = 3;
/** A task's time. */
export const TASK_TIMEOUT_MS = 300_000;
/** A session looks that often whether a task that it has stored is still running. */
export const TASK_LOOK_MS = 30_000;
/** Messages of one session that have not left for their queue. */
export const MAX_OUTBOX_MESSAGES = 64;
/** Body of a message as stored, in UTF-16 units: what Queues take. */
export const MAX_MESSAGE_LENGTH = 128_000;
/** When a message is sent again whose turn could not send it. */
export const SEND_GRACE_MS = 5_000;
/** How often a message is sent before it is lost: with its back-off, for about ten hours. */
export const MAX_SEND_ATTEMPTS = 20;
/** Longest pause between two attempts. */
export const MAX_SEND_PAUSE_MS = 3_600_000;
