/**
 * @module `dormouse explain` on the app of the check's fixtures, whose tables are as Drizzle declares them, and on an example, which
 * has migrations.
 */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { costOf, rowsRead } from "../../src/cli/explain-cost.ts";
import { migrationsOf, openDatabase } from "../../src/cli/explain-database.ts";
import { main } from "../../src/cli/main.ts";
import { printed } from "../support/printed.ts";

const QUERIES = "test/fixtures/check/queries";

vi.setConfig({ testTimeout: 300_000 });

let out: string;
const output = printed();
beforeEach(async () => {
  await mkdir(".dormouse", { recursive: true });
  out = await mkdtemp(join(".dormouse", "explain-"));
});
afterEach(async () => {
  await rm(out, { recursive: true });
});

async function explain(folder: string, ...more: string[]): Promise<number> {
  const app = ["--app", `${QUERIES}/app.ts`, "--out", out];
  return main(["explain", "--folder", `${QUERIES}/${folder}`, ...app, ...more]);
}

test("[J13] what queries read, why, by which statements, and what SQLite does with them", async () => {
  expect(await explain("valid", "everything.html")).toBe(0);
  await expect(output.stdout).toMatchFileSnapshot("../fixtures/check/queries/valid.explained");
});

test("[J13] a query that cannot be planned is told in its place, and the exit code says so", async () => {
  expect(await explain("faulty", "indexes.html")).toBe(1);
  expect(output.stderr).toMatch(
    /^indexes\.html:2:19 query\.unindexed .*CREATE INDEX.*\n.*\n.*\^{10}\n$/,
  );
});

test("[J13] the same for programs", async () => {
  expect(await explain("valid", "--json", "--rows", "50")).toBe(0);
  const told = JSON.parse(output.stdout) as {
    field: string;
    statements: { indexes: string[] }[];
  }[];
  expect(told.map(({ field }) => field)).toEqual(["books", "reviews", "later"]);
  expect(told[1]?.statements[0]?.indexes).toEqual(["reviews_by_parent"]);
});

test("[J13] the tables are those of the app's migrations", async () => {
  const app = join(out, "app.ts");
  await writeFile(
    app,
    `import { dormouse } from "dormouse-live";
import { Book } from "../../examples/library/book.ts";
const live = dormouse({ views: { Book }, templates: {} });
export class LiveSession extends live.LiveSession {}`,
  );
  await writeFile(join(out, "tsconfig.json"), `{ "extends": "../../examples/tsconfig.json" }`);
  const args = ["--folder", "examples", "--app", app, "--out", out];
  expect(await main(["explain", "library/book.html", ...args])).toBe(0);
  expect(output.stdout).toMatch(
    /^library\/book\.html {2}Book\.books {2}\(database DB with \d+ migrations, live\)/,
  );
  expect(output.stdout).toContain("SEARCH t2 USING INDEX books_by_author (author_id=?)");
  expect(output.stdout).not.toMatch(/cost_?cents/i);
});

test("a template that is not there is refused, and so are other numbers of rows", async () => {
  expect(await explain("valid", "nowhere.html")).toBe(1);
  expect(output.stderr).toContain("view.no-template: there is no template");
  expect(await explain("valid", "--rows", "many")).toBe(2);
});

test("migrations are found by folder or pattern, of the database with that binding only", async () => {
  const block = (lines: string): string =>
    `name = "x"\n[[d1_databases]]\nbinding = "DB"\n${lines}\n[vars]\nbinding = "NO"\n`;
  await mkdir(join(out, "a"));
  for (const name of ["0002_b.sql", "0001_a.sql", "a/migration.sql", "note.md"])
    await writeFile(join(out, name), "");
  const folder = `migrations_dir = "${out}"`;
  expect(await migrationsOf(block(folder), "DB")).toEqual([
    `${out}/0001_a.sql`,
    `${out}/0002_b.sql`,
  ]);
  const pattern = `${folder}\nmigrations_pattern = "${out}/*/migration.sql"`;
  expect(await migrationsOf(block(pattern), "DB")).toEqual([`${out}/a/migration.sql`]);
  expect(await migrationsOf(block(folder), "NO")).toEqual([]);
});

test.each([
  ["a row by its key", "select * from t as t0 where id = ?", 1],
  ["a row by a unique column", "select * from t as t0 where u = ?", 1],
  ["rows by an index", "select * from t as t0 where i = ?", 10],
  ["a page in the order of an index", "select * from t as t0 order by i limit ?", 7],
  ["a page that is sorted first", "select * from t as t0 order by n limit ?", 500],
  ["a page with a filter", "select * from t as t0 where n > ? order by i limit 7", 500],
  ["a count", "select count(*) from t as t0", 500],
  [
    "a count for every row",
    "select (select count(*) from t as x where x.i = t0.n) from t as t0 limit ?",
    77,
  ],
])("rows read: %s", async (_, sql, wanted) => {
  const tables = [
    "create table t (id integer primary key, u text unique, i, n)",
    "create index t_i on t (i)",
  ];
  const database = await openDatabase("NONE", tables);
  const params = sql.includes("?") ? [7] : [];
  const steps = database.explain({ sql, params });
  expect(rowsRead(steps, { tableRows: 500, limit: 7, sql })).toBe(wanted);
});

test("a thousand renders of a thousand rows are a million rows", () => {
  expect(costOf(1_000)).toBeCloseTo(0.001);
});
