/**
 * @module What a turn evaluates: the core counts text, attribute, markup and event slots that it computed rather than copied.
 * Here the count is foretold: by hand for single changes, by a model of one page for random ones. No slot whose reads are
 * clean is evaluated, and the frame is that of a full evaluation.
 */
import { expect, test } from "vitest";
import { compilePage, newEngine } from "../oracle/core.ts";
import { Random } from "../oracle/random.ts";

interface Case {
  readonly name: string;
  readonly template: string;
  readonly from: object;
  readonly to: object;
  readonly evaluated: number;
}

const numbered = (count: number): { id: number; name: string; tags: string[] }[] =>
  Array.from({ length: count }, (_, i) => ({ id: i + 1, name: `row ${i}`, tags: ["x", "y"] }));

const LIST = `<h1>{{ count }}</h1>{% for r in rows %}<li do-key="r.id">{{ r.name }}<b do-click="pick(r.id)">b</b></li>{% endfor %}`;
const SORTED = `{% for r in rows|dictsort:"name" %}<li do-key="r.id">{{ r.name }}</li>{% endfor %}`;
const SELECT = `{% for r in rows %}<li do-key="r.id" class="{% if r.id == selected %}on{% endif %}">{{ r.name }}</li>{% endfor %}`;
const NESTED = `{% for r in rows %}<section do-key="r.id">{% for t in r.tags %}<i>{{ t }} of {{ title }}</i>{% endfor %}</section>{% endfor %}`;
const PARTS = `<p title="{{ a }}">{{ a }} and {{ b }}</p>{{ h|safe }}<u>{{ b|upper }}</u>`;

const CASES: readonly Case[] = [
  {
    name: "nothing",
    template: LIST,
    from: { count: 1, rows: numbered(9) },
    to: { count: 1, rows: numbered(9) },
    evaluated: 0,
  },
  {
    name: "what the template does not read",
    template: LIST,
    from: { count: 1, rows: numbered(9), other: 1 },
    to: { count: 1, rows: numbered(9), other: 2 },
    evaluated: 0,
  },
  {
    name: "a member that the template does not read",
    template: LIST,
    from: { count: 1, rows: numbered(9) },
    to: { count: 1, rows: numbered(9).map((row) => ({ ...row, tags: [] })) },
    evaluated: 0,
  },
  {
    name: "a counter beside 100 rows",
    template: LIST,
    from: { count: 1, rows: numbered(100) },
    to: { count: 2, rows: numbered(100) },
    evaluated: 1,
  },
  {
    name: "one of 100 rows",
    template: LIST,
    from: { count: 1, rows: numbered(100) },
    to: {
      count: 1,
      rows: numbered(100).map((row) => (row.id === 7 ? { ...row, name: "n" } : row)),
    },
    evaluated: 2,
  },
  {
    name: "100 rows reversed",
    template: LIST,
    from: { count: 1, rows: numbered(100) },
    to: { count: 1, rows: numbered(100).toReversed() },
    evaluated: 0,
  },
  {
    name: "a row before 100 others",
    template: LIST,
    from: { count: 1, rows: numbered(100) },
    to: { count: 1, rows: [{ id: 0, name: "new", tags: [] }, ...numbered(100)] },
    evaluated: 2,
  },
  {
    name: "a selection among 50 rows reads of each row one slot",
    template: SELECT,
    from: { selected: 1, rows: numbered(50) },
    to: { selected: 2, rows: numbered(50) },
    evaluated: 50,
  },
  {
    name: "one tag of one row, in a loop of a loop",
    template: NESTED,
    from: { title: "t", rows: numbered(20) },
    to: {
      title: "t",
      rows: numbered(20).map((row) => (row.id === 3 ? { ...row, tags: ["x", "z"] } : row)),
    },
    evaluated: 1,
  },
  {
    name: "what each item of each loop reads",
    template: NESTED,
    from: { title: "t", rows: numbered(20) },
    to: { title: "u", rows: numbered(20) },
    evaluated: 40,
  },
  {
    name: "one part of a text of two",
    template: PARTS,
    from: { a: "x", b: "y", h: "<i>i</i>" },
    to: { a: "z", b: "y", h: "<i>i</i>" },
    evaluated: 2,
  },
  {
    name: "a row that goes elsewhere in an order: its text",
    template: SORTED,
    from: { rows: numbered(20) },
    to: { rows: numbered(20).map((row) => (row.id === 3 ? { ...row, name: "row 99" } : row)) },
    evaluated: 1,
  },
  {
    name: "what an order does not look at",
    template: SORTED,
    from: { rows: numbered(20) },
    to: { rows: numbered(20).map((row) => ({ ...row, tags: [] })) },
    evaluated: 0,
  },
  {
    name: "a row beyond a slice",
    template: `{% for r in rows|slice:":5" %}<i do-key="r.id">{{ r.name }}</i>{% endfor %}`,
    from: { rows: numbered(20) },
    to: { rows: numbered(20).map((row) => (row.id > 5 ? { ...row, name: "n" } : row)) },
    evaluated: 0,
  },
  {
    name: "the query of links, beside 20 rows",
    template: `<a href="{% querystring page=2 %}">2</a>${LIST}`,
    from: { "?": "", count: 1, rows: numbered(20) },
    to: { "?": "q=sea", count: 1, rows: numbered(20) },
    evaluated: 1,
  },
  {
    name: "markup",
    template: PARTS,
    from: { a: "x", b: "y", h: "<i>i</i>" },
    to: { a: "x", b: "y", h: "<i>j</i>" },
    evaluated: 1,
  },
  {
    name: "a branch that is taken still, though by another value",
    template: `{% if n %}<p>{{ a }}</p>{% endif %}`,
    from: { n: 1, a: "x" },
    to: { n: 2, a: "x" },
    evaluated: 0,
  },
  {
    name: "a branch that is left for another",
    template: `{% if n %}<p>{{ a }}</p>{% else %}<i>{{ a }}</i><b>{{ n }}</b>{% endif %}`,
    from: { n: 1, a: "x" },
    to: { n: 0, a: "x" },
    evaluated: 2,
  },
];

for (const { name, template: source, from, to, evaluated } of CASES) {
  test(`[L11] evaluates ${evaluated} slots: ${name}`, async () => {
    const engine = newEngine();
    const template = await compilePage({ "page.html": source });
    const [before, after] = [engine.encode(template, from), engine.encode(template, to)];
    const { frame } = engine.evaluate(template, before, null, null);
    const advanced = engine.advance(template, after, before, frame, null);
    expect(advanced.evaluated).toBe(evaluated);
    expect(advanced.frame).toEqual(engine.evaluate(template, after, null, null).frame);
  });
}

interface Item {
  readonly id: number;
  readonly name: string;
}

interface Page {
  readonly a: string;
  readonly b: boolean;
  readonly c: string;
  readonly selected: number;
  readonly rows: readonly Item[];
}

const PAGE = `<h1>{{ a }}</h1>{% if b %}<p title="{{ a }}">{{ c }}</p>{% endif %}{% for r in rows %}<li do-key="r.id" class="{% if r.id == selected %}on{% endif %}">{{ r.name }}<b do-click="pick(r.id)">{{ a }}</b></li>{% endfor %}<i>{{ rows|length }}</i>`;

/** How many slots of `PAGE` read something that differs, or are new. */
function foretold(from: Page, to: Page): number {
  const a = from.a === to.a ? 0 : 1;
  const c = from.c === to.c ? 0 : 1;
  const selected = from.selected === to.selected ? 0 : 1;
  const branch = to.b ? (from.b ? a + c : 2) : 0;
  const old = new Map(from.rows.map((row) => [row.id, row.name]));
  const items = to.rows.map(({ id, name }) => {
    if (!old.has(id)) return 4;
    return old.get(id) === name ? selected + a : 3 + a;
  });
  const length = JSON.stringify(from.rows) === JSON.stringify(to.rows) ? 0 : 1;
  return a + branch + items.reduce((sum, item) => sum + item, 0) + length;
}

function change(random: Random, page: Page): Page {
  const rows = page.rows.map((row) => (random.chance(0.1) ? { ...row, name: random.text() } : row));
  if (random.chance(0.3)) rows.splice(random.below(rows.length + 1), random.below(2));
  if (random.chance(0.3)) {
    rows.splice(random.below(rows.length + 1), 0, { id: random.id(), name: random.text() });
  }
  return {
    a: random.chance(0.2) ? random.text() : page.a,
    b: random.chance(0.2) ? !page.b : page.b,
    c: random.chance(0.2) ? random.text() : page.c,
    selected: random.chance(0.2) ? random.below(20) : page.selected,
    rows: random.chance(0.5) ? page.rows : random.chance(0.3) ? random.shuffle(rows) : rows,
  };
}

/** As the encoder sends it: these differ for nobody. */
const sent = (page: Page): Page =>
  JSON.parse(JSON.stringify(page).replaceAll(/\\ud[89a-f][0-9a-f]{2}|\\u0000/g, "�")) as Page;

test("[L11] a random change evaluates the slots that read it, and no other", async () => {
  const engine = newEngine();
  const template = await compilePage({ "page.html": PAGE });
  for (let seed = 1; seed <= 40; seed++) {
    const random = new Random(seed);
    let page: Page = { a: "", b: true, c: "", selected: 1, rows: [] };
    let values = engine.encode(template, page);
    let { frame } = engine.evaluate(template, values, null, null);
    for (let step = 0; step < 50; step++) {
      const next = change(random, page);
      const nextValues = engine.encode(template, next);
      const advanced = engine.advance(template, nextValues, values, frame, null);
      expect(advanced.evaluated, JSON.stringify({ seed, step, page, next })).toBe(
        foretold(sent(page), sent(next)),
      );
      expect(advanced.frame).toEqual(engine.evaluate(template, nextValues, null, null).frame);
      [page, values, frame] = [next, nextValues, advanced.frame];
    }
  }
});
