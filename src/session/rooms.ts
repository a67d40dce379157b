/**
 * @module The way from a session to rooms: the app's class `Room`, found by its export, without a binding.
 */
import { DormouseError } from "../errors/error.ts";
import { roomOf } from "../rpc/notice.ts";
import type { Rooms } from "./ports.ts";

/** Rooms, as the session of `ctx` reaches them. */
export function roomsOf(ctx: DurableObjectState): Rooms {
  return {
    async subscribe(database, tables) {
      const room = roomOf(Reflect.get(ctx.exports, "Room"), database);
      if (room === null) {
        throw new DormouseError("query.no-room", "the Worker has no Durable Object class Room", {
          hint:
            "a query is `live`: export class Room extends live.Room {} from the Worker's main module, and add " +
            '[exports.Room] type = "durable-object" storage = "sqlite" to wrangler.toml',
        });
      }
      const session = ctx.id.toString();
      return room.subscribe({ database, session, tables });
    },
  };
}
