/**
 * @module D1 bindings by their names.
 */
import type { D1Database } from "@cloudflare/workers-types";
import { DormouseError } from "../errors/error.ts";

function isDatabase(value: unknown): value is D1Database {
  return typeof value === "object" && value !== null && "prepare" in value && "batch" in value;
}

/** `found`, which `env` has under `name`. @throws query.no-database when it is no D1 database */
export function asDatabase(found: unknown, name: string): D1Database {
  if (isDatabase(found)) return found;
  throw new DormouseError("query.no-database", `the Worker has no D1 binding ${name}`, {
    hint: `add it to wrangler.toml: [[d1_databases]] binding = ${JSON.stringify(name)}`,
  });
}

/** A D1 binding by its name. @throws query.no-database */
export function databaseIn(env: unknown, name: string): D1Database {
  const isObject = typeof env === "object" && env !== null;
  return asDatabase(isObject ? Reflect.get(env, name) : undefined, name);
}
