/**
 * @module The handshake. Origin, protocol, token and principal are checked here, before any object wakes. A foreign page gets
 * 403. Everything else that is refused is accepted and closed with a 44xx, since a browser sees only 1006 for a refused
 * handshake and would try for ever. The session gets a request of our own making: no header of the browser's reaches it.
 */
import type { Context } from "hono";
import { isDormouseError } from "../errors/error.ts";
import { codeOf } from "../platform/log.ts";
import { CLOSE_GONE, CLOSE_UNAUTHORIZED, CLOSE_VERSION } from "../protocol/close-codes.ts";
import { SUBPROTOCOL } from "../protocol/limits.ts";
import { CLAIMS_HEADER, claimHeaders, encodeClaims } from "../rpc/claims.ts";
import { isSameOrigin } from "../security/origin.ts";
import { secretOf } from "../security/secret.ts";
import { MAX_TOKEN_LENGTH, type TokenClaims, verifyToken } from "../security/token.ts";
import { type HttpApp, visitorOf } from "./app-config.ts";
import { idOf, sessionsOf } from "./sessions.ts";

/** A handshake that failed for reasons of ours: the page tries again. */
const INTERNAL_CLOSE = 1011;

/** Accepts, and closes with `code`. */
function refuse(protocols: readonly string[], code: number): Response {
  const { 0: browser, 1: server } = new WebSocketPair();
  server.accept();
  server.close(code, "");
  // A browser fails a handshake that offers protocols and is answered with none of them.
  const [first] = protocols.includes(SUBPROTOCOL) ? [SUBPROTOCOL] : protocols;
  const headers = new Headers(first === undefined ? {} : { "sec-websocket-protocol": first });
  return new Response(null, { status: 101, webSocket: browser, headers });
}

function protocolsOf(header: string | undefined): string[] {
  const protocols = (header ?? "").slice(0, MAX_TOKEN_LENGTH * 2).split(",");
  return protocols.map((protocol) => protocol.trim()).filter((protocol) => protocol !== "");
}

async function attach(
  app: HttpApp,
  c: Context,
  protocols: readonly string[],
  token: TokenClaims,
): Promise<Response> {
  const { user, principal } = await visitorOf(app, c);
  if (principal !== token.principal) return refuse(protocols, CLOSE_UNAUTHORIZED);
  const sessions = sessionsOf(c);
  const id = idOf(sessions, token.sid);
  if (id === null) return refuse(protocols, CLOSE_UNAUTHORIZED);
  const { view, url } = token;
  const { origin } = new URL(c.req.url);
  const claims = encodeClaims({
    view,
    url,
    principal,
    user,
    origin,
    headers: claimHeaders(c.req.raw.headers),
  });
  const headers = { upgrade: "websocket", [CLAIMS_HEADER]: claims };
  return sessions.get(id).fetch(new Request("https://session/connect", { headers }));
}

/** Answers a handshake. */
export async function answerConnect(app: HttpApp, c: Context): Promise<Response> {
  if (c.req.header("upgrade")?.toLowerCase() !== "websocket")
    return c.text("http.not-websocket", 426);
  if (!isSameOrigin(c.req.header("origin") ?? null, c.req.url)) return c.text("http.origin", 403);
  const protocols = protocolsOf(c.req.header("sec-websocket-protocol"));
  const [protocol, token, ...rest] = protocols;
  if (protocol !== SUBPROTOCOL) return refuse(protocols, CLOSE_VERSION);
  if (token === undefined || rest.length > 0) return refuse(protocols, CLOSE_UNAUTHORIZED);
  try {
    const claims = await verifyToken(token, { secret: secretOf(c.env), now: app.now() });
    if (!app.views.has(claims.view)) return refuse(protocols, CLOSE_GONE);
    return await attach(app, c, protocols, claims);
  } catch (error) {
    if (isDormouseError(error, "token.invalid") || isDormouseError(error, "token.expired")) {
      return refuse(protocols, CLOSE_UNAUTHORIZED);
    }
    app.log({ at: "http.connect", code: codeOf(error, "session.storage"), ref: "connect", error });
    return refuse(protocols, INTERNAL_CLOSE);
  }
}
