/**
 * @module How a database's changes travel: from writers to the room of the database, from there to the sessions that show it. Plain data
 * only. A notice may arrive twice, or late; it never gets lost, because the room remembers who has not taken one.
 */
import type { RowChange } from "../protocol/row-change.ts";

/** Changes of a database, in order. */
export interface Notice {
  /** Name of the binding. */
  readonly database: string;
  /** Null: too many, or too long ago, to be listed. Whatever was read may be old. */
  readonly changes: readonly RowChange[] | null;
  /** Place in the log up to which this notice tells. */
  readonly head: number;
}

/** What a subscriber wants to hear of. */
export interface Subscription {
  readonly database: string;
  /** Id of the session. */
  readonly session: string;
  /** Names of the tables that it shows. */
  readonly tables: readonly string[];
}

/** What a room offers to sessions and writers. */
export interface RoomRpc {
  /** From now on the session is told. Answers how far the log is, so that a session knows what it has missed. */
  subscribe(subscription: Subscription): Promise<number>;
  unsubscribe(session: string): Promise<void>;
  /** What a writer has committed. */
  publish(notice: Notice): Promise<void>;
}

/** What a session offers to rooms. */
export interface NoticeRpc {
  /** False: it no longer wants to hear. */
  notice(notice: Notice): Promise<boolean>;
}

interface Rooms {
  getByName(name: string): RoomRpc;
}

function isRooms(value: unknown): value is Rooms {
  const isObject = typeof value === "object" || typeof value === "function";
  return isObject && value !== null && "getByName" in value;
}

/** Name of the room of a database. */
export function roomName(database: string): string {
  return `database:${database}`;
}

/** The room of a database. @param rooms what the Worker exports as `Room`; null: it has no such class */
export function roomOf(rooms: unknown, database: string): RoomRpc | null {
  return isRooms(rooms) ? rooms.getByName(roomName(database)) : null;
}
