/**
 * @module The library's database of a server under test: the gallery's migrations and its 5,000 books.
 */
import { readFileSync } from "node:fs";
import type { TestHarness } from "wrangler";

const SEED = new URL("../../examples/library/seed.sql", import.meta.url);

/** What of a D1 binding is used here: its own type brings those of Workers along. */
export interface Database {
  prepare(sql: string): Statement;
  batch(statements: readonly Statement[]): Promise<unknown>;
}

interface Statement {
  bind(...values: readonly unknown[]): Statement;
  run(): Promise<unknown>;
  first<T>(column: string): Promise<T | null>;
}

/** The statements of the seed, one by one. */
export function seedStatements(): string[] {
  const text = readFileSync(SEED, "utf8");
  return text
    .split(/;\s*\n/)
    .map((each) => each.trim())
    .filter(Boolean);
}

/** The database of the gallery, past the Worker: what is written here nobody publishes. */
export async function libraryOf(server: TestHarness): Promise<Database> {
  return (await server.getWorker<{ DB: Database }>().getEnv()).DB;
}

/** Makes its tables and fills them. */
export async function fillLibrary(server: TestHarness): Promise<void> {
  await server.getWorker().applyD1Migrations("DB");
  const database = await libraryOf(server);
  await database.batch(seedStatements().map((sql) => database.prepare(sql)));
}
