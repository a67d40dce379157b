/**
 * @module A database to explain queries on: empty, in memory, with the app's migrations as wrangler's configuration names them, or else
 * with the tables as Drizzle declares them. Only SQLite's planner looks at it.
 */
import { readdir, readFile } from "node:fs/promises";
import { join, sep } from "node:path";
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { DormouseError } from "../errors/error.ts";
import type { Statement } from "../query/result.ts";

/** One line of `EXPLAIN QUERY PLAN`. */
export interface Step {
  readonly id: number;
  readonly parent: number;
  readonly detail: string;
  /** Finds at most one row: by its number, or by all columns of a unique index. */
  readonly isOne: boolean;
}

/** See the module. */
export interface ExplainDatabase {
  /** Where its tables come from, in words. */
  readonly from: string;
  /** What SQLite would do, line by line. */
  explain(statement: Statement): readonly Step[];
}

/** The files of a database's migrations, in order; none: there is no such database, or it has none. */
export async function migrationsOf(configuration: string, binding: string): Promise<string[]> {
  const blocks = configuration.split(/^\s*\[\[d1_databases\]\]\s*$/m).slice(1);
  for (const block of blocks) {
    const [own = ""] = block.split(/^\s*\[/m);
    const said = (name: string): string | undefined =>
      new RegExp(`^\\s*${name}\\s*=\\s*["']([^"']*)["']`, "m").exec(own)?.[1];
    if (said("binding") !== binding) continue;
    const folder = said("migrations_dir") ?? "migrations";
    const pattern = said("migrations_pattern") ?? `${folder}/*.sql`;
    const files = await readdir(folder, { recursive: true }).catch(() => []);
    const fits = globOf(pattern);
    return files
      .map((file) => join(folder, file).split(sep).join("/"))
      .filter((file) => fits.test(file))
      .toSorted();
  }
  return [];
}

/** `*` within a name, `**` over folders. */
function globOf(pattern: string): RegExp {
  const escaped = pattern.replace(/^\.\//, "").replace(/[.+^${}()|[\]\\?]/g, String.raw`\$&`);
  const inner = escaped.replaceAll("**/", "\0").replaceAll("*", "[^/]*").replaceAll("\0", "(.*/)?");
  return new RegExp(`^${inner}$`);
}

/** @throws check.failed when a migration cannot be applied */
export async function openDatabase(
  binding: string,
  declared: readonly string[],
): Promise<ExplainDatabase> {
  const { DatabaseSync: Database } = await import("node:sqlite");
  const db = new Database(":memory:");
  const configuration = await readFile("wrangler.toml", "utf8").catch(() => "");
  const files = await migrationsOf(configuration, binding);
  for (const file of files) apply(db, file, await readFile(file, "utf8"));
  if (files.length === 0) apply(db, "the tables", `${declared.join(";\n")};`);
  return {
    from: files.length === 0 ? "as Drizzle declares it" : `with ${files.length} migrations`,
    explain: ({ sql, params }) => explain(db, sql, params),
  };
}

function apply(db: DatabaseSync, file: string, sql: string): void {
  try {
    db.exec(sql);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new DormouseError("check.failed", `${file} cannot be applied: ${why}`, { cause });
  }
}

/** SQLite's own indexes, of keys and unique columns, have no text. */
const COLUMNS_OF_UNIQUE = `SELECT count(*) AS n FROM pragma_index_info(?1) WHERE EXISTS (
  SELECT 1 FROM sqlite_master WHERE name = ?1 AND (sql IS NULL OR sql LIKE 'CREATE UNIQUE %'))`;

function isOne(db: DatabaseSync, detail: string): boolean {
  if (detail.includes("INTEGER PRIMARY KEY (rowid=?)")) return true;
  const [, index = "", terms = ""] = /^SEARCH .* INDEX (\S+) \((.*)\)/.exec(detail) ?? [];
  const given = terms.split(" AND ").filter((term) => term.endsWith("=?")).length;
  return index !== "" && db.prepare(COLUMNS_OF_UNIQUE).get(index)?.["n"] === given && given > 0;
}

function explain(db: DatabaseSync, sql: string, params: readonly unknown[]): Step[] {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- values as a statement has them
    const rows = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...(params as SQLInputValue[]));
    return rows.map((row) => {
      const detail = String(row["detail"]);
      return {
        id: Number(row["id"]),
        parent: Number(row["parent"]),
        detail,
        isOne: isOne(db, detail),
      };
    });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new DormouseError("check.failed", `SQLite does not take a statement: ${why}`, {
      hint: "the migrations do not make the tables that Drizzle declares",
      cause,
    });
  }
}
