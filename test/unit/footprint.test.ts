/**
 * @module Which changes touch a page: generated queries over generated rows, and writes of every kind. If the rows of a query are
 * other ones after a write, some change that it logged touches the footprint; and of writes that cannot matter most do not.
 */
import type { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { LOG_COLUMNS, LOG_TABLE, type LogRow, readChange } from "../../src/protocol/row-change.ts";
import { expect, test, vi } from "vitest";
import { contains } from "../../src/query/contains.ts";
import { database } from "../../src/query/database.ts";
import { touches } from "../../src/query/footprint.ts";
import { logMigration } from "../../src/query/log-schema.ts";
import {
  authors,
  books,
  bookTags,
  copies,
  notes,
  relations,
  reviews,
  shelves,
  tags,
} from "../query/library.ts";
import { fieldOf } from "../query/field.ts";
import { openLibrary } from "../query/open.ts";
import { settle } from "../query/run.ts";
import { print, row, type Use, usesOf } from "../query/use.ts";

vi.mock("cloudflare:workers", () => ({ env: {} }));

database(relations, "DB");

const RUNS = 500;
const IDS = [1, 2, 3, 4, 5];

type Table = "authors" | "books" | "reviews" | "tags";

/** What a template may read of a row, at most `depth` relations away. */
function reading(table: Table, depth: number): fc.Arbitrary<Use> {
  const few = (to: Use): fc.Arbitrary<Use> =>
    fc.constantFrom<Use>(
      { each: to },
      { each: to, range: { from: 0, to: 2 } },
      { each: to, length: true },
    );
  const counted = fc.constantFrom<Use>({ length: true }, { truthy: true });
  const many = (target: Table): fc.Arbitrary<Use> =>
    depth === 0 ? counted : fc.oneof(counted, reading(target, depth - 1).chain(few));
  const one = (target: Table): fc.Arbitrary<Use> =>
    depth === 0 ? fc.constant({ truthy: true }) : reading(target, depth - 1);
  const fields: Record<Table, Record<string, fc.Arbitrary<Use>>> = {
    authors: { name: fc.constant(print), mentor: one("authors"), books: many("books") },
    books: {
      title: fc.constant(print),
      weight: fc.constant(print),
      author: one("authors"),
      editor: one("authors"),
      reviews: many("reviews"),
      good: many("reviews"),
      tags: many("tags"),
    },
    reviews: { stars: fc.constant(print), body: fc.constant(print), author: one("authors") },
    tags: { label: fc.constant(print), books: many("books") },
  };
  return fc
    .record(fields[table], { requiredKeys: [] })
    .map((members) => row(members as Record<string, Use>));
}

const configs = fc.record({
  where: fc.constantFrom<object | undefined>(
    undefined,
    { id: 2 },
    { authorId: 1 },
    { authorId: { eq: 2 }, title: contains("a") },
    { title: contains("b") },
    { author: { name: "a1" } },
    { tags: { label: "t1" } },
    { OR: [{ weight: { gt: 2 } }, { editorId: { isNull: true } }] },
  ),
  orderBy: fc.constantFrom<object | undefined>(undefined, { title: "desc" }, { weight: "asc" }),
  limit: fc.constantFrom(2, 100),
});

const id = fc.constantFrom(...IDS);
const small = fc.integer({ min: 0, max: 4 });

/** One write, as SQL. */
const writes = fc.oneof(
  fc.tuple(id, small).map(([at, n]) => `UPDATE books SET title = 'b${n}' WHERE id = ${at}`),
  fc.tuple(id, small).map(([at, n]) => `UPDATE books SET weight = ${n} WHERE id = ${at}`),
  fc.tuple(id, id).map(([at, to]) => `UPDATE books SET author_id = ${to} WHERE id = ${at}`),
  fc
    .tuple(id, id)
    .map(([at, to]) => `UPDATE books SET editor_id = nullif(${to}, ${at}) WHERE id = ${at}`),
  fc.tuple(id, small).map(([at, n]) => `UPDATE books SET meta = '${n}' WHERE id = ${at}`),
  fc.tuple(id, small).map(([at, n]) => `UPDATE authors SET name = 'a${n}' WHERE id = ${at}`),
  fc.tuple(id, small).map(([at, n]) => `UPDATE authors SET email = 'e${n}' WHERE id = ${at}`),
  fc.tuple(id, id).map(([at, to]) => `UPDATE authors SET mentor_id = ${to} WHERE id = ${at}`),
  fc.tuple(id, small).map(([at, n]) => `UPDATE tags SET label = 't${n}' WHERE id = ${at}`),
  fc.tuple(id, small).map(([at, n]) => `UPDATE reviews SET stars = ${n} + 1 WHERE id = ${at}`),
  fc.tuple(id, id).map(([at, to]) => `UPDATE reviews SET book_id = ${to} WHERE id = ${at}`),
  id.map((at) => `DELETE FROM reviews WHERE id = ${at}`),
  fc
    .tuple(id, small)
    .map(
      ([of, n]) =>
        `INSERT INTO reviews (book_id, author_id, stars) VALUES (${of}, ${of}, ${n} + 1)`,
    ),
  fc
    .tuple(id, small)
    .map(([of, n]) => `INSERT INTO books (title, author_id, weight) VALUES ('b${n}', ${of}, ${n})`),
  fc
    .tuple(id, id)
    .map(
      ([book, tag]) => `INSERT OR IGNORE INTO book_tags (book_id, tag_id) VALUES (${book}, ${tag})`,
    ),
  fc
    .tuple(id, id)
    .map(([book, tag]) => `DELETE FROM book_tags WHERE book_id = ${book} AND tag_id = ${tag}`),
  fc
    .tuple(id, id)
    .map(([book, tag]) => `UPDATE book_tags SET weight = ${tag} WHERE book_id = ${book}`),
  small.map((n) => `INSERT INTO authors (name) VALUES ('a${n}')`),
  small.map((n) => `INSERT INTO tags (label) VALUES ('t${n}')`),
);

const rows = fc.record({
  books: fc.array(fc.tuple(small, id, id, small), { minLength: 5, maxLength: 5 }),
  reviews: fc.array(fc.tuple(id, id, small), { minLength: 5, maxLength: 5 }),
  links: fc.uniqueArray(fc.tuple(id, id), { selector: String, maxLength: 8 }),
});

function library(data: typeof rows extends fc.Arbitrary<infer D> ? D : never): DatabaseSync {
  const db = openLibrary();
  for (const n of IDS) {
    db.exec(
      `INSERT INTO authors (id, name, mentor_id) VALUES (${n}, 'a${n}', nullif(${n} - 1, 0))`,
    );
    db.exec(`INSERT INTO tags VALUES (${n}, 't${n}')`);
  }
  data.books.forEach(([title, author, editor, weight], n) =>
    db.exec(
      `INSERT INTO books (id, title, author_id, editor_id, weight) VALUES (${n + 1}, 'b${title}', ${author}, nullif(${editor}, 5), ${weight})`,
    ),
  );
  data.reviews.forEach(([book, author, stars]) =>
    db.exec(
      `INSERT INTO reviews (book_id, author_id, stars) VALUES (${book}, nullif(${author}, 5), ${stars} + 1)`,
    ),
  );
  for (const [book, tag] of data.links)
    db.exec(`INSERT INTO book_tags VALUES (${book}, ${tag}, 0)`);
  const all = [authors, books, reviews, tags, bookTags, shelves, copies, notes];
  for (const statement of logMigration(all)) db.exec(statement);
  return db;
}

const json = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) => (typeof each === "bigint" ? `${each}` : each));

test(
  "[Q68] a write after which a page's rows are others touches its footprint",
  { timeout: 60_000 },
  () => {
    let changed = 0;
    let spared = 0;
    let idle = 0;
    fc.assert(
      fc.property(reading("books", 2), configs, rows, writes, (use, config, data, write) => {
        const db = library(data);
        const uses = usesOf({ rows: { each: use, members: { total: print } } });
        const options = { ...config, unbounded: true, allowUnindexed: true };
        const field = fieldOf(relations.books, uses, () => options as never);
        settle(db, field);
        const before = json([...field, field.total]);
        const footprint = field.footprint;
        db.exec(write);
        field.refresh();
        settle(db, field);
        const log = db.prepare(`SELECT ${LOG_COLUMNS} FROM ${LOG_TABLE}`).all();
        const changes = log.map((line) => readChange(line as unknown as LogRow));
        const isTouched =
          footprint !== null && changes.some((change) => touches(footprint, change));
        if (json([...field, field.total]) === before) {
          if (isTouched) idle++;
          else spared++;
          return;
        }
        changed++;
        expect(isTouched).toBe(true);
      }),
      { numRuns: RUNS, verbose: true },
    );
    // Not a measure, but it must mean something: all three happen, and more writes spare a page than wake it for nothing.
    expect(changed).toBeGreaterThan(RUNS / 20);
    expect(spared).toBeGreaterThan(idle);
  },
);
