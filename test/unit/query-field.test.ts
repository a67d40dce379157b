/**
 * @module The query field: its page, search, total, refresh, what it refuses from an address, D1's limits.
 */
import type { DatabaseSync } from "node:sqlite";
import { defineRelations } from "drizzle-orm";
import { parse } from "devalue";
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { beforeAll, describe, expect, test } from "vitest";
import { contains } from "../../src/query/contains.ts";
import { queriesOf } from "../../src/query/field.ts";
import { query } from "../../src/query/query.ts";
import { declareSource } from "../../src/query/source.ts";
import type { QueryConfig } from "../../src/query/types.ts";
import { LiveView } from "../../src/view/live-view.ts";
import { decodeState, encodeState } from "../../src/view/state.ts";
import { relations } from "../query/library.ts";
import { library, openLibrary } from "../query/open.ts";
import { fieldOf } from "../query/field.ts";
import { settle } from "../query/run.ts";
import { each as rows, print, row, type Use, usesOf } from "../query/use.ts";

type Config = QueryConfig<typeof relations.books>;

beforeAll(() => declareSource(relations, "DB"));

const TITLES: Use = rows({ title: print });

function titles(config: () => Config, db: DatabaseSync = library()): unknown[] {
  const field = fieldOf(relations.books, usesOf({ rows: TITLES }), config);
  settle(db, field);
  return field.map(({ title }) => title);
}

describe("[J5] every list has a total order", () => {
  test("rows of equal rank are ordered by their key", () => {
    expect(titles(() => ({ orderBy: { authorId: "desc" } }))).toEqual([
      "Land",
      "sea",
      "The Sea",
      "SEASONS",
    ]);
    expect(titles(() => ({ orderBy: { authorId: "desc" }, limit: 1, offset: 1 }))).toEqual(["sea"]);
  });
  test("whatever columns are read: an index that covers them does not decide", () => {
    const db = openLibrary();
    db.exec("create index by_title on books (title desc, id desc)");
    db.exec("insert into authors (id, name) values (1, 'Ann')");
    for (let id = 1; id <= 9; id++)
      db.exec(`insert into books (id, title, author_id) values (${id}, 'x', 1)`);
    for (const use of [rows({}), TITLES]) {
      const field = fieldOf(relations.books, usesOf({ rows: use }), () => ({ limit: 3 }));
      settle(db, field);
      expect(field.map(({ id }) => id)).toEqual([1, 2, 3]);
    }
  });
});

describe("[J6] nothing is cut silently, and D1's limits are known", () => {
  const many = (count: number): DatabaseSync => {
    const db = library();
    db.exec("pragma foreign_keys = off");
    const insert = db.prepare("insert into reviews (id, book_id, stars) values (?, 1, 1)");
    db.exec("begin");
    for (let i = 10; i < 10 + count; i++) insert.run(i);
    db.exec("commit");
    return db;
  };
  const read = (db: DatabaseSync, use: Use, config: Config = {}): number | undefined => {
    const field = fieldOf(relations.books, usesOf({ rows: use }), () => config);
    settle(db, field);
    return (field[0]?.["reviews"] as unknown[] | undefined)?.length;
  };
  test("a list of more than 1,000 rows is an error, unless it is said to be unbounded or cut", () => {
    const db = many(998);
    const all = rows({ reviews: rows({ stars: print }) });
    expect(read(db, all)).toBe(1000);
    db.exec("insert into reviews (id, book_id, stars) values (9999, 1, 1)");
    expect(() => read(db, all)).toThrow("reviews has more than 1000 rows");
    expect(read(db, all, { unbounded: true })).toBe(1001);
    expect(
      read(db, rows({ reviews: rows({ stars: print }, { range: { from: 0, to: 1001 } }) })),
    ).toBe(1001);
  });
  test("so is a query of more", () => {
    const db = many(1000);
    const uses = usesOf({ rows: rows({ stars: print }) });
    expect(() => settle(db, fieldOf(relations.reviews, uses))).toThrow(
      "the query of reviews has more than 1000 rows",
    );
    const limited = fieldOf(relations.reviews, uses, () => ({ limit: 1001 }));
    settle(db, limited);
    expect(limited).toHaveLength(1001);
  });
  test("more than 100 values in one statement are refused before they are sent", () => {
    const ids = Array.from({ length: 101 }, (_, i) => i);
    const field = fieldOf(relations.books, usesOf({ rows: TITLES }), () => ({
      where: { id: { in: ids } },
    }));
    expect(() => field.needs()).toThrow("102 values in one statement: D1 takes 100");
  });
  test("more columns than a result may have travel in bundles, with the same values", () => {
    const columns = Object.fromEntries(
      Array.from({ length: 70 }, (_, i) => [
        `c${i}`,
        i % 2 ? text() : integer({ mode: "timestamp" }),
      ]),
    );
    const wide = sqliteTable("wide", { id: integer().primaryKey(), other: integer(), ...columns });
    const graph = defineRelations({ wide }, (r) => ({
      wide: { twin: r.one.wide({ from: r.wide.other, to: r.wide.id }) },
    }));
    declareSource(graph, "DB");
    const db = openLibrary();
    const names = Object.keys(columns);
    db.exec(`create table wide (id integer primary key, other integer, ${names.join(", ")})`);
    db.exec(
      `insert into wide values (1, 2, ${names.map((_, i) => (i % 2 ? `'v${i}'` : i)).join(", ")}), (2, null, ${names.map(() => "null").join(", ")})`,
    );
    const all = Object.fromEntries(names.map((name) => [name, print]));
    const field = fieldOf(graph.wide, usesOf({ rows: rows({ ...all, twin: row(all) }) }), () => ({
      orderBy: { id: "desc" },
      limit: 9,
    }));
    settle(db, field);
    expect(field[1]).toMatchObject({
      id: 1,
      c0: new Date(0),
      c1: "v1",
      c68: new Date(68_000),
      c69: "v69",
      twin: { id: 2, c69: null },
    });
    expect(field[0]).toMatchObject({ id: 2, c0: null, twin: null });
  });
  test("more columns than a list may have are refused with their number", () => {
    const names = Array.from({ length: 101 }, (_, i) => `c${i}`);
    const wide = sqliteTable("wide", {
      id: integer().primaryKey(),
      up: integer().unique(),
      ...Object.fromEntries(names.map((name) => [name, text()])),
    });
    const graph = defineRelations({ wide }, (r) => ({
      wide: { twins: r.many.wide({ from: r.wide.id, to: r.wide.up }) },
    }));
    declareSource(graph, "DB");
    const all = Object.fromEntries(names.map((name) => [name, print]));
    const field = fieldOf(graph.wide, usesOf({ rows: rows({ twins: rows(all) }) }));
    expect(() => field.needs()).toThrow("102 values of each wide.twins: D1 takes 100");
  });
});

describe("[J8] what comes from an address chooses rows, and never writes SQL", () => {
  test("contains: letters of either case, no pattern", () => {
    const find = (term: string): unknown[] => titles(() => ({ where: { title: contains(term) } }));
    expect(find("sea")).toEqual(["The Sea", "SEASONS", "sea"]);
    expect(find("%")).toEqual([]);
    expect(find("'; drop table books; --")).toEqual([]);
    expect(find("x".repeat(60))).toEqual([]);
    expect(find("")).toHaveLength(4);
  });
  test("contains beside other conditions, in OR, and through a relation", () => {
    const find = (where: Config["where"]): unknown[] => titles(() => ({ where }));
    expect(find({ authorId: 1, title: contains("sea"), AND: [{ id: { gt: 1 } }] })).toEqual([
      "SEASONS",
    ]);
    expect(find({ OR: [{ title: contains("land") }, { id: 1 }] })).toEqual(["The Sea", "Land"]);
    expect(find({ author: { name: contains("ANN") } })).toEqual(["The Sea", "SEASONS"]);
    expect(find({ NOT: { title: contains("sea") } })).toEqual(["Land"]);
  });
  test("contains where no column is", () => {
    expect(() => titles(() => ({ where: { title: { OR: [contains("a")] } } }))).toThrow(
      "stands where a filter",
    );
    expect(() => titles(() => ({ where: { author: contains("a") } }) as unknown as Config)).toThrow(
      "which is no column",
    );
  });
  test("an order by a name that is not there, or that is no direction", () => {
    const order = (orderBy: object): unknown => titles(() => ({ orderBy }));
    expect(() => order({ "id; drop table books": "asc" })).toThrow(
      "Unknown relational order field",
    );
    expect(() => order({ __proto__x: "asc" })).toThrow("Unknown relational order field");
    expect(() => order({ title: "asc; drop table books" })).toThrow("unknown direction");
    expect(() => titles(() => ({ where: { nope: 1 } }) as unknown as Config)).toThrow(
      "Unknown relational filter field",
    );
    expect(() => titles(() => ({ where: { id: undefined } }) as unknown as Config)).toThrow(
      "Unexpected 'undefined'",
    );
  });
  test("a limit is a whole number; an offset is cut to one", () => {
    for (const limit of [-1, 1.5, NaN, Infinity])
      expect(() => titles(() => ({ limit }))).toThrow("the limit of a query");
    expect(titles(() => ({ limit: 0 }))).toEqual([]);
    for (const offset of [-20, NaN, -0.5]) expect(titles(() => ({ offset }))).toHaveLength(4);
    for (const offset of [1e300, Infinity, 4]) expect(titles(() => ({ offset }))).toEqual([]);
    expect(titles(() => ({ offset: 3.9 }))).toEqual(["sea"]);
  });
  test("whether there are related rows is asked without reading them", () => {
    const db = library();
    const read = new Set<string>();
    db.setAuthorizer((action, table, column) => {
      if (action === 20) read.add(`${table}.${column}`);
      return 0;
    });
    titles(() => ({ where: { author: { name: "Ann" } } }), db);
    expect([...read].toSorted()).toEqual([
      "authors.id",
      "authors.name",
      "books.author_id",
      "books.id",
      "books.title",
    ]);
  });
});

describe("[J9] a query runs when its config changes or it is told to", () => {
  test("the same config asks for nothing", () => {
    const db = library();
    const view = { page: 0 };
    const field = fieldOf(
      relations.books,
      usesOf({ rows: TITLES }),
      () => ({ limit: 2, offset: view.page * 2 }),
      { view },
    );
    expect(settle(db, field)).toHaveLength(1);
    expect(settle(db, field)).toHaveLength(0);
    view.page = 1;
    expect(settle(db, field)).toHaveLength(1);
    expect(field.map(({ title }) => title)).toEqual(["SEASONS", "sea"]);
    field.refresh();
    expect(settle(db, field)).toHaveLength(1);
  });
  test("total and rows of one config come in one batch", () => {
    const field = fieldOf(
      relations.books,
      usesOf({ rows: { ...TITLES, members: { total: print } } }),
      () => ({ limit: 1 }),
    );
    expect(settle(library(), field).map((round) => round.length)).toEqual([2]);
    expect([field.length, field.total]).toEqual([1, 4]);
  });
  test("a field that its template does not name needs nothing", () => {
    const field = fieldOf(relations.books, usesOf({}));
    expect(field.needs()).toEqual([]);
    expect(field).toHaveLength(0);
  });
  test("a query is no state of its view", () => {
    class Library extends LiveView {
      q = "sea";
      books = query(relations.books, () => ({ limit: 1 }));
    }
    const view = new Library();
    expect(parse(encodeState(view))).toEqual({ q: "sea" });
    decodeState(view, parse(encodeState(view)) as object);
    expect([...queriesOf(view).keys()]).toEqual(["books"]);
  });
  test("queries are found among the fields of a view", () => {
    const field = fieldOf(relations.books, usesOf({}));
    expect([...queriesOf({ a: 1, field }).keys()]).toEqual(["field"]);
    expect(field.map((each) => each).constructor).toBe(Array);
  });
});
