/**
 * @module Queries on D1 inside workerd: one batch, values of every type in every position, and D1's limits as it really has them.
 */
import { env } from "cloudflare:workers";
import { defineRelations } from "drizzle-orm";
import { integer, real, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { beforeAll, expect, test } from "vitest";
import { database } from "../../src/query/database.ts";
import type { Query } from "../../src/query/query.ts";
import { declareSource } from "../../src/query/source.ts";
import { fieldOf } from "../query/field.ts";
import { BOOKS, books, relations, SCHEMA } from "../query/library.ts";
import { each, print, row, type Use, usesOf } from "../query/use.ts";

const d1 = (env as unknown as { LIBRARY: D1Database }).LIBRARY;
const db = database(relations, "LIBRARY");

beforeAll(async () => {
  await d1.batch([...SCHEMA, ...BOOKS].map((sql) => d1.prepare(sql)));
});

/** As a turn does. Returns the size of each batch. */
async function settle(field: Query): Promise<number[]> {
  const batches: number[] = [];
  for (let needs = field.needs(); needs.length > 0; needs = field.needs()) {
    const results = await d1.batch(needs.map(({ sql, params }) => d1.prepare(sql).bind(...params)));
    field.accept(results.map((result) => result.results as Record<string, unknown>[]));
    batches.push(needs.length);
  }
  return batches;
}

test("[J1] rows, relations, counts and total of a page come in one batch", async () => {
  const use: Use = {
    ...each({
      title: print,
      author: row({ name: print, books: { length: true } }),
      editor: { truthy: true },
      reviews: each({ stars: print }, { range: "last" }),
      copies: each({ id: print, shelf_: row({ name: print }) }),
    }),
    members: { total: print },
  };
  const field = fieldOf(relations.books, usesOf({ rows: use }), () => ({
    where: { authorId: 1 },
    orderBy: { title: "desc" },
    limit: 1,
  }));
  expect(await settle(field)).toEqual([2]);
  expect(field.total).toBe(2);
  expect(field[0]).toMatchObject({
    title: "The Sea",
    author: { name: "Ann" },
    reviews: [{ stars: 3 }],
    copies: [
      { id: "1:1", shelf_: { name: "top" } },
      { id: "1:2", shelf_: null },
    ],
  });
  expect(field[0]?.["author"]).toHaveProperty("books.length", 2);
});

test("[J1] a value is what Drizzle makes of it, in a row and in a list in a row", async () => {
  const values = {
    isPublic: true,
    printedAt: new Date(1_700_000_000_123),
    meta: { pages: 3, names: ["Ä", '"'] },
    extra: [{ deep: null }],
    serial: 12_345_678_901_234_567_890n,
    weight: 1 / 3,
    amount: "12.5",
    exact: 9_007_199_254_740_993n,
    cost: "1.23 €",
  };
  await db.insert(books).values({ id: 50, title: "All", authorId: 2, ...values });
  await db.insert(books).values({ id: 51, title: "None", authorId: 2, editorId: 2 });
  const all = Object.fromEntries(Object.keys(values).map((name) => [name, print]));
  const field = fieldOf(
    relations.books,
    usesOf({ rows: each({ ...all, author: row({ books: each(all) }) }) }),
    () => ({ where: { id: { gte: 50 } } }),
  );
  await settle(field);
  const none = Object.fromEntries(Object.keys(values).map((name) => [name, null]));
  expect(Array.from(field)).toMatchObject([values, none]);
  const nested = (field[0]?.["author"] as { books: object[] } | undefined)?.books ?? [];
  expect(nested.slice(-2)).toMatchObject([values, none]);
  expect(
    await db.query.books.findFirst({ where: { id: 50 }, columns: { serial: true, cost: true } }),
  ).toEqual({
    serial: values.serial,
    cost: values.cost,
  });
});

test("[J6] as deep and as wide as we allow, D1 answers", async () => {
  let deepest: Use = each({ book: row({ anyReview: row({ stars: print }) }) });
  for (let level = 0; level < 18; level++) deepest = each({ stars: print, replies: deepest });
  await settle(fieldOf(relations.reviews, usesOf({ rows: deepest })));

  const columns = Object.fromEntries(
    Array.from({ length: 97 }, (_, i) => [`c${i}`, [real(), text(), integer()][i % 3] ?? text()]),
  );
  const wide = sqliteTable("wide", {
    id: integer().primaryKey(),
    other: integer().unique(),
    ...columns,
  });
  const graph = defineRelations({ wide }, (r) => ({
    wide: {
      twin: r.one.wide({ from: r.wide.other, to: r.wide.id, alias: "twin" }),
      back: r.many.wide({ from: r.wide.id, to: r.wide.other, alias: "twin" }),
    },
  }));
  declareSource(graph, "LIBRARY");
  const names = Object.keys(columns);
  const kinds = ["real", "text", "integer"];
  await d1.exec(
    `create table wide (id integer primary key, other integer unique, ${names.map((name, i) => `${name} ${kinds[i % 3]}`).join(", ")})`,
  );
  const list = names.map((_, i) => [1 / (i + 3), `v${i}`, i][i % 3]);
  await d1
    .prepare(`insert into wide values (1, 2, ${list.map(() => "?").join(", ")})`)
    .bind(...list)
    .run();
  await d1.prepare("insert into wide (id, other) values (2, 1)").run();
  const all = Object.fromEntries(names.map((name) => [name, print]));
  const field = fieldOf(
    graph.wide,
    usesOf({ rows: each({ ...all, twin: row(all), back: each(all) }) }),
  );
  await settle(field);
  const want = Object.fromEntries(names.map((name, i) => [name, list[i]]));
  expect(field[0]).toMatchObject(want);
  expect(field[1]).toMatchObject({ c0: null, twin: want, back: [want] });
});
