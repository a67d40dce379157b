/**
 * @module A page that is loaded again finds its session: while it goes, it leaves its token in a cookie that lives for ten
 * seconds, and this GET takes it. Whatever is wrong with it, the page is opened as if there were none. The session itself
 * decides, once. A tab that was duplicated says that it wants a copy only.
 */
import type { Context } from "hono";
import type { OpenRequest, OpenResult, StateCopy } from "../rpc/open.ts";
import { isDormouseError } from "../errors/error.ts";
import { secretOf } from "../security/secret.ts";
import { type TokenClaims, verifyToken } from "../security/token.ts";
import { parseCookies } from "../session/opening.ts";
import type { HttpApp } from "./app-config.ts";
import { idOf, type SessionStub, sessionsOf } from "./sessions.ts";

/** Name of the cookie; `client/index.ts` sets it. */
const COOKIE = "do";

/** Takes the cookie away again. Without a path: it was set without one. */
export const FORGET_COOKIE: string = `${COOKIE}=; Max-Age=0`;

/** A session, and its HTML. */
export interface Opened {
  readonly sid: string;
  readonly result: OpenResult;
}

/** What follows the token of a page that was duplicated. */
const FORK = ".fork";

/** What a page left behind. */
export interface Left {
  readonly token: string;
  /** Whether the session is to go on, or somebody has it and only its state is wanted. */
  readonly isFork: boolean;
}

/** What the page left behind; null: nothing. */
export function leftBy(c: Context): Left | null {
  const value = parseCookies(c.req.header("cookie") ?? null).get(COOKIE);
  if (value === undefined) return null;
  const isFork = value.endsWith(FORK);
  return { token: isFork ? value.slice(0, -FORK.length) : value, isFork };
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

/** The session that a token names, if it is one for this request. */
async function sessionOf(
  app: HttpApp,
  c: Context,
  token: string,
  request: OpenRequest,
): Promise<{ readonly sid: string; readonly session: SessionStub } | null> {
  const claims = await claimsOf(app, c, token);
  // The page may have moved on since the token was signed: at which URL it is now, the session knows.
  const isForUs = claims?.view === request.view;
  if (!isForUs || claims.principal !== request.principal) return null;
  const sessions = sessionsOf(c);
  const id = idOf(sessions, claims.sid);
  return id && { sid: claims.sid, session: sessions.get(id) };
}

/** A new session's first HTML. */
async function mint(c: Context, request: OpenRequest, copy: StateCopy | null): Promise<Opened> {
  const sessions = sessionsOf(c);
  const id = sessions.newUniqueId();
  return { sid: id.toString(), result: await sessions.get(id).open(request, copy) };
}

/** The first HTML of a session: of the one that was left, of one that has its state, or of a new one. */
export async function openSession(
  app: HttpApp,
  c: Context,
  left: Left | null,
  request: OpenRequest,
): Promise<Opened> {
  const found = left && (await sessionOf(app, c, left.token, request));
  if (!found) return mint(c, request, null);
  const { sid, session } = found;
  if (left.isFork) return mint(c, request, await session.copy(request));
  const result = await session.resume(request);
  return result ? { sid, result } : mint(c, request, null);
}
