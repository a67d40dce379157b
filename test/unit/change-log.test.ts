/**
 * @module What is written becomes known: the triggers' log, and the binding that reads it with each write.
 */
import type { D1Database } from "@cloudflare/workers-types";
import { drizzle } from "drizzle-orm/d1";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { LOG_COLUMNS, LOG_TABLE, type LogRow, readChange } from "../../src/protocol/row-change.ts";
import { type Committed, isWrite, watchWrites } from "../../src/query/binding.ts";
import { logMigration } from "../../src/query/log-schema.ts";
import { sqliteTable, text } from "drizzle-orm/sqlite-core";
import { type MemoryD1, memoryD1 } from "../support/memory-d1.ts";
import { authors, books, bookTags, shelf } from "../support/shelf.ts";

/** A line a change: `update books [1] title`. */
function logged({ sqlite }: MemoryD1): string[] {
  const rows = sqlite.prepare(`SELECT ${LOG_COLUMNS} FROM ${LOG_TABLE} ORDER BY seq`).all();
  return lines(rows.map((row) => readChange(row as unknown as LogRow)));
}

function lines(changes: Committed["changes"]): string[] {
  return changes.map(({ op, table, key, columns }) =>
    [op, table, key, columns.join(",")].filter((part) => part !== "").join(" "),
  );
}

test.each([
  ["an insert", "INSERT INTO books VALUES (4, 'Sun', 1, 2)", ["insert books [4]"]],
  [
    "an update",
    "UPDATE books SET title = 'Ocean', pages = 7 WHERE id = 1",
    ["update books [1] title,pages"],
  ],
  ["an update to null", "UPDATE books SET pages = NULL WHERE id = 1", ["update books [1] pages"]],
  ["an update that changes nothing", "UPDATE books SET title = title, pages = pages", []],
  ["an update of no row", "UPDATE books SET title = '' WHERE id = 99", []],
  ["a delete", "DELETE FROM book_tags WHERE book_id = 1", ['delete book_tags [1,"blue"]']],
  [
    "an upsert",
    "INSERT INTO authors VALUES (2, 'Bob', 1) ON CONFLICT DO UPDATE SET name = excluded.name",
    ["update authors [2] name"],
  ],
])("[Q60] the log holds %s, and nothing else", (_, sql, expected) => {
  const made = shelf();
  made.sqlite.exec(sql);
  expect(logged(made)).toEqual(expected);
});

test("[Q60] the log holds what a cascade deletes", () => {
  const made = shelf();
  made.sqlite.exec("DELETE FROM authors WHERE id = 2");
  expect(logged(made).toSorted()).toEqual(["delete authors [2]", "delete books [3]"]);
});

test("[Q60] a row that gets another key is gone, and another one has come", () => {
  const made = shelf();
  made.sqlite.exec("UPDATE book_tags SET tag = 'green' WHERE book_id = 2");
  expect(logged(made)).toEqual(['delete book_tags [2,"blue"]', 'insert book_tags [2,"green"]']);
});

test("[Q61] a change says where the row's foreign keys pointed before and point now", () => {
  const made = shelf();
  made.sqlite.exec("UPDATE books SET author_id = 2 WHERE id = 1");
  const row = made.sqlite.prepare(`SELECT ${LOG_COLUMNS} FROM ${LOG_TABLE}`).get();
  expect(readChange(row as unknown as LogRow).links).toEqual({ author_id: [1, 2] });
});

test("[Q60] the migration can be applied again, and knows a table of 100 columns", () => {
  const columns = Object.fromEntries(
    Array.from({ length: 99 }, (_, at) => [`c${at}`, text()] as const),
  );
  const wide = sqliteTable("wide", { id: text().primaryKey(), ...columns });
  const { sqlite } = memoryD1();
  sqlite.exec(`CREATE TABLE wide (id text PRIMARY KEY, ${Object.keys(columns).join(", ")})`);
  for (let times = 0; times < 2; times++) {
    for (const statement of logMigration([wide])) sqlite.exec(statement);
  }
  sqlite.exec("INSERT INTO wide (id) VALUES ('a'); UPDATE wide SET c98 = 1, c3 = 2");
  const row = sqlite.prepare(`SELECT cols FROM ${LOG_TABLE} WHERE op = 'update'`).get();
  expect(row).toEqual({ cols: "c3,c98" });
});

test("[Q60] a table without a primary key cannot be live", () => {
  const loose = sqliteTable("loose", { name: text() });
  expect(() => logMigration([loose])).toThrow(/loose has no primary key/);
});

interface Told {
  readonly made: MemoryD1;
  readonly database: D1Database;
  readonly told: string[][];
}

function watching(): Told {
  const made = shelf();
  const told: string[][] = [];
  const database = watchWrites(made.binding, {
    wrote: () => undefined,
    committed: async ({ changes }) => void told.push(lines(changes)),
  });
  return { made, database, told };
}

test("[Q62] each way of writing tells what it changed: builder, returning, raw SQL, batch, exec, a session", async () => {
  const { database, told } = watching();
  const db = drizzle(database);
  await db.update(books).set({ title: "Ocean" }).where(eq(books.id, 1));
  const inserted = await db.insert(books).values({ id: 7, title: "New", authorId: 2 }).returning();
  expect(inserted).toEqual([{ id: 7, title: "New", pages: null, authorId: 2 }]);
  await database.prepare("DELETE FROM book_tags WHERE book_id = ?").bind(2).run();
  await db.batch([
    db.select().from(authors),
    db.insert(bookTags).values({ bookId: 7, tag: "red" }),
  ]);
  await database.exec("UPDATE authors SET name = 'Ann' WHERE id = 1");
  await database.withSession().prepare("UPDATE authors SET name = 'Bob' WHERE id = 2").run();
  expect(told).toEqual([
    ["update books [1] title"],
    ["insert books [7]"],
    ['delete book_tags [2,"blue"]'],
    ['insert book_tags [7,"red"]'],
    ["update authors [1] name"],
    ["update authors [2] name"],
  ]);
});

test("[Q62] reads, writes of nothing and writes that fail tell nothing", async () => {
  const { database, told, made } = watching();
  const db = drizzle(database);
  await db.select().from(books);
  await db.update(books).set({ title: "Sea" }).where(eq(books.id, 1));
  await expect(
    db.batch([
      db.update(books).set({ title: "Lost" }),
      db.insert(books).values({ id: 1, title: "Twice", authorId: 1 }),
    ]),
  ).rejects.toThrow();
  expect(told).toEqual([]);
  expect(logged(made)).toEqual([]);
});

test("[Q62] what others wrote in between is told with the next write, once", async () => {
  const { database, told, made } = watching();
  made.sqlite.exec("UPDATE authors SET name = 'X' WHERE id = 1");
  await database.prepare("UPDATE authors SET name = 'Y' WHERE id = 2").run();
  await database.prepare("UPDATE authors SET name = 'Z' WHERE id = 2").run();
  expect(told).toEqual([
    ["update authors [1] name", "update authors [2] name"],
    ["update authors [2] name"],
  ]);
});

test("[Q63] a database without a log is written to as ever", async () => {
  const { binding, sqlite } = memoryD1();
  sqlite.exec("CREATE TABLE plain (a)");
  const database = watchWrites(binding, {
    wrote: () => undefined,
    committed: async () => {
      throw new Error("nothing to tell");
    },
  });
  await database.prepare("INSERT INTO plain VALUES (1)").run();
  await database.exec("INSERT INTO plain VALUES (2)");
  expect(sqlite.prepare("SELECT a FROM plain").all()).toEqual([{ a: 1 }, { a: 2 }]);
});

test.each([
  ["select 1", false],
  ["  -- a comment\n /* and\n another */ SELECT 1", false],
  ["with x as (select 1) select * from x", false],
  ["WITH x AS (SELECT 1) DELETE FROM books", true],
  ["replace into books values (1)", true],
  ["/* select */ update books set title = 1", true],
  ["explain query plan delete from books", false],
  ["", true],
])("[Q62] whether %j writes", (sql, writes) => {
  expect(isWrite(sql)).toBe(writes);
});
