/**
 * @module `dormouse live`: the migration that it writes makes the tables of a schema live; what is wrong is said in words.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import { printed } from "../support/printed.ts";

const SCHEMA = new URL("../../examples/library/schema.ts", import.meta.url).pathname;

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "dormouse-live-"));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

const output = printed();

test("[Q67] the migration logs changes of the tables that were named, and of no other", async () => {
  const out = folder();
  expect(await main(["live", SCHEMA, "tags", "authors", "--out", out])).toBe(0);
  const [name = ""] = readdirSync(out);
  expect(name).toMatch(/^\d{14}_live$/);
  const sqlite = new DatabaseSync(":memory:");
  const migrations = new URL("../../migrations/", import.meta.url).pathname;
  const [first = ""] = readdirSync(migrations).toSorted();
  sqlite.exec(readFileSync(join(migrations, first, "migration.sql"), "utf8"));
  sqlite.exec(readFileSync(join(out, name, "migration.sql"), "utf8"));
  sqlite.exec("INSERT INTO tags VALUES (1, 'a'); INSERT INTO publishers VALUES (1, 'b', 'c')");
  expect(sqlite.prepare("SELECT tbl, op, key FROM _dormouse_log").all()).toEqual([
    { tbl: "tags", op: "insert", key: "[1]" },
  ]);
});

test("[Q67] a table that is not in the schema is named, beside those that are", async () => {
  expect(await main(["live", SCHEMA, "bookz", "--out", folder()])).toBe(1);
  expect(output.stderr).toMatch(/query\.no-table: .* has no table "bookz"\n {2}it has .*books/);
});

test("[Q67] without a schema it says how it is called", async () => {
  expect(await main(["live"])).toBe(2);
  expect(output.stderr).toContain("usage: dormouse live");
});

test("[Q67] the gallery's migrations log every table of its schema", () => {
  const migrations = new URL("../../migrations/", import.meta.url).pathname;
  const sqlite = new DatabaseSync(":memory:");
  for (const name of readdirSync(migrations).toSorted()) {
    sqlite.exec(readFileSync(join(migrations, name, "migration.sql"), "utf8"));
  }
  const of = (type: string): string[] =>
    sqlite
      .prepare("SELECT DISTINCT tbl_name AS name FROM sqlite_master WHERE type = ? ORDER BY 1")
      .all(type)
      .map((row) => String(row["name"]))
      .filter((name) => !/^(_dormouse|sqlite)_/.test(name));
  expect(of("trigger")).toEqual(of("table"));
});
