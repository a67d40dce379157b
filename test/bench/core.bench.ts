/**
 * @module The core alone, in Node: a call, a fresh instance, and whole turns (state → encode → evaluate → diff → bytes) on the
 * two pages of the plan: a heading, a counter and a list of 100 names; and rows of id, name, qty, price and a button.
 */
import type { CompiledTemplate } from "../../src/engine/types.ts";
import { Core, Instance } from "../../src/engine/core.ts";
import { Engine } from "../../src/engine/engine.ts";
import { readFileSync } from "node:fs";
import { compilePage, newEngine } from "../oracle/core.ts";
import { compileBench } from "./compile.bench.ts";
import { djustBench } from "./djust.ts";
import { LivePage } from "./live-page.ts";
import { budget, type Measurement, printTable, summarise, time } from "./measure.ts";
import {
  board,
  boardChanges,
  changes,
  DASHBOARD,
  random,
  type Table,
  TABLE,
  table,
} from "./pages.ts";
import { peers } from "./peers.ts";

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
  const page = new LivePage(engine, scenario.template, state);
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

/** Peers at the same change, with how many times as long they take. */
function others(name: string, base: Table, ours: Measurement): Measurement[] {
  const change = changes[name];
  if (change === undefined) return [];
  return peers().map((peer) => {
    const measured = time(
      `  ${peer.name}`,
      () => ({ turn: peer.hold(base), to: change(base) }),
      ({ turn, to }) => turn(to),
    );
    return {
      ...measured,
      name: `${ours.name}, ${peer.name}`,
      ratio: measured.median / ours.median,
    };
  });
}

/** Changes at which peers are measured as well. */
const COMPARED = ["select one", "one cell", "swap two", "reverse"];

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

/** Larger tables take djust minutes. */
const DJUST_ROWS = 1000;

/** Each with what djust takes for the same, where that was measured. */
function beside(djust: ReadonlyMap<string, Measurement>, rows: Measurement[]): Measurement[] {
  return rows.flatMap((ours) => {
    const theirs = djust.get(ours.name);
    return theirs === undefined
      ? [ours]
      : [ours, { ...theirs, ratio: theirs.median / ours.median }];
  });
}

/** All of it. */
export async function coreBench(): Promise<Measurement[]> {
  const sizes = process.env["BENCH"] === "quick" ? [100] : [100, 1000, 10_000];
  const djust = djustBench(
    budget().samples,
    sizes.filter((size) => size <= DJUST_ROWS),
  );
  const engine = newEngine();
  const dashboard = await compilePage({ "page.html": DASHBOARD });
  const template = await compilePage({ "page.html": TABLE });
  const compiled = await compileBench();
  const names = board();
  const small = Object.entries(boardChanges).map(([name, change]) =>
    turns(engine, { name: `100 items: ${name}`, template: dashboard, start: () => names, change }),
  );
  const first = [...calls(engine, dashboard), ...compiled, ...beside(djust, small)];
  printTable("core", first);
  const all = [...first];
  for (const size of sizes) {
    const base = table(size);
    const rows = Object.entries(changes).flatMap(([name, change]) => {
      const ours = turns(engine, {
        name: `${size} rows: ${name}`,
        template,
        start: () => base,
        change,
      });
      return COMPARED.includes(name) ? [ours, ...others(name, base, ours)] : [ours];
    });
    const compared = beside(djust, rows);
    printTable(`${size} keyed rows (limit ${budget().limitMs} ms a line)`, compared);
    all.push(...compared);
  }
  return all;
}
