/**
 * @module Databases on Cloudflare: D1 by its bindings. A D1 session reads from the nearest replica that is new enough.
 */
import type { D1Database, D1DatabaseSession } from "@cloudflare/workers-types";
import { DormouseError } from "../errors/error.ts";
import { databaseIn } from "./binding-of.ts";
import type { Batch, Databases, Reading } from "./databases.ts";
import type { RawRow } from "./result.ts";

/** Reads are idempotent, but only D1 knows whether another try can help. */
function isRetryable(error: unknown): boolean {
  const says = (name: string): boolean =>
    typeof error === "object" && error !== null && Reflect.get(error, name) === true;
  return says("retryable") && !says("overloaded");
}

/** The databases of a Worker's environment. */
export class D1Databases implements Databases {
  readonly #env: unknown;

  constructor(env: unknown) {
    this.#env = env;
  }

  async read(batch: Batch): Promise<Reading> {
    const database = databaseIn(this.#env, batch.binding);
    try {
      return await run(database, batch).catch(async (error: unknown) => {
        if (!isRetryable(error)) throw error;
        return run(database, batch);
      });
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new DormouseError("query.failed", `the database ${batch.binding} says: ${why}`, {
        cause,
        ...(why.includes("no such table: _dormouse_log")
          ? { hint: "a query is `live`, and its database has no log: dormouse live <schema>" }
          : {}),
      });
    }
  }
}

function sessionOf(database: D1Database, from: Batch["from"]): D1DatabaseSession {
  if (from === null) return database.withSession("first-unconstrained");
  return database.withSession(from === "primary" ? "first-primary" : from.bookmark);
}

async function run(database: D1Database, { statements, from }: Batch): Promise<Reading> {
  const session = sessionOf(database, from);
  const prepared = statements.map(({ sql, params }) => session.prepare(sql).bind(...params));
  const answers = await session.batch<RawRow>(prepared);
  return { results: answers.map(({ results }) => results), bookmark: session.getBookmark() };
}
