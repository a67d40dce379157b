/**
 * @module What the HTTP side knows of an app, and who is asking.
 */
import type { Context } from "hono";
import { stringify } from "devalue";
import { DormouseError } from "../errors/error.ts";
import type { Log } from "../platform/log.ts";
import { MAX_USER_LENGTH } from "../rpc/claims.ts";
import { principalOf } from "../security/principal.ts";
import type { Awaitable } from "../view/live-view.ts";
import type { RegisteredView } from "../view/registry.ts";

/** An app, as requests see it. */
export interface HttpApp {
  readonly views: ReadonlyMap<string, RegisteredView>;
  /** Who is asking. Runs at the GET and at the socket. */
  readonly identify: (c: Context) => Awaitable<unknown>;
  /** Paths of modules that every page loads after the client. */
  readonly scripts: readonly string[];
  readonly log: Log;
  readonly now: () => number;
}

/** Who is asking. */
export interface Visitor {
  /** `devalue` text. */
  readonly user: string;
  readonly principal: string;
  /** Whether it is nobody in particular. */
  readonly isAnonymous: boolean;
}

/** @throws session.state-too-large, and what `identify` throws */
export async function visitorOf(app: HttpApp, c: Context): Promise<Visitor> {
  const found: unknown = (await app.identify(c)) ?? null;
  const user = stringify(found);
  if (user.length > MAX_USER_LENGTH) {
    throw new DormouseError(
      "session.state-too-large",
      `identify() returned ${user.length} characters`,
      {
        hint: `at most ${MAX_USER_LENGTH} travel with each connection: return an id, and what templates show`,
      },
    );
  }
  return { user, principal: await principalOf(found), isAnonymous: found === null };
}
