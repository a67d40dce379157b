/**
 * @module Queries: pages of 20, 100 and 1,000 of 10,000 books with title, author, tags and number of reviews, against SQL written by
 * hand, Drizzle's relational query, one query a row, and everything that there is. Times are of SQLite in this process, where
 * every statement is prepared anew, as D1 gets it as text; rows read are those that D1 in workerd bills; bytes are the answers
 * as JSON, as D1 sends them. Planning is timed alone.
 */
import { mkdtempSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-sqlite";
import { getPlatformProxy } from "wrangler";
import { Plans } from "../../src/query/plans.ts";
import { Query } from "../../src/query/query.ts";
import { Schema } from "../../src/query/schema.ts";
import { declareSource } from "../../src/query/source.ts";
import { fieldOf } from "../query/field.ts";
import { relations, reviews, SCHEMA } from "../query/library.ts";
import { settle } from "../query/run.ts";
import { each, print, row, usesOf } from "../query/use.ts";
import { budget, type Measurement, printTable, summarise, time } from "./measure.ts";

const BOOKS = 10_000;
const PAGES = [20, 100, 1_000] as const;

const USES = usesOf({
  rows: each({
    title: print,
    author: row({ name: print }),
    tags: each({ label: print }),
    reviews: { length: true },
  }),
});

/** The library, filled the same way every time. */
function* contents(): Generator<string> {
  const rows = (count: number, of: (i: number) => string): string =>
    Array.from({ length: count }, (_, i) => `(${of(i + 1)})`).join(",");
  yield `insert into authors (id, name, email) values ${rows(500, (i) => `${i}, 'Author ${i}', '${"x".repeat(100)}'`)}`;
  yield `insert into tags values ${rows(50, (i) => `${i}, 'tag ${i}'`)}`;
  for (let from = 0; from < BOOKS; from += 80) {
    yield `insert into books (id, title, author_id, meta) values ${rows(80, (i) => `${from + i}, 'Book ${((from + i) * 7919) % BOOKS}', ${1 + ((from + i) % 500)}, '"${"d".repeat(400)}"'`)}`;
    yield `insert or ignore into book_tags (book_id, tag_id) values ${rows(240, (i) => `${from + Math.ceil(i / 3)}, ${1 + ((from + i * 7) % 50)}`)}`;
    yield `insert into reviews (id, book_id, stars, body) values ${rows(400, (i) => `${from * 5 + i}, ${from + Math.ceil(i / 5)}, ${i % 5}, '${"b".repeat(150)}'`)}`;
  }
}

const BY_TITLE = "create index books_title on books (title)";

const BY_HAND = {
  "SQL by hand, JSON": (limit: number) =>
    `select b.id, b.title, a.id as author_id, a.name, (select json_group_array(json_array(label, id)) from (select t.label, t.id from book_tags j join tags t on t.id = j.tag_id where j.book_id = b.id order by t.id)) as tags, (select count(*) from reviews r where r.book_id = b.id) as reviews from books b join authors a on a.id = b.author_id order by b.title, b.id limit ${limit}`,
  "SQL by hand, one join": (limit: number) =>
    `select b.id, b.title, a.id as author_id, a.name, t.id as tag_id, t.label, (select count(*) from reviews r where r.book_id = b.id) as reviews from (select * from books order by title, id limit ${limit}) b join authors a on a.id = b.author_id left join book_tags j on j.book_id = b.id left join tags t on t.id = j.tag_id order by b.title, b.id, t.id`,
} as const;

interface Line {
  readonly [column: string]: unknown;
}

/** Rows of the join as objects. */
function group(lines: readonly Line[]): object[] {
  const byId = new Map<unknown, Line & { tags: object[] }>();
  for (const line of lines) {
    let book = byId.get(line["id"]);
    if (book === undefined) {
      const author = { id: line["author_id"], name: line["name"] };
      book = {
        id: line["id"],
        title: line["title"],
        author,
        reviews: line["reviews"],
        tags: [],
      };
      byId.set(line["id"], book);
    }
    if (line["tag_id"] !== null) book.tags.push({ id: line["tag_id"], label: line["label"] });
  }
  return [...byId.values()];
}

function parse(lines: readonly Line[]): object[] {
  return lines.map((line) => ({
    id: line["id"],
    title: line["title"],
    author: { id: line["author_id"], name: line["name"] },
    tags: (JSON.parse(String(line["tags"])) as unknown[][]).map(([label, id]) => ({ label, id })),
    reviews: line["reviews"],
  }));
}

const ROW_SQL = {
  author: "select id, name from authors where id = ?",
  tags: "select t.id, t.label from book_tags j join tags t on t.id = j.tag_id where j.book_id = ? order by t.id",
  reviews: "select count(*) as n from reviews where book_id = ?",
} as const;

type Run = () => unknown;

/** The same page in every way. */
function ways(db: DatabaseSync, limit: number): { readonly [name: string]: Run } {
  const orm = drizzle({ client: db, relations });
  const all = (code: string, ...params: (string | number)[]): Line[] =>
    db.prepare(code).all(...params);
  const field = fieldOf(relations.books, USES, () => ({ orderBy: { title: "asc" }, limit }));
  return {
    ours: () => {
      field.refresh();
      return settle(db, field);
    },
    "SQL by hand, JSON": () => parse(all(BY_HAND["SQL by hand, JSON"](limit))),
    "SQL by hand, one join": () => group(all(BY_HAND["SQL by hand, one join"](limit))),
    "Drizzle's findMany": () =>
      orm.query.books
        .findMany({
          columns: { id: true, title: true },
          with: {
            author: { columns: { id: true, name: true } },
            tags: { columns: { id: true, label: true }, orderBy: { id: "asc" } },
          },
          extras: {
            reviews: (t) =>
              sql<number>`(select count(*) from ${reviews} r where r.book_id = ${t.id})`,
          },
          orderBy: { title: "asc", id: "asc" },
          limit,
        })
        .sync(),
    "one query a row": () =>
      all(`select id, title, author_id from books order by title, id limit ${limit}`).map(
        (book) => {
          const id = Number(book["id"]);
          return {
            ...book,
            author: all(ROW_SQL.author, Number(book["author_id"]))[0],
            tags: all(ROW_SQL.tags, id),
            reviews: all(ROW_SQL.reviews, id)[0]?.["n"],
          };
        },
      ),
    "select * of everything": () =>
      orm.query.books
        .findMany({
          with: { author: true, tags: true, reviews: true },
          orderBy: { title: "asc", id: "asc" },
          limit,
        })
        .sync(),
  };
}

/** The statements of each way, for D1. */
function statements(
  db: DatabaseSync,
  limit: number,
): { readonly [name: string]: readonly Statement[] } {
  const all: { [name: string]: Statement[] } = {};
  for (const [name, run] of Object.entries(ways(recording(db), limit))) {
    recorded.length = 0;
    run();
    all[name] = [...recorded];
  }
  return all;
}

interface Statement {
  readonly code: string;
  readonly params: readonly unknown[];
}

const recorded: Statement[] = [];

/** `db` that notes every statement. */
function recording(db: DatabaseSync): DatabaseSync {
  return new Proxy(db, {
    get(target, name) {
      if (name !== "prepare") {
        const value: unknown = Reflect.get(target, name);
        return typeof value === "function" ? (value.bind(target) as unknown) : value;
      }
      return (code: string) =>
        new Proxy(target.prepare(code), {
          get(statement, member) {
            const value: unknown = Reflect.get(statement, member);
            if (typeof value !== "function") return value;
            return (...params: unknown[]) => {
              if (member === "all") recorded.push({ code, params });
              return value.apply(statement, params) as unknown;
            };
          },
        });
    },
  });
}

/** Rows and bytes of statements, in batches. */
async function bill(
  db: D1,
  list: readonly Statement[],
): Promise<{ readonly rows: number; readonly bytes: number }> {
  let [rows, bytes] = [0, 0];
  for (let from = 0; from < list.length; from += 100) {
    const batch = list.slice(from, from + 100);
    const results = await db.batch(
      batch.map(({ code, params }) => db.prepare(code).bind(...params)),
    );
    for (const { results: answer, meta } of results) {
      rows += meta.rows_read;
      bytes += JSON.stringify(answer).length;
    }
  }
  return { rows, bytes };
}

/** Rows that D1 reads, and bytes that it answers with, by way. */
async function billed(db: DatabaseSync): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), "data-bench-"));
  const configPath = join(folder, "wrangler.toml");
  writeFileSync(
    configPath,
    'name = "bench"\ncompatibility_date = "2026-10-15"\n[[d1_databases]]\nbinding = "DB"\ndatabase_name = "bench"\ndatabase_id = "bench"\n',
  );
  const proxy = await getPlatformProxy<{ DB: D1 }>({ configPath, persist: false });
  try {
    const { DB } = proxy.env;
    for (const code of [...SCHEMA, BY_TITLE, ...contents()]) await DB.prepare(code).run();
    const measured: Measurement[] = [];
    for (const limit of PAGES) {
      for (const [name, list] of Object.entries(statements(db, limit))) {
        const { rows, bytes } = await bill(DB, list);
        measured.push({
          ...summarise(`${limit} books, ${name}: rows read`, "count", [rows]),
          bytes,
        });
      }
    }
    return measured;
  } finally {
    await proxy.dispose();
  }
}

/** D1 as far as it is used here. */
interface D1 {
  prepare(code: string): { bind(...params: readonly unknown[]): unknown; run(): Promise<unknown> };
  batch(list: readonly unknown[]): Promise<{ results: unknown[]; meta: { rows_read: number } }[]>;
}

/** Plans, made and found. */
function planning(): Measurement[] {
  const asked = {
    uses: USES,
    field: "rows",
    table: "books",
    view: {},
    isUnknown: (value: unknown) => value instanceof Query,
    isWhole: false,
  };
  const cold = (): Plans => new Plans(schema);
  const schema = new Schema(relations, {});
  const warm = cold();
  warm.get(asked);
  const { preparer } = warm.get(asked);
  return [
    time("a plan and its SQL, made", cold, (plans) => plans.get(asked)),
    time(
      "a plan, found",
      () => warm,
      (plans) => plans.get(asked),
      100,
    ),
    time(
      "the statements of a page",
      () => preparer,
      (made) => made.prepare({ orderBy: { title: "asc" }, limit: 20 }),
      10,
    ),
  ];
}

/** All of it. */
export async function dataBench(): Promise<Measurement[]> {
  declareSource(relations, "DB");
  const db = new DatabaseSync(":memory:");
  for (const code of [...SCHEMA, BY_TITLE, ...contents()]) db.exec(code);
  const { samples } = budget();
  const measured: Measurement[] = [];
  for (const limit of PAGES) {
    const names = ways(db, limit);
    const timed: { [name: string]: number[] } = {};
    const rounds = Math.max(5, Math.min(samples, Math.round(20_000 / limit)));
    // In turns, so that whatever else the machine does strikes all alike.
    for (let round = -3; round < rounds; round++) {
      for (const [name, run] of Object.entries(names)) {
        const start = performance.now();
        run();
        if (round >= 0) (timed[name] ??= []).push((performance.now() - start) * 1000);
      }
    }
    const ours = summarise("", "µs", timed["ours"] ?? []).median;
    for (const [name, list] of Object.entries(timed)) {
      const line = summarise(`${limit} books, ${name}`, "µs", list);
      measured.push(name === "ours" ? line : { ...line, ratio: line.median / ours });
    }
  }
  measured.push(...planning(), ...(await billed(db)));
  printTable("queries", measured);
  return measured;
}
