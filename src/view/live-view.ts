/**
 * @module The class that authors extend. It has no behaviour: everything a view can do is a field, a handler, or a verb of
 * `this.live`, so that nothing of ours ever collides with an author's name beyond the eight that are reserved.
 */
import type { User } from "../platform/register.ts";
import type { BatchItem } from "drizzle-orm/batch";

/** A value, or a promise of it. */
export type Awaitable<T> = T | Promise<T>;

/** The request that `mount` answers. */
export interface Opening {
  readonly url: URL;
  readonly headers: Headers;
  readonly cookies: ReadonlyMap<string, string>;
  /** Answers with a redirect instead of a page. */
  redirect(to: string): void;
  /** Status of the response, such as 404. */
  status(code: number): void;
  /** Adds a `Set-Cookie` header. */
  setCookie(header: string): void;
}

/** What a view can ask of its session. Verbs only. */
export interface Live {
  /** Of this session. */
  readonly id: string;
  /** Of the page. */
  readonly url: URL;
  /** Aborted when the time of the running turn is over. */
  readonly signal: AbortSignal;
  /** `session:page:event`, `session:push:id`: idempotency key for other services. */
  readonly key: string;
  /** Size of the state, were it stored now. Measured when read. */
  readonly stateBytes: number;
  /**
   * Sends `body` to a queue of `this.env`, if this turn is committed: once it is, and again until the queue has taken it. At
   * least once, so a body that must be dealt with once carries `key`.
   */
  enqueue<B>(queue: { send(body: B): unknown }, body: B): void;
  /**
   * Writes to D1 exactly once for this turn, in one batch: if the turn is run again after a crash, it was done before. Takes
   * query builders of `drizzle-orm/d1`, all of one database, which has the table of `migrations/20261124182000_dormouse_commits/migration.sql`. What throws
   * after it leaves D1 written, so it comes last.
   */
  commit(statements: readonly BatchItem<"sqlite">[]): Promise<void>;
}

/** A view. Own fields without `#` are its state. Reserved names: env, live, user and five callbacks; nothing else, ever. */
export abstract class LiveView {
  declare protected readonly env: Cloudflare.Env;
  declare protected readonly live: Live;
  /** What `identify()` returned. */
  declare readonly user: User;
  /** Once in the life of the session. Without effects: it may be thrown away. */
  mount?(request: Opening): Awaitable<void>;
  /** When a browser has connected. For effects. */
  onConnect?(): Awaitable<void>;
  /** When it has gone. */
  onDisconnect?(): Awaitable<void>;
  /** Told what a handler threw; what it changes is rolled back with the handler's changes. */
  onError?(error: unknown, handler: string): void;
  /** When the session is forgotten. */
  unmount?(): Awaitable<void>;
}

/** Set on every instance by the session. */
export const INJECTED: ReadonlySet<string> = new Set(["env", "live", "user"]);

/** Methods that the session calls. */
export const CALLBACKS: ReadonlySet<string> = new Set([
  "mount",
  "onConnect",
  "onDisconnect",
  "onError",
  "unmount",
]);
