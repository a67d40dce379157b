/**
 * @module From template to HTML: random templates over random databases, planned by what the compiler says they read, run on SQLite,
 * and rendered by the core, give the HTML that whole objects give.
 */
import { expect, test } from "vitest";
import { unpackData } from "../../src/engine/data.ts";
import type { Engine } from "../../src/engine/engine.ts";
import type { CompiledTemplate } from "../../src/engine/types.ts";
import { declareSource } from "../../src/query/source.ts";
import type { QueryConfig } from "../../src/query/types.ts";
import { compilePage, newEngine } from "../oracle/core.ts";
import { Random } from "../oracle/random.ts";
import { type Case, pageOf, randomPage } from "../query/case.ts";
import { fieldOf } from "../query/field.ts";
import { relations } from "../query/library.ts";
import { wholeObject } from "../query/naive.ts";
import { library } from "../query/open.ts";
import { PRINTABLE, randomWorld, type World } from "../query/random-schema.ts";
import { templateOf } from "../query/random-template.ts";
import { GUARDS, randomList } from "../query/random-use.ts";
import { settle } from "../query/run.ts";

const SEEDS = Number(process.env["SEEDS"] ?? 100);
const RUNS = 5;
const TEMPLATES = 2;
const TIMEOUT_MS = 120_000;

function render(engine: Engine, template: CompiledTemplate, state: object): string {
  const values = engine.encode(template, state);
  return engine.render(template, engine.evaluate(template, values, null, null).frame).html;
}

/** The HTML of rows, and of whole objects. */
async function both(engine: Engine, world: World, tested: Case): Promise<[string, string, string]> {
  const { table, use, guards, where, orderBy, limit, offset } = tested;
  const source = `<main>${templateOf(use, "rows")}</main>`;
  const template = await compilePage({ "page.html": source });
  declareSource(world.relations, "DB");
  const view = Object.fromEntries(guards.map((is, i) => [`g${i}`, is]));
  const asked = world.relations[table];
  if (asked === undefined) throw new Error(table);
  const config = { where, orderBy, limit, offset } as QueryConfig<typeof asked>;
  const field = fieldOf(asked, unpackData(template.data), () => config, { view });
  settle(world.db, field);
  const whole = pageOf(world, tested).map((row) => wholeObject(world, table, row));
  return [
    render(engine, template, { ...view, rows: field }),
    render(engine, template, { ...view, rows: whole }),
    source,
  ];
}

test.each(Array.from({ length: RUNS }, (_, run) => run))(
  "[J1] a page of planned rows is the page of whole objects (run %i)",
  async (run) => {
    const engine = newEngine();
    for (let seed = run * SEEDS + 1; seed <= (run + 1) * SEEDS; seed++) {
      const random = new Random(seed);
      const world = randomWorld(random, 8, PRINTABLE);
      for (let i = 0; i < TEMPLATES; i++) {
        const table = random.pick([...world.keys.keys()]);
        const tested: Case = {
          table,
          use: randomList(random, world, table, 2),
          guards: Array.from({ length: GUARDS }, () => random.chance(0.5)),
          ...randomPage(random),
        };
        const [got, want, source] = await both(engine, world, tested);
        expect(got, `seed ${seed}, template ${i}: ${source}`).toBe(want);
      }
      world.db.close();
    }
  },
  TIMEOUT_MS,
);

test("[J1] the library of the documentation", async () => {
  declareSource(relations, "DB");
  const template = await compilePage({
    "page.html": `{{ books.total }} books {% for book in books %}<article><h3>{{ book.title }}</h3>{{ book.author.name }} ({{ book.author.books|length }}) {% for tag in book.tags %}<b>{{ tag.label }}</b>{% endfor %}</article>{% endfor %}`,
  });
  const field = fieldOf(
    relations.books,
    unpackData(template.data),
    () => ({
      orderBy: { title: "asc" },
      limit: 2,
    }),
    { name: "books" },
  );
  expect(settle(library(), field)).toHaveLength(1);
  expect(render(newEngine(), template, { books: field })).toMatchInlineSnapshot(
    `"4 books <article><h3>Land</h3>Bob (2) </article><article><h3>SEASONS</h3>Ann (2) </article>"`,
  );
});

test("[J7] a tree by a template that includes itself", async () => {
  declareSource(relations, "DB");
  const template = await compilePage({
    "page.html": `<ul>{% for review in reviews %}{% include "_review.html" with review=review only %}{% endfor %}</ul>`,
    "_review.html": `<li>{{ review.stars }}{% if review.replies %}<ul>{% for reply in review.replies %}{% include "_review.html" with review=reply only %}{% endfor %}</ul>{% endif %}</li>`,
  });
  const db = library();
  db.exec(
    "insert into reviews (id, book_id, stars, parent_id) values (10, 1, 4, 1), (11, 1, 2, 10), (12, 1, 0, 11)",
  );
  const show = (depth?: number): string => {
    const config = { where: { id: 1 }, ...(depth === undefined ? {} : { depth }) };
    const field = fieldOf(relations.reviews, unpackData(template.data), () => config, {
      name: "reviews",
    });
    settle(db, field);
    return render(newEngine(), template, { reviews: field });
  };
  expect(() => show()).toThrow("a template includes itself");
  expect([show(1), show(3), show(17)]).toMatchInlineSnapshot(`
    [
      "<ul><li>5<ul><li>4<ul><li>2</li></ul></li></ul></li></ul>",
      "<ul><li>5<ul><li>4<ul><li>2<ul><li>0</li></ul></li></ul></li></ul></li></ul>",
      "<ul><li>5<ul><li>4<ul><li>2<ul><li>0</li></ul></li></ul></li></ul></li></ul>",
    ]
  `);
});

test("[J2] a column where a text or a list may stand is a text", async () => {
  declareSource(relations, "DB");
  const template = await compilePage({
    "page.html": `{% for author in authors %}<a href="{% querystring name=author.name %}">{{ author.name|slice:":2" }}</a>{% endfor %}`,
  });
  const field = fieldOf(relations.authors, unpackData(template.data), () => ({ limit: 1 }), {
    name: "authors",
  });
  settle(library(), field);
  const url = { search: "" };
  expect(render(newEngine(), template, { authors: field, url })).toBe('<a href="?name=Ann">An</a>');
});

test("[J4] a column in a branch is read by whom the branch is for", async () => {
  declareSource(relations, "DB");
  const template = await compilePage({
    "page.html": `<ul>{% for author in authors %}<li>{{ author.name }}{% if user.isAdmin and author.name %} {{ author.email }}{% endif %}</li>{% endfor %}</ul>`,
  });
  const read = (isAdmin: boolean): string | undefined => {
    const view = { user: { isAdmin } };
    const uses = unpackData(template.data);
    return fieldOf(relations.authors, uses, () => ({}), { name: "authors", view }).needs()[0]?.sql;
  };
  expect(read(true)).toContain("email");
  expect(read(false)).not.toContain("email");
});

test("[J2] an error stands where the template says it", async () => {
  declareSource(relations, "DB");
  const template = await compilePage({
    "page.html": `<ul>\n{% for book in books %}{% include "_book.html" %}{% endfor %}</ul>`,
    "_book.html": `<li>{{ book.title }}\n  {{ book.author.nmae }}</li>`,
  });
  const field = fieldOf(relations.books, unpackData(template.data), () => ({}), { name: "books" });
  expect(() => field.needs()).toThrow(
    expect.objectContaining({
      code: "query.unknown-path",
      detail: expect.objectContaining({
        hint: "did you mean name?",
        location: expect.objectContaining({ template: "_book.html", line: 2 }) as unknown,
        chain: ["include in page.html:2:24"],
      }) as unknown,
    }),
  );
});
