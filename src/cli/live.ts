/**
 * @module `dormouse live`: the migration that lets queries marked `live` hear of changes. Tables come from the app's own Drizzle schema;
 * Node reads the TypeScript file as it is. To be run again when a watched table gets a column: triggers name columns.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { is } from "drizzle-orm";
import { getTableConfig, SQLiteTable } from "drizzle-orm/sqlite-core";
import { DormouseError } from "../errors/error.ts";
import { logMigration } from "../query/log-schema.ts";

/** How the command is called. */
export const LIVE_USAGE = `usage: dormouse live <schema> [table…] [--out folder]

  Writes a migration into <out>/<time>_live/migration.sql (default: migrations) that logs each change of the
  tables (default: all of the schema), so that pages with queries marked \`live\` follow. <schema> is the module
  that exports the Drizzle tables. Apply it like any other: wrangler d1 migrations apply <database>
`;

async function tablesOf(file: string, names: readonly string[]): Promise<SQLiteTable[]> {
  const schema: object = await import(pathToFileURL(resolve(file)).href);
  const tables = Object.values(schema).filter((each): each is SQLiteTable => is(each, SQLiteTable));
  const byName = new Map(tables.map((table) => [getTableConfig(table).name, table]));
  if (names.length === 0 && tables.length > 0) return tables;
  return names.map((name) => {
    const table = byName.get(name);
    if (table !== undefined) return table;
    throw new DormouseError("query.no-table", `${file} has no table ${JSON.stringify(name)}`, {
      hint: `it has ${[...byName.keys()].join(", ") || "none"}; names are those of the database`,
    });
  });
}

/** `20261124180121`: as drizzle-kit names its folders, so that all migrations sort by time. */
function timestamp(now: Date): string {
  return now.toISOString().replace(/\D/g, "").slice(0, 14);
}

/** Runs the command; answers the exit code. @throws query.no-table, query.no-key, query.log */
export async function live(args: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { out: { type: "string", default: "migrations" } },
  });
  const [schema, ...names] = positionals;
  if (schema === undefined) {
    process.stderr.write(LIVE_USAGE);
    return 2;
  }
  const statements = logMigration(await tablesOf(schema, names));
  const folder = join(values.out, `${timestamp(new Date())}_live`);
  await mkdir(folder, { recursive: true });
  const file = join(folder, "migration.sql");
  await writeFile(file, `${statements.join("\n--> statement-breakpoint\n")}\n`);
  process.stdout.write(`dormouse: wrote ${file}\n`);
  return 0;
}
