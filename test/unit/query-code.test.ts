/**
 * @module What code reads of a query's rows: fields of the plan, of `also`, computed ones; and what development says of others.
 */
import { beforeAll, describe, expect, test } from "vitest";
import { declareSource } from "../../src/query/source.ts";
import type { QueryConfig } from "../../src/query/types.ts";
import { relations } from "../query/library.ts";
import { library } from "../query/open.ts";
import { fieldOf } from "../query/field.ts";
import { settle } from "../query/run.ts";
import { each, print, row, type Use, usesOf } from "../query/use.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- as code reads it that no types hold back
type Loose = Record<string, any>;
type Config = QueryConfig<typeof relations.books>;

const TITLES: Use = each({ title: print });

beforeAll(() => {
  declareSource(relations, "DB", {
    books: {
      slug: { needs: { title: true }, get: (book) => book.title.toLowerCase() },
      link: {
        needs: { slug: true },
        get: (book) => `/b/${(book as unknown as { slug: string }).slug}`,
      },
      authors: {
        needs: { author: { name: true }, reviews: { stars: true } },
        get: (book) => [book.author.name, book.reviews.length],
      },
    },
  });
});

describe("[J10] code reads what is in the plan, and is told of what is not", () => {
  const read = (use: Use, config: Config = {}): Loose => {
    const field = fieldOf(relations.books, usesOf({ rows: use }), () => ({ limit: 1, ...config }), {
      isDevelopment: true,
    });
    settle(library(), field);
    return field[0] ?? {};
  };
  test("also adds columns and relations", () => {
    const book = read(TITLES, {
      also: { weight: true, author: { name: true }, reviews: { stars: true } },
    });
    expect(book).toMatchObject({
      title: "The Sea",
      weight: null,
      author: { name: "Ann" },
      reviews: [{ stars: 5 }, { stars: 3 }],
    });
  });
  test("a name in also that is not there", () => {
    expect(() => read(TITLES, { also: { author: { nmae: true } } })).toThrow("authors has no nmae");
  });
  test("computed fields read what they need", () => {
    expect(read(each({ link: print, authors: print }))).toMatchObject({
      link: "/b/the sea",
      authors: ["Ann", 2],
    });
  });
  test.each<[string, (book: Loose) => unknown]>([
    ["rows.weight", (book) => book["weight"]],
    ["rows.author.email", (book) => book["author"].email],
    ["rows.reviews.stars", (book) => book["reviews"][0].stars],
    ["rows.tags", (book) => book["tags"]],
    ["rows.editor.name", (book) => book["editor"].name],
    ["rows.good.0", (book) => book["good"][0]],
    ["rows.copies.length", (book) => book["copies"].length],
  ])("%s", (path, use) => {
    const book = read(
      each({
        title: print,
        author: row({ name: print }),
        reviews: each({}),
        editor: { truthy: true },
        good: { length: true },
        copies: { truthy: true },
      }),
    );
    expect(() => use(book)).toThrow(`${path} was not read`);
    expect(book["nothing"]).toBeUndefined();
  });
  test("the total", () => {
    const field = fieldOf(relations.books, usesOf({ rows: TITLES }), () => ({}), {
      isDevelopment: true,
    });
    settle(library(), field);
    expect(() => field.total).toThrow("rows.total was not read");
  });
  test("what a branch names that was not taken is no error", () => {
    const uses = usesOf({ rows: each({ title: print, weight: { value: true, guard: 0 } }) }, [
      { path: ["admin"], is: true },
    ]);
    const field = fieldOf(relations.books, uses, () => ({}), {
      isDevelopment: true,
      view: { admin: false },
    });
    settle(library(), field);
    expect(field[0]?.["weight"]).toBeUndefined();
  });
  test("a table without id has its key as one", () => {
    const field = fieldOf(
      relations.copies,
      usesOf({ rows: each({ id: print, shelf_: row({ name: print, id: print }) }) }),
    );
    settle(library(), field);
    expect(Array.from(field)).toMatchObject([
      { id: "1:1", shelf_: { name: "top", id: "a%2Fb:1" } },
      { id: "1:2", shelf_: null },
    ]);
  });
});
