/**
 * @module What happened on a connection, counted: told once, when it ends, so that a page costs a log one line and not one a
 * click. The counts travel in the connection's attachment and so survive sleep; a crash takes them, as it takes everything
 * that is in no database.
 */

/** What is counted. */
export const COUNTS = [
  /** Events that arrived on the connection. */
  "events",
  /** Events that had waited for it. */
  "replayed",
  /** Rejections that the page was told. */
  "rejected",
  /** Times that the page lost the thread, or said it did. */
  "resyncs",
  /** Hellos after which nothing had happened; one patch was missing; and whole pages, those of resyncs as well. */
  "resumes",
  "catchUps",
  "snaps",
  "bytesIn",
  "bytesOut",
] as const;

/** Counts of one connection. */
export type Tally = { readonly [name in (typeof COUNTS)[number]]: number };

/** What an app is told of a connection that ended. */
export interface ConnectionRecord extends Tally {
  readonly at: "session.connection";
  readonly view: string;
  /** Id of the session, as in the records of its failures. */
  readonly session: string;
}

/** Takes records: `console.log`, or what writes them to a data set. */
export type Observe = (record: ConnectionRecord) => void;

/** Nothing happened yet. */
export const NO_TALLY: Tally = {
  events: 0,
  replayed: 0,
  rejected: 0,
  resyncs: 0,
  resumes: 0,
  catchUps: 0,
  snaps: 0,
  bytesIn: 0,
  bytesOut: 0,
};
