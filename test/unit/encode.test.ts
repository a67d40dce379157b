/**
 * @module Encoding only what changed gives what encoding all gives, whatever is changed, in place and however deep inside, and
 * whatever kinds of value become of one another; and what did not change is not encoded.
 */
import { expect, test } from "vitest";
import type { Engine } from "../../src/engine/engine.ts";
import { MAX_LEAVES } from "../../src/engine/leaves.ts";
import type { CompiledTemplate, Values } from "../../src/engine/types.ts";
import { compilePage, newEngine } from "../oracle/core.ts";
import { Random } from "../oracle/random.ts";

const SEEDS = 150;
const STEPS = 40;

const PAGE = `<h1>{{ title }}</h1>{{ count }}{{ user.name }}{{ user.boss.name }}{% if user %}!{% endif %}
{% for i in items %}<li do-key="i.id">{{ i.name }}{{ i.due|date:"Y" }}{{ i.tags|length }}{{ i.owner.name }}{% if i.done %}x{% endif %}{% for t in i.tags %}{{ t }}{% endfor %}</li>{% endfor %}
{% for row in grid %}{% for cell in row %}{{ cell }}{% endfor %}{% endfor %}
{{ names.a }}{% for k, v in names.items %}{{ k }}{{ v }}{% endfor %}{{ rows.total }}{% for r in rows %}{{ r.id }}{% endfor %}
{{ all|json_script:"all" }}{{ log|length }}{{ first.name }}{% for d in done %}{{ d.name }}{% endfor %}`;

interface Item {
  id: number;
  name: unknown;
  due: unknown;
  done: unknown;
  tags: unknown;
  owner: unknown;
}

function makeItem(random: Random): Item {
  return {
    id: random.id(),
    name: random.text(),
    due: new Date(random.below(3) * 1e11),
    done: random.chance(0.5),
    tags: [random.text()],
    owner: { name: random.text() },
  };
}

function ignore(): void {
  // What is assigned to a field with a getter is lost.
}

/** A state with getters, as a view has. */
class State {
  title: unknown = "t";
  count: unknown = 0;
  user: unknown = { name: "n", boss: { name: "b" } };
  items: Item[];
  grid: unknown[][] = [[1, 2], [3]];
  names: unknown = { a: 1 };
  rows: unknown = Object.assign([{ id: 1 }], { total: 1 });
  all: unknown[] = [{ x: 1 }];
  log: unknown = [1];

  constructor(random: Random) {
    this.items = [makeItem(random), makeItem(random)];
  }

  get first(): Item | undefined {
    return this.items[0];
  }

  get done(): Item[] {
    return this.items.filter(({ done }) => done === true);
  }
}

/** A scalar, of which some are equal and not the same, or the same and not equal. */
const scalar = (random: Random): unknown =>
  // An absent one cannot be picked.
  random.chance(0.05)
    ? undefined
    : random.pick<unknown>([
        null,
        0,
        -0,
        Number.NaN,
        1.5,
        1n,
        "",
        true,
        false,
        () => 1,
        Symbol("s"),
        random.below(3),
        random.text(),
        ["a", "b"].join(""),
      ]);

/** What of `State` may be replaced by: every kind of collection, with the same in it. */
function collection(random: Random): unknown {
  const list = Array.from({ length: random.below(3) }, () => random.below(3));
  const entries = list.map((n) => ["abc".charAt(n), n] as const);
  return random.pick<unknown>([
    list,
    new Set(list),
    new Map(entries),
    Object.fromEntries(entries),
    { [Symbol.iterator]: () => list.values() },
    Object.assign([...list], { total: list.length }),
    Object.create({ a: 1, name: "inherited" }),
    null,
  ]);
}

const CHANGES: readonly ((state: State, random: Random) => void)[] = [
  (state, random) => (state.title = scalar(random)),
  (state, random) => (state.count = scalar(random)),
  (state, random) =>
    (state.user = random.pick<unknown>([null, { name: scalar(random) }, [], new Date(1)])),
  ({ user }, random) =>
    user !== null && ((user as { boss: unknown }).boss = { name: scalar(random) }),
  ({ items }, random) => items.push(makeItem(random)),
  ({ items }) => items.pop(),
  ({ items }) => items.unshift(...items.splice(1)),
  ({ items }, random) => items.splice(random.below(items.length + 1), 1),
  (state) => (state.items = state.items.map((item) => ({ ...item }))),
  (state) => (state.items = [...state.items]),
  ({ items: [item] }, random) => item && (item.name = scalar(random)),
  ({ items }, random) => items.at(-1) && ((items.at(-1) as Item).done = random.chance(0.5)),
  ({ items: [item] }, random) => item && (item.tags = collection(random)),
  ({ items: [item] }, random) => Array.isArray(item?.tags) && item.tags.push(scalar(random)),
  ({ items: [item] }, random) =>
    item?.owner && ((item.owner as { name: unknown }).name = scalar(random)),
  ({ items: [item] }, random) =>
    item && (item.owner = random.pick<unknown>([null, new Map([["name", 1]]), { name: 1 }])),
  ({ items: [item] }, random) =>
    item?.due instanceof Date && item.due.setTime(random.below(3) * 1e11),
  ({ items: [item] }, random) =>
    item && (item.due = random.pick<unknown>([new Date(1e11), 1e11, null, {}])),
  ({ items: [item] }) => item && Reflect.deleteProperty(item, "done"),
  ({ items: [item] }) =>
    item &&
    Object.defineProperty(item, "name", {
      get: () => "got",
      set: ignore,
      configurable: true,
    }),
  ({ grid }, random) => (grid[random.below(3)] = [scalar(random)]),
  ({ grid: [row] }, random) => row && (row[random.below(3)] = scalar(random)),
  ({ grid: [row] }) => row && (row.length = 0),
  (state, random) => (state.names = collection(random)),
  ({ names }, random) => names instanceof Map && names.set("a", scalar(random)),
  ({ names }, random) => names !== null && ((names as { a: unknown }).a = scalar(random)),
  (state, random) => (state.rows = collection(random)),
  ({ rows }, random) => Array.isArray(rows) && rows.push({ id: scalar(random) }),
  ({ rows }, random) => rows !== null && ((rows as { total: unknown }).total = scalar(random)),
  ({ all }, random) => (all[0] = { x: scalar(random) }),
  ({ all }, random) => (all[0] = scalar(random)),
  (state, random) => (state.log = collection(random)),
  ({ log }, random) => Array.isArray(log) && log.push(scalar(random)),
  ({ log }, random) => log instanceof Set && log.add(random.below(9)),
];

/** The bytes of each field, or what encoding throws. */
function outcome(encode: () => Values): string[] {
  try {
    return encode().fields.map(({ bytes }) => Buffer.from(bytes).toString("hex"));
  } catch (error) {
    return [String(error)];
  }
}

function checkSeed(engine: Engine, template: CompiledTemplate, seed: number): number {
  const random = new Random(seed);
  const state = new State(random);
  let values = engine.encode(template, state);
  let kept = 0;
  for (let step = 0; step < STEPS; step++) {
    const changes = Array.from({ length: random.below(3) }, () => random.below(CHANGES.length));
    for (const change of changes) CHANGES[change]?.(state, random);
    const before = outcome(() => values);
    const all = outcome(() => engine.encode(template, state));
    const what = JSON.stringify({ seed, step, changes: changes.map((i) => String(CHANGES[i])) });
    expect(
      outcome(() => engine.encode(template, state, values)),
      what,
    ).toEqual(all);
    expect(
      outcome(() => values),
      `${what}: what was is as it was`,
    ).toEqual(before);
    if (all.length === 1) continue;
    const next = engine.encode(template, state, values);
    kept += next.fields.filter((field, i) => field === values.fields[i]).length;
    values = next;
  }
  return kept / STEPS / values.fields.length;
}

test("[L11] whatever changes in place, encoding what changed gives what encoding all gives", async () => {
  const engine = newEngine();
  const template = await compilePage({ "page.html": PAGE });
  let kept = 0;
  for (let seed = 1; seed <= SEEDS; seed++) kept += checkSeed(engine, template, seed);
  expect(kept / SEEDS, "most fields are kept").toBeGreaterThan(0.5);
});

test("[L11] nothing changed: the values are those before", async () => {
  const engine = newEngine();
  const template = await compilePage({
    "page.html": PAGE.replace(`{{ all|json_script:"all" }}`, ""),
  });
  const state = new State(new Random(1));
  const values = engine.encode(template, state);
  const copy = Object.assign(
    new State(new Random(1)),
    structuredClone(Object.fromEntries(Object.entries(state))),
  );
  expect(engine.encode(template, state, values)).toBe(values);
  expect(engine.encode(template, copy, values)).toBe(values);
});

test("[L11] a name deep inside is changed in place: its field is encoded, and no other", async () => {
  const engine = newEngine();
  const source = `{{ n }}{% for r in rows %}{% for c in r.cells %}{{ c.name }}{% endfor %}{% endfor %}{% for o in others %}{{ o.name }}{% endfor %}`;
  const template = await compilePage({ "page.html": source });
  const state = {
    n: 1,
    rows: [{ cells: [{ name: "a" }, { name: "b" }] }],
    others: [{ name: "c" }],
  };
  const before = engine.encode(template, state);
  state.rows[0]?.cells.splice(1, 1, { name: "d" });
  const after = engine.encode(template, state, before);
  const names = template.reads.nodes[0]?.names ?? [];
  expect(names.filter((_, i) => after.fields[i] !== before.fields[i])).toEqual(["rows"]);
});

test("a date is not taken for a text that a number follows", async () => {
  const engine = newEngine();
  const template = await compilePage({ "page.html": "{{ r.a }}{{ r.b }}" });
  const before = engine.encode(template, { r: { a: "x", b: 0 } });
  const state = { r: { a: new Date(0) } };
  expect(engine.encode(template, state, before).fields).toEqual(
    engine.encode(template, state).fields,
  );
});

test("values of another template are no values before", async () => {
  const engine = newEngine();
  const [a, b] = await Promise.all(
    ["{{ x }}", "{{ x|length }}"].map((source) => compilePage({ "page.html": source })),
  );
  if (a === undefined || b === undefined) throw new Error("there are two");
  const state = { x: "text" };
  expect(engine.encode(b, state, engine.encode(a, state))).toEqual(engine.encode(b, state));
});

test("no more leaves are kept than allowed", async () => {
  const engine = newEngine();
  const template = await compilePage({
    "page.html": `{% for a in as %}{{ a }}{% endfor %}{% for b in bs %}{{ b }}{% endfor %}{% for c in cs %}{{ c }}{% endfor %}`,
  });
  const numbers = (length: number): number[] => Array.from({ length }, (_, i) => i);
  const state = { as: numbers(MAX_LEAVES - 100), bs: numbers(MAX_LEAVES), cs: numbers(98) };
  const kept = (values: Values) => values.fields.map(({ leaves }) => leaves?.length ?? 0);
  const values = engine.encode(template, state);
  expect(kept(values)).toEqual([MAX_LEAVES - 98, 0, 0]);
  expect(kept(engine.encode(template, { ...state, cs: numbers(96) }, values))).toEqual([
    MAX_LEAVES - 98,
    0,
    98,
  ]);
});
