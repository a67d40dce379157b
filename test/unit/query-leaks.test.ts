/**
 * @module No page learns what its template does not show. Every template of the examples and of the tests that has a query field is run
 * in a session over tables in which every value can be told from every other: SQLite's authorizer says which columns were read,
 * and the page, its frame and its patches are searched for values that are nobody's business.
 */
import { readdirSync, readFileSync } from "node:fs";
import { DatabaseSync, constants } from "node:sqlite";
import { getTableConfig, type SQLiteTable } from "drizzle-orm/sqlite-core";
import { expect, test, vi } from "vitest";
import { ddlOf } from "../../src/cli/ddl.ts";
import { readSources } from "../../src/cli/sources.ts";
import { compileTemplate } from "../../src/engine/compile.ts";
import { unpackData } from "../../src/engine/data.ts";
import type { CompiledTemplate } from "../../src/engine/types.ts";
import { queriesOf } from "../../src/query/field.ts";
import { logMigration } from "../../src/query/log-schema.ts";
import { Query, query } from "../../src/query/query.ts";
import { declareSource } from "../../src/query/source.ts";
import type { Schema } from "../../src/query/schema.ts";
import { LiveView } from "../../src/view/live-view.ts";
import type { ViewClass } from "../../src/view/registry.ts";
import { compiler, compilePage } from "../oracle/core.ts";
import { allowedOf, type AskedField } from "../query/allowed.ts";
import { World } from "../support/session-world.ts";
import { relations } from "../support/shelf.ts";

// Only a Worker has what an app begins with.
vi.mock("../../src/platform/bindings.ts", () => ({ binding: () => null, exported: () => null }));
vi.mock("dormouse-live", async () => ({
  ...(await import("../../src/query/contains.ts")),
  ...(await import("../../src/query/database.ts")),
  ...(await import("../../src/query/field.ts")),
  ...(await import("../../src/query/query.ts")),
  ...(await import("../../src/view/decorators.ts")),
  ...(await import("../../src/view/live-view.ts")),
  ...(await import("../../src/view/refused.ts")),
  ...(await import("../../src/view/schema.ts")),
  ...(await import("../../src/view/task.ts")),
  ...(await import("../../src/view/url.ts")),
  dormouse: ({ views }: { views: object }) => ({
    LiveSession: Object.assign(class extends Object {}, { views }),
  }),
}));

declareSource(relations, "SHELF");

const ROWS = 4;

/** Numbers that are not keys begin here, ten for each column. */
const NUMBERS = 7_000_000;

interface Seeded {
  /** Columns of numbers, by their tens. */
  readonly numbers: readonly string[];
  readonly sqlite: DatabaseSync;
  /** Gives every text that no join needs another value. */
  readonly change: () => void;
}

/** Columns by which tables are joined: they hold the number of a row. */
function joiningIn(schema: Schema): Set<unknown> {
  const facts = Object.keys(schema.relations).map((name) => schema.table(name));
  const wrapped = facts.flatMap(({ relations: all }) =>
    [...all.values()].flatMap(({ relation }) => [
      ...relation.sourceColumns,
      ...relation.targetColumns,
      ...(relation.through?.source ?? []),
      ...(relation.through?.target ?? []),
    ]),
  );
  const keys = facts.flatMap(({ columns, key }) => key.map((name) => columns.get(name)));
  return new Set([...keys, ...wrapped.map(({ _: { column } }) => column)]);
}

/** All tables of a schema, with rows whose keys lead somewhere, and values that can be told from all others. */
function seed(schema: Schema): Seeded {
  const sqlite = new DatabaseSync(":memory:");
  const joining = joiningIn(schema);
  const numbers: string[] = [];
  const tables = Object.keys(schema.relations).map((name) => schema.table(name).table);
  for (const statement of [...ddlOf(schema), ...logMigration(tables)]) sqlite.exec(statement);
  for (const table of tables) {
    const { name, columns } = getTableConfig(table);
    for (let row = 1; row <= ROWS; row++) {
      const values = columns.map((column) => {
        const full = `${name}.${column.name}`;
        if (column.getSQLType() === "text") return `<${full}#${row}.0>`;
        if (column.getSQLType() !== "integer") return null;
        if (joining.has(column)) return row;
        if (!numbers.includes(full)) numbers.push(full);
        return NUMBERS + numbers.indexOf(full) * 10 + row;
      });
      const marks = columns.map(() => "?").join(", ");
      sqlite.prepare(`INSERT INTO "${name}" VALUES (${marks})`).run(...values);
    }
  }
  const change = (): void => tables.forEach((table) => rewrite(sqlite, table));
  return { sqlite, numbers, change };
}

function rewrite(sqlite: DatabaseSync, table: SQLiteTable): void {
  const { name, columns, primaryKeys } = getTableConfig(table);
  const inKey = new Set(primaryKeys.flatMap((key) => key.columns.map((column) => column.name)));
  for (const column of columns) {
    if (column.getSQLType() !== "text" || column.primary || inKey.has(column.name)) continue;
    sqlite.exec(`UPDATE "${name}" SET "${column.name}" = replace("${column.name}", '.0>', '.1>')`);
  }
}

/** All that the browser is sent of a page, and what is kept of it, at first and after every row has changed. */
interface Run {
  readonly texts: readonly string[];
  readonly found: ReadonlySet<string>;
  readonly read: ReadonlySet<string>;
  readonly fields: readonly AskedField[];
}

async function run(view: ViewClass, template: CompiledTemplate): Promise<Run> {
  const world = World.serving(view, template);
  const blank = new view();
  const asked = [...queriesOf(blank)].flatMap(([field, each]) =>
    each instanceof Query ? [{ field, ...each.facts }] : [],
  );
  const fields = asked.map(({ field, table, source, config }) => ({
    field,
    table,
    schema: source.schema,
    config: config(),
  }));
  const [first] = asked;
  if (first === undefined) throw new Error(`${view.name} has no query`);
  const { sqlite, numbers, change } = seed(first.source.schema);
  world.ports.databases.data = { sqlite };
  const read = new Set<string>();
  sqlite.setAuthorizer((action, table, column) => {
    if (action === constants.SQLITE_READ && table !== "_dormouse_log" && column !== "")
      read.add(`${table}.${column}`);
    return constants.SQLITE_OK;
  });
  const opened = await world.get();
  const html = opened.kind === "page" ? opened.html : "";
  const tab = await world.connected();
  sqlite.setAuthorizer(null);
  change();
  await world.session.notice({ database: first.source.binding, changes: null, head: 99_999 });
  await tab.resync();
  const frame = world.session.resident?.picture?.frame ?? new Uint8Array();
  const texts = [...tab.connection.sent, frame].map((bytes) => Buffer.from(bytes).toString());
  const all = [html, ...texts].map(unescape);
  return { texts: all, found: columnsIn(all, numbers), read, fields };
}

/** Signs of values as they are written in text of HTML. */
function unescape(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&#x27;", "'");
}

/** Columns whose values are somewhere in texts. */
function columnsIn(texts: readonly string[], numbers: readonly string[]): Set<string> {
  const all = texts.join("\n");
  const named = [...all.matchAll(/<(\w+\.\w+)#\d+\.[01]>/g)].map(([, name]) => name);
  const counted = [...all.matchAll(/7(\d{5})\d/g)].map(([, tens]) => numbers[Number(tens)]);
  return new Set([...named, ...counted].filter((name) => name !== undefined));
}

/** By address, as their types are those of another project. */
async function classIn(file: string, name: string): Promise<ViewClass> {
  const module = (await import(new URL(`../../${file}`, import.meta.url).href)) as object;
  return Reflect.get(module, name) as ViewClass;
}

/** Of all examples with a query: class, template, and fields without which there is nothing to see. */
const EXAMPLES = [
  ["library/library.ts", "Library", {}],
  ["library/book.ts", "Book", { id: 1 }],
] as const;

/** The class, beginning with those fields. */
function beginning(view: ViewClass, fields: object): ViewClass {
  return class extends (view as new () => LiveView) {
    static readonly template = view.template;
    constructor() {
      super();
      Object.assign(this, fields);
    }
  };
}

/** Templates of this test's own, over the shelf: what only decides, or is only counted, or only joined. */
class Shelf extends LiveView {
  static readonly template = "page.html";
  books = query(relations.books, () => ({ where: { authorId: 1 }, live: true }));
}

const TEMPLATES: { readonly [name: string]: string } = {
  "what is shown": "{% for book in books %}{{ book.title }} {{ book.author.name }}{% endfor %}",
  "what only decides":
    '{% for book in books %}{% if book.title == "x" or book.pages > 3 %}a{% else %}{{ book.author.name }}{% endif %}{% endfor %}',
  "what is counted":
    "{% for book in books %}{{ book.tags|length }}{% if book.author.books %}b{% endif %}{% endfor %}",
  "a part of a list":
    '{% for book in books|slice:":1" %}{{ book.tags.0.tag }}{% for other in book.author.books %}{{ other.pages }}{% endfor %}{% endfor %}{{ books.total }}',
};

function compile(
  root: string,
  sources: { readonly [name: string]: string },
): Promise<CompiledTemplate> {
  return compileTemplate(compiler, { mode: "live", root, sources, coreHash: "0".repeat(64) });
}

/** What is wrong with a run. */
function leaksOf({ read, found, fields }: Run, template: CompiledTemplate): object {
  const allowed = allowedOf(unpackData(template.data), fields);
  return {
    read: [...read].filter((column) => !allowed.read.has(column)),
    sent: [...found].filter((column) => !allowed.shown.has(column)),
  };
}

const NOTHING = { read: [], sent: [] };

test.each(EXAMPLES)(
  "[J14] the example %s reads and sends what it shows",
  async (file, name, fields) => {
    const view = beginning(await classIn(`examples/${file}`, name), fields);
    const template = await compile(view.template, await readSources("examples"));
    const done = await run(view, template);
    expect(done.found).toContain("books.title");
    expect(leaksOf(done, template)).toEqual(NOTHING);
  },
);

test("[J14] a template of the check's fixtures reads and sends what it shows", async () => {
  const app = await classIn("test/fixtures/check/queries/app.ts", "LiveSession");
  const { Everything } = Reflect.get(app, "views") as { readonly Everything: ViewClass };
  const sources = await readSources("test/fixtures/check/queries/valid");
  const template = await compile("everything.html", sources);
  const done = await run(beginning(Everything, { shelf: { number: 1 } }), template);
  expect(done.found).toContain("reviews.words");
  expect(leaksOf(done, template)).toEqual(NOTHING);
});

test.each(Object.entries(TEMPLATES))(
  "[J14] %s: nothing else is read or sent",
  async (_, source) => {
    const template = await compilePage({ "page.html": source });
    expect(leaksOf(await run(Shelf, template), template)).toEqual(NOTHING);
  },
);

test("[J14] what a page sends after a change is what it shows of it", async () => {
  const template = await compilePage({ "page.html": TEMPLATES["what is shown"] ?? "" });
  const { texts } = await run(Shelf, template);
  expect(texts.slice(1).join("")).toContain("<books.title#1.1>");
});

test("every example with a query is among those above", () => {
  const files = readdirSync("examples", { recursive: true, encoding: "utf8" });
  const asking = files.filter(
    (name) => name.endsWith(".ts") && /\bquery\(/.test(readFileSync(`examples/${name}`, "utf8")),
  );
  const covered = EXAMPLES.map(([file]) => file as string);
  expect(asking.toSorted((a, b) => a.localeCompare(b))).toEqual(
    covered.toSorted((a, b) => a.localeCompare(b)),
  );
});
