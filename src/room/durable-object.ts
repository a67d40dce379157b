/**
 * @module The Durable Object of a room: wiring only.
 */
import { DurableObject } from "cloudflare:workers";
import { systemClock } from "../platform/clock.ts";
import { consoleLog } from "../platform/log.ts";
import { databaseIn } from "../query/binding-of.ts";
import type { Notice, NoticeRpc, RoomRpc, Subscription } from "../rpc/notice.ts";
import { D1ChangeLog } from "./change-log.ts";
import { Room } from "./room.ts";
import { SqliteRoomStorage } from "./sqlite-storage.ts";

/** The class of an app's rooms. */
export type RoomClass = new (
  ctx: DurableObjectState,
  env: Cloudflare.Env,
) => DurableObject & RoomRpc;

/** Tells the session with this id. */
export type ToSession = (ctx: DurableObjectState, session: string) => NoticeRpc;

/** The class whose objects are the rooms of an app. */
export function roomClass(toSession: ToSession): RoomClass {
  return class Rooms extends DurableObject implements RoomRpc {
    readonly #room: Room;

    constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
      super(ctx, env);
      this.#room = new Room({
        clock: systemClock,
        log: consoleLog,
        storage: new SqliteRoomStorage(ctx.storage),
        changes: new D1ChangeLog((name) => databaseIn(env, name)),
        tell: async (session, notice) => toSession(ctx, session).notice(notice),
      });
    }

    async subscribe(subscription: Subscription): Promise<number> {
      return this.#room.subscribe(subscription);
    }

    async unsubscribe(session: string): Promise<void> {
      await this.#room.unsubscribe(session);
    }

    async publish(notice: Notice): Promise<void> {
      await this.#room.publish(notice);
    }

    override async alarm(): Promise<void> {
      await this.#room.alarm();
    }
  };
}
