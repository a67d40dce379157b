/**
 * @module Tells the room of a database what this Worker has written to it. A room that cannot be reached looks for itself, later.
 */
import { exported } from "../platform/bindings.ts";
import { codeOf, consoleLog } from "../platform/log.ts";
import { type RoomRpc, roomOf } from "../rpc/notice.ts";
import type { Committed } from "./binding.ts";

interface Rooms {
  getByName(name: string): RoomRpc;
}

function isRooms(value: unknown): value is Rooms {
  const isObject = typeof value === "object" || typeof value === "function";
  return isObject && value !== null && "getByName" in value;
}

/** Never throws. An app without rooms has no live queries to tell. */
export async function publish(database: string, committed: Committed): Promise<void> {
  const rooms = exported("Room");
  if (!isRooms(rooms)) return;
  try {
    await rooms.getByName(roomOf(database)).publish({ database, ...committed });
  } catch (error) {
    consoleLog({ at: "query.publish", code: codeOf(error, "query.failed"), ref: database, error });
  }
}
