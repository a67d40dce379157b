/**
 * @module Writes to D1 that happen once for a turn, however often the turn runs. A batch is a transaction; its first statement
 * writes the turn's key into a table of its own. When the turn runs again after a crash, that statement conflicts, so nothing
 * of the batch is written, and all of it was before.
 *
 * What a batch is made of is taken from the query builders as `drizzle-orm` 1.0.0-rc.5 has it (`d1/session.ts`, `batch`).
 */
import { DormouseError } from "../errors/error.ts";

/** The table, without its comments: `migrations/20261124182000_dormouse_commits/migration.sql`. */
export const COMMITS_TABLE: string =
  "CREATE TABLE _dormouse_commits (key TEXT PRIMARY KEY, at INTEGER NOT NULL DEFAULT (unixepoch())) WITHOUT ROWID;";

const CLAIM = "INSERT INTO _dormouse_commits (key) VALUES (?)";

/** What a batch needs of a D1 database. */
interface Database {
  prepare(sql: string): { bind(...params: readonly unknown[]): unknown };
  batch(statements: readonly unknown[]): Promise<unknown>;
}

/** A query builder of `drizzle-orm/d1`. */
interface Builder {
  readonly session: { readonly client: Database };
  _prepare(): { getQuery(): { readonly sql: string; readonly params: readonly unknown[] } };
}

function isBuilder(statement: unknown): statement is Builder {
  if (typeof statement !== "object" || statement === null || !("_prepare" in statement))
    return false;
  const session: unknown = Reflect.get(statement, "session");
  const client: unknown =
    typeof session === "object" && session !== null ? Reflect.get(session, "client") : null;
  return typeof client === "object" && client !== null && "batch" in client;
}

function messagesOf(error: unknown): string {
  return error instanceof Error ? `${error.message} ${messagesOf(error.cause)}` : "";
}

/** Whether the batch was written before. @throws commit.no-table, and the database's own error */
function wasDone(error: unknown): true {
  const message = messagesOf(error);
  if (message.includes("UNIQUE constraint failed: _dormouse_commits.key")) return true;
  if (!message.includes("no such table: _dormouse_commits")) throw error;
  throw new DormouseError("commit.no-table", "the D1 database has no table _dormouse_commits", {
    hint: `add the migration \`migrations/20261124182000_dormouse_commits/migration.sql\` of dormouse-live to your own: ${COMMITS_TABLE}`,
    cause: error,
  });
}

/** Whether an error came from SQLite, so that the same batch would fail again. */
function isFinal(error: unknown): boolean {
  return /SQLITE_|constraint failed|no such|syntax error/i.test(messagesOf(error));
}

function unfit(message: string): DormouseError {
  return new DormouseError("commit.statements", message, {
    hint: "pass query builders of drizzle-orm/d1 that were not awaited: commit([db.insert(t).values(v)])",
  });
}

/** Writes `statements` unless `key` was written before. @throws commit.*, and what the database throws */
export async function commitOnce(key: string, statements: readonly unknown[]): Promise<void> {
  const builders = statements.filter(isBuilder);
  const database = builders[0]?.session.client;
  if (database === undefined || builders.length < statements.length)
    throw unfit("commit() was given what is no query builder of a D1 database");
  if (builders.some(({ session }) => session.client !== database))
    throw unfit("the statements are of more than one database, of which a batch has one");
  const batch = [
    database.prepare(CLAIM).bind(key),
    ...builders.map((builder) => {
      // oxlint-disable-next-line no-underscore-dangle -- what `db.batch` of drizzle-orm calls
      const { sql, params } = builder._prepare().getQuery();
      return database.prepare(sql).bind(...params);
    }),
  ];
  try {
    await database.batch(batch);
  } catch (error) {
    if (isFinal(error)) return void wasDone(error);
    // The connection was lost, and nobody knows when: it may be asked again, as the key tells.
    await database.batch(batch).catch(wasDone);
  }
}
