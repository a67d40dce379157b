/**
 * @module Bindings of the Worker for code that is handed no `env`: module scope, such as a database that an app declares once.
 */
import { env, exports } from "cloudflare:workers";

/** The binding of that name; undefined: there is none. */
export function binding(name: string): unknown {
  return (env as unknown as Record<string, unknown>)[name]; // oxlint-disable-line typescript/no-unsafe-type-assertion -- what an app binds is not known here
}

/** What the Worker's main module exports under that name, as others reach it; undefined: nothing. */
export function exported(name: string): unknown {
  return (exports as unknown as Record<string, unknown>)[name]; // oxlint-disable-line typescript/no-unsafe-type-assertion -- what an app exports is not known here
}
