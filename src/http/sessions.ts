/**
 * @module The Worker's way to sessions: the namespace of the app's `LiveSession`, found by its export, without a binding.
 */
import type { Context } from "hono";
import { DormouseError } from "../errors/error.ts";
import type { NoticeRpc } from "../rpc/notice.ts";
import type { SessionRpc } from "../rpc/open.ts";

/** One session, somewhere. */
export interface SessionStub extends SessionRpc, NoticeRpc {
  fetch(request: Request): Promise<Response>;
}

/** All sessions of an app. */
export interface Sessions {
  newUniqueId(): DurableObjectId;
  /** @throws TypeError when the id is not of this namespace */
  idFromString(id: string): DurableObjectId;
  get(id: DurableObjectId): SessionStub;
}

function isSessions(value: unknown): value is Sessions {
  return (
    (typeof value === "object" || typeof value === "function") &&
    value !== null &&
    "newUniqueId" in value
  );
}

/** The sessions of the app that answers `c`. @throws view.no-sessions */
export function sessionsOf(c: Context): Sessions {
  const context: unknown = c.executionCtx;
  return sessionsIn(
    typeof context === "object" && context !== null ? Reflect.get(context, "exports") : null,
  );
}

/** The sessions among what a Worker exports. @throws view.no-sessions when the class is not exported */
export function sessionsIn(exported: unknown): Sessions {
  const sessions: unknown =
    typeof exported === "object" && exported !== null ? Reflect.get(exported, "LiveSession") : null;
  if (isSessions(sessions)) return sessions;
  throw new DormouseError(
    "view.no-sessions",
    "the Worker has no Durable Object class LiveSession",
    {
      hint:
        "export class LiveSession extends live.LiveSession {} from the Worker's main module, and add " +
        '[exports.LiveSession] type = "durable-object" storage = "sqlite" to wrangler.toml',
    },
  );
}

/** The id that a token names; null: it is none of this app's. */
export function idOf(sessions: Sessions, sid: string): DurableObjectId | null {
  try {
    return sessions.idFromString(sid);
  } catch {
    // Signed by us, but for another namespace: the class was renamed, or the secret is shared by two apps.
    return null;
  }
}
