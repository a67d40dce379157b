/**
 * @module The way from a session to rooms: the app's class `Room`, found by its export, without a binding.
 */
import { DormouseError } from "../errors/error.ts";
import { type RoomRpc, roomOf } from "../rpc/notice.ts";
import type { Rooms } from "./ports.ts";

interface Namespace {
  getByName(name: string): RoomRpc;
}

function isNamespace(value: unknown): value is Namespace {
  const isObject = typeof value === "object" || typeof value === "function";
  return isObject && value !== null && "getByName" in value;
}

/** Rooms, as the session of `ctx` reaches them. */
export function roomsOf(ctx: DurableObjectState): Rooms {
  return {
    async subscribe(database, tables) {
      const exported: unknown = Reflect.get(ctx.exports, "Room");
      if (!isNamespace(exported)) {
        throw new DormouseError("query.no-room", "the Worker has no Durable Object class Room", {
          hint:
            "a query is `live`: export class Room extends live.Room {} from the Worker's main module, and add " +
            '[exports.Room] type = "durable-object" storage = "sqlite" to wrangler.toml',
        });
      }
      const session = ctx.id.toString();
      return exported.getByName(roomOf(database)).subscribe({ database, session, tables });
    },
  };
}
