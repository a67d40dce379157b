/**
 * @module A page that is loaded again finds its session: while it goes, it leaves its token in a cookie that lives for ten
 * seconds, and this GET takes it. Whatever is wrong with it, the page is opened as if there were none. The session itself
 * decides, once.
 */
import type { Context } from "hono";
import type { OpenRequest, OpenResult } from "../rpc/open.ts";
import { isDormouseError } from "../errors/error.ts";
import { secretOf } from "../security/secret.ts";
import { type TokenClaims, verifyToken } from "../security/token.ts";
import { parseCookies } from "../session/opening.ts";
import type { HttpApp } from "./app-config.ts";
import { idOf, sessionsOf } from "./sessions.ts";

/** Name of the cookie; `client/index.ts` sets it. */
const COOKIE = "do";

/** Takes the cookie away again. Without a path: it was set without one. */
export const FORGET_COOKIE: string = `${COOKIE}=; Max-Age=0`;

/** The token that the page left behind. */
export function leftToken(c: Context): string | null {
  return parseCookies(c.req.header("cookie") ?? null).get(COOKIE) ?? null;
}

async function claimsOf(app: HttpApp, c: Context, token: string): Promise<TokenClaims | null> {
  try {
    return await verifyToken(token, { secret: secretOf(c.env), now: app.now() });
  } catch (error) {
    if (isDormouseError(error, "token.invalid") || isDormouseError(error, "token.expired"))
      return null;
    throw error;
  }
}

/** The page of the session that `token` names, and that session's id; null: it is to be opened anew. */
export async function resume(
  app: HttpApp,
  c: Context,
  token: string,
  request: OpenRequest,
): Promise<{ readonly sid: string; readonly result: OpenResult } | null> {
  const claims = await claimsOf(app, c, token);
  // The page may have moved on since the token was signed: at which URL it is now, the session knows.
  const isForUs = claims?.view === request.view;
  if (!isForUs || claims.principal !== request.principal) return null;
  const sessions = sessionsOf(c);
  const id = idOf(sessions, claims.sid);
  const result = id && (await sessions.get(id).resume(request));
  return result && { sid: claims.sid, result };
}
