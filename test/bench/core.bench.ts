/**
 * @module The core alone, in Node: a call, a fresh instance, and whole turns (state → encode → evaluate → diff → bytes) on the
 * two pages of the plan: a heading, a counter and a list of 100 names; and rows of id, name, qty, price and a button.
 */
import type { Advanced, CompiledTemplate } from "../../src/engine/types.ts";
import { Core, Instance } from "../../src/engine/core.ts";
import { Engine } from "../../src/engine/engine.ts";
import { readFileSync } from "node:fs";
import { compilePage, newEngine } from "../oracle/core.ts";
import { Random } from "../oracle/random.ts";
import { budget, type Measurement, printTable, summarise, time } from "./measure.ts";

interface Row {
  readonly id: number;
  readonly name: string;
  readonly qty: number;
  readonly price: string;
}

const random = new Random(Date.now());

const DASHBOARD = `<h1>{{ title }}</h1><p>{{ count }}</p><ul>{% for n in names %}<li>{{ n.name }}</li>{% endfor %}</ul>`;
const TABLE = `<table><tbody>{% for r in rows %}<tr do-key="r.id" class="{% if r.id == selected %}danger{% endif %}"><td>{{ r.id }}</td><td>{{ r.name }}</td><td>{{ r.qty }}</td><td>{{ r.price }}</td><td><button do-click="remove(r.id)">×</button></td></tr>{% endfor %}</tbody></table>`;

let nextId = 1;
const row = (): Row => ({
  id: nextId++,
  name: `Item ${random.below(1_000_000)}`,
  qty: random.below(100),
  price: `$${random.below(500)}.00`,
});

/** A live page: what a session holds between turns. */
class Page {
  readonly #engine: Engine;
  readonly #template: CompiledTemplate;
  #values: Uint8Array;
  #frame: Uint8Array;
  last: Advanced | undefined;

  constructor(engine: Engine, template: CompiledTemplate, state: object) {
    this.#engine = engine;
    this.#template = template;
    this.#values = engine.encode(template, state);
    this.#frame = engine.evaluate(template, this.#values, null, null).frame;
  }

  turn(state: object): Advanced {
    const values = this.#engine.encode(this.#template, state);
    const next = this.#engine.advance(this.#template, values, this.#values, this.#frame, null);
    this.#values = values;
    this.#frame = next.frame;
    this.last = next;
    return next;
  }
}

interface Scenario<S extends object> {
  readonly name: string;
  readonly template: CompiledTemplate;
  readonly start: () => S;
  readonly change: (state: S) => S;
  readonly batch?: number;
}

/** Forth by `change`, clocked; back to a fresh start, not clocked, when the page would drift away from its size. */
function turns<S extends object>(engine: Engine, scenario: Scenario<S>): Measurement {
  let state = scenario.start();
  const page = new Page(engine, scenario.template, state);
  const bytes: number[] = [];
  const measured = time(
    scenario.name,
    () => {
      // Not clocked: a change that shrinks or empties the page begins from a full one again.
      const fresh = scenario.start();
      page.turn(fresh);
      state = scenario.change(fresh);
      return state;
    },
    (next) => bytes.push(page.turn(next).ops.length + 2),
  );
  return { ...measured, bytes: summarise("", "bytes", bytes).median };
}

interface Table {
  readonly rows: readonly Row[];
  readonly selected: number;
}

const changes: { readonly [name: string]: (table: Table) => Table } = {
  "select one": (t) => ({ ...t, selected: random.pick(t.rows).id }),
  "one cell": (t) => {
    const at = random.below(t.rows.length);
    return { ...t, rows: t.rows.map((r, i) => (i === at ? { ...r, qty: r.qty + 1 } : r)) };
  },
  "update every 10th": (t) => ({
    ...t,
    rows: t.rows.map((r, i) => (i % 10 === 0 ? { ...r, name: `${r.name} !!!` } : r)),
  }),
  "swap two": (t) => {
    const rows = [...t.rows];
    const last = rows.length - 2;
    [rows[1], rows[last]] = [rows[last] as Row, rows[1] as Row];
    return { ...t, rows };
  },
  prepend: (t) => ({ ...t, rows: [row(), ...t.rows] }),
  append: (t) => ({ ...t, rows: [...t.rows, row()] }),
  "delete first": (t) => ({ ...t, rows: t.rows.slice(1) }),
  reverse: (t) => ({ ...t, rows: t.rows.toReversed() }),
  "reverse 20–60": (t) => ({
    ...t,
    rows: [...t.rows.slice(0, 20), ...t.rows.slice(20, 60).toReversed(), ...t.rows.slice(60)],
  }),
  shuffle: (t) => ({ ...t, rows: random.shuffle(t.rows) }),
  "rotate by 7": (t) => ({ ...t, rows: [...t.rows.slice(7), ...t.rows.slice(0, 7)] }),
  clear: (t) => ({ ...t, rows: [] }),
  create: (t) => ({ ...t, rows: t.rows.map(row) }),
};

function calls(engine: Engine, counter: CompiledTemplate): Measurement[] {
  const module = new WebAssembly.Module(
    readFileSync(new URL("../../wasm/pkg/core_bg.wasm", import.meta.url)),
  );
  const values = engine.encode(counter, { title: "t", count: 1, names: [] });
  const { frame } = engine.evaluate(counter, values, null, null);
  const path = [{ slot: 0, key: null }];
  const fresh = time(
    "fresh instance, program loaded, first frame",
    () => new Engine(new Core(module)),
    (one) => one.evaluate(counter, values, null, null),
  );
  return [
    time(
      "call into the core (resolve, no such hole)",
      () => path,
      (p) => engine.resolve(frame, p),
      100,
    ),
    time(
      "encode, three fields",
      () => ({ title: "t", count: random.below(1e6), names: [] }),
      (s) => engine.encode(counter, s),
      100,
    ),
    time(
      "fresh instance alone",
      () => module,
      (m) => new Instance(m),
    ),
    fresh,
  ];
}

/** All of it. */
export async function coreBench(): Promise<Measurement[]> {
  const engine = newEngine();
  const dashboard = await compilePage({ "page.html": DASHBOARD });
  const table = await compilePage({ "page.html": TABLE });
  const names = (): { name: string }[] =>
    Array.from({ length: 100 }, () => ({ name: `Name ${random.below(1e6)}` }));
  const board = { title: "Dashboard", count: 0, names: names() };
  const small = [
    turns(engine, {
      name: "100 items: the counter changes",
      template: dashboard,
      start: () => board,
      change: (s) => ({ ...s, count: random.below(1e6) }),
    }),
    turns(engine, {
      name: "100 items: one name changes",
      template: dashboard,
      start: () => board,
      change: (s) => {
        const at = random.below(100);
        return {
          ...s,
          names: s.names.map((n, i) => (i === at ? { name: `Name ${random.below(1e6)}` } : n)),
        };
      },
    }),
  ];
  printTable("core", [...calls(engine, dashboard), ...small]);
  const all = [...small];
  const sizes = process.env["BENCH"] === "quick" ? [100] : [100, 1000, 10_000];
  for (const size of sizes) {
    const base: Table = { rows: Array.from({ length: size }, row), selected: -1 };
    const rows = Object.entries(changes).map(([name, change]) =>
      turns(engine, { name: `${size} rows: ${name}`, template: table, start: () => base, change }),
    );
    printTable(`${size} keyed rows (limit ${budget().limitMs} ms a line)`, rows);
    all.push(...rows);
  }
  return all;
}
