/**
 * @module What a session stands on: the ports through which it meets the world, and the app that it belongs to. The session
 * logic knows nothing else, so that it runs in plain Node under a simulator.
 */
import type { Engine } from "../engine/engine.ts";
import type { Clock } from "../platform/clock.ts";
import type { Connection, Connections } from "../platform/connection.ts";
import type { Log } from "../platform/log.ts";
import type { Random } from "../platform/random.ts";
import type { SessionStorage } from "../platform/storage.ts";
import type { Databases } from "../query/databases.ts";
import type { VerifiedClaims } from "../rpc/claims.ts";
import type { RegisteredView } from "../view/registry.ts";
import type { Observe, Tally } from "./tally.ts";

/** What a session remembers of a connection, also while it sleeps. */
export type Attachment = {
  readonly view: string;
  /** What happened on it. */
  readonly tally: Tally;
} &
  /** Arrived; has not said hello. */
  (
    | { readonly kind: "arrived"; readonly claims: VerifiedClaims }
    /** Speaks for the page with this nonce. */
    | { readonly kind: "attached"; readonly claims: VerifiedClaims; readonly nonce: string }
    /** Ended by us; whatever still arrives on it is ignored. */
    | { readonly kind: "ended" }
  );

/** A WebSocket of a page. */
export type PageConnection = Connection<Attachment>;

/** The functions of the core that a session uses. */
export type SessionEngine = Pick<
  Engine,
  "encode" | "evaluate" | "render" | "diff" | "advance" | "resolve"
>;

/** The world. */
export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly storage: SessionStorage;
  readonly connections: Connections<Attachment>;
  readonly log: Log;
  readonly databases: Databases;
  readonly rooms: Rooms;
}

/** The rooms of databases. */
export interface Rooms {
  /** From now on this session hears of changes. Answers how far the log is. @throws when the room cannot be reached */
  subscribe(database: string, tables: readonly string[]): Promise<number>;
}

/** Whose session it is. */
export interface SessionApp {
  /** Of this session. */
  readonly id: string;
  readonly views: ReadonlyMap<string, RegisteredView>;
  readonly engine: SessionEngine;
  /** `this.env` of views. */
  readonly env: unknown;
  /** Hears of connections that ended. */
  readonly observe: Observe;
  /** Development: pages may show what went wrong. */
  readonly isDev: boolean;
}

/** Both. */
export interface Surroundings {
  readonly ports: Ports;
  readonly app: SessionApp;
}
