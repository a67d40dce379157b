/**
 * @module The Durable Object of a session: wiring only. Sockets hibernate, and pings are answered by the platform, so that a
 * page that does nothing costs nothing.
 */
import { DurableObject } from "cloudflare:workers";
import { SocketConnections } from "../platform/cloudflare-connections.ts";
import { SqliteStorage } from "../platform/cloudflare-storage.ts";
import { systemClock } from "../platform/clock.ts";
import { isDevelopment } from "../platform/environment.ts";
import { consoleLog } from "../platform/log.ts";
import { systemRandom } from "../platform/random.ts";
import { D1Databases } from "../query/d1-databases.ts";
import { PING, PONG, SUBPROTOCOL } from "../protocol/limits.ts";
import { CLAIMS_HEADER, decodeClaims } from "../rpc/claims.ts";
import type { Notice, NoticeRpc } from "../rpc/notice.ts";
import type { OpenRequest, OpenResult, SessionRpc, StateCopy } from "../rpc/open.ts";
import type { Attachment, SessionApp, Surroundings } from "./ports.ts";
import { roomsOf } from "./rooms.ts";
import { Session } from "./session.ts";
import { NO_TALLY } from "./tally.ts";

/** What an app is to its sessions. */
export type AppOfSessions = Pick<SessionApp, "views" | "engine" | "observe">;

/** The class of an app's sessions. */
export type SessionClass = new (
  ctx: DurableObjectState,
  env: Cloudflare.Env,
) => DurableObject & SessionRpc & NoticeRpc;

/** The world of one object. */
function surroundingsOf(
  app: AppOfSessions,
  ctx: DurableObjectState,
  env: Cloudflare.Env,
  connections: SocketConnections<Attachment>,
): Surroundings {
  return {
    app: { ...app, env, id: ctx.id.toString(), isDev: isDevelopment(env) },
    ports: {
      clock: systemClock,
      random: systemRandom,
      log: consoleLog,
      storage: new SqliteStorage(ctx.storage),
      connections,
      databases: new D1Databases(env),
      rooms: roomsOf(ctx),
    },
  };
}

/** The class whose objects are the sessions of an app. */
export function sessionClass(app: AppOfSessions): SessionClass {
  return class LiveSession extends DurableObject implements SessionRpc, NoticeRpc {
    readonly #connections: SocketConnections<Attachment>;
    readonly #session: Session;

    constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
      super(ctx, env);
      this.#connections = new SocketConnections(ctx);
      this.#session = new Session(surroundingsOf(app, ctx, env, this.#connections));
      ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
    }

    async open(request: OpenRequest, copy: StateCopy | null): Promise<OpenResult> {
      return this.#session.open(request, copy);
    }

    async copy(request: OpenRequest): Promise<StateCopy | null> {
      return this.#session.copy(request);
    }

    async notice(notice: Notice): Promise<boolean> {
      return this.#session.notice(notice);
    }

    async resume(request: OpenRequest): Promise<OpenResult | null> {
      return this.#session.resume(request);
    }

    override async fetch(request: Request): Promise<Response> {
      const claims = decodeClaims(request.headers.get(CLAIMS_HEADER));
      const { 0: browser, 1: server } = new WebSocketPair();
      this.#connections.accept(server, {
        kind: "arrived",
        claims,
        view: claims.view,
        tally: NO_TALLY,
      });
      const headers = { "sec-websocket-protocol": SUBPROTOCOL };
      return new Response(null, { status: 101, webSocket: browser, headers });
    }

    override async webSocketMessage(socket: WebSocket, data: ArrayBuffer | string): Promise<void> {
      await this.#session.message(this.#connections.of(socket), data);
    }

    override async webSocketClose(socket: WebSocket): Promise<void> {
      await this.#session.closed(this.#connections.of(socket));
    }

    override async webSocketError(socket: WebSocket): Promise<void> {
      await this.#session.closed(this.#connections.of(socket));
    }

    override async alarm(): Promise<void> {
      await this.#session.alarm();
    }
  };
}
