/**
 * @module What is said to be read, for whoever fetches it, against two oracles. The reads, found by a run of the program
 * instead of the trees: both name the same paths for the same purposes. And evaluation: what stands under a guard that does
 * not hold, or beyond the items that are asked for, may be anything without the frame being another.
 */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { unpackData } from "../../src/engine/data.ts";
import type { Engine } from "../../src/engine/engine.ts";
import {
  type CompiledTemplate,
  type DataUse,
  type DataUses,
  type Reads,
  USE,
} from "../../src/engine/types.ts";
import { compilePage, newEngine } from "../oracle/core.ts";
import { FAMILIES } from "../oracle/families.ts";
import type { State } from "../oracle/family.ts";
import { Random } from "../oracle/random.ts";

const STATES = 40;
const FOLDER = new URL("../../wasm/tests/templates/", import.meta.url);

const isPosition = (name: string): boolean => /^\d+$/.test(name);
const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** Paths and purposes; items of lists are all called `[]`, positions are items. Circles are followed once. */
type Paths = Map<string, ReadonlySet<string>>;

const KINDS = ["value", "truthy", "length", "whole"] as const;

/** What reads say. */
function pathsOfReads(reads: Reads, depth: number): Paths {
  const paths: Paths = new Map();
  const walk = (ids: readonly number[], path: string, left: number): void => {
    const nodes = ids.flatMap((id) => reads.nodes[id] ?? []);
    const uses = nodes.reduce((sum, node) => sum | node.uses, 0);
    const items = nodes.flatMap((node) => [
      ...(node.each >= 0 ? [node.each] : []),
      ...node.children.filter((_, i) => isPosition(node.names[i] ?? "")),
    ]);
    const kinds = KINDS.filter((kind) => (uses & USE[kind]) !== 0);
    paths.set(path, withItems(kinds, items.length > 0));
    if (left === 0) return;
    const names = new Set(nodes.flatMap((node) => node.names.filter((name) => !isPosition(name))));
    for (const name of names) {
      const children = nodes.flatMap((node) =>
        node.children.filter((_, i) => node.names[i] === name),
      );
      walk(children, path === "" ? name : `${path}.${name}`, left - 1);
    }
    if (items.length > 0) walk(items, `${path}[]`, left - 1);
  };
  walk([0], "", depth);
  return paths;
}

/** Who goes through a list knows whether it is empty. */
function withItems(kinds: readonly string[], hasItems: boolean): ReadonlySet<string> {
  return new Set(hasItems ? [...kinds.filter((kind) => kind !== "truthy"), "each"] : kinds);
}

/** Reads do not tell why a list is gone through. */
function kindsOf(uses: readonly DataUse[]): string[] {
  return [...new Set(uses.map((use) => use.kind))].filter((kind) => kind !== "sort");
}

/** What data says. */
function pathsOfData(data: DataUses, depth: number): Paths {
  const paths: Paths = new Map();
  const walk = (id: number, path: string, left: number): void => {
    const node = data.nodes[id];
    if (node === undefined) return;
    paths.set(path, withItems(kindsOf(node.uses), node.each >= 0));
    if (left === 0) return;
    for (const [name, child] of Object.entries(node.members)) {
      walk(child, path === "" ? name : `${path}.${name}`, left - 1);
    }
    if (node.each >= 0) walk(node.each, `${path}[]`, left - 1);
  };
  walk(0, "", depth);
  return paths;
}

function sorted(paths: Paths): string[] {
  return [...paths]
    .map(([path, kinds]) => `${path}: ${[...kinds].toSorted().join(" ")}`)
    .toSorted();
}

/** The templates of a file: the first one, and those after lines `--- name`. */
function sourcesOf(file: string): { [name: string]: string } {
  const sources: { [name: string]: string } = {};
  const text = `--- page.html\n${readFileSync(new URL(file, FOLDER), "utf8")}`;
  for (const part of text.split(/^--- /m).slice(1)) {
    const end = part.indexOf("\n");
    sources[part.slice(0, end).trim()] = part.slice(end + 1);
  }
  return sources;
}

const pages = [
  ...FAMILIES.map((family) => [`family ${family.name}`, family.sources] as const),
  ...readdirSync(FOLDER)
    .filter((file) => file.endsWith(".html") && !file.startsWith("text-"))
    .map((file) => [file, sourcesOf(file)] as const),
];

test.each(pages)("[B7] %s: data and reads name the same paths", async (_, sources) => {
  const template = await compilePage(sources);
  const data = pathsOfData(unpackData(template.data), 7);
  expect(sorted(data)).toEqual(sorted(pathsOfReads(template.reads, 7)));
});

test.each(pages)("[B7] %s: every place is where the template says so", async (_, sources) => {
  const { places } = unpackData((await compilePage(sources)).data);
  for (const { template, line, column, length, chain } of places) {
    const text = sources[template]?.split("\n")[line - 1] ?? "";
    expect(text.slice(column - 1, column - 1 + length)).toMatch(/[\p{L}_]/u);
    for (const step of chain) {
      const tag = sources[step.template]?.split("\n")[step.line - 1]?.slice(step.column - 1) ?? "";
      expect(tag).toMatch(step.by === "include" ? /^\{%-?\s*include/ : /^\{%-?\s*extends/);
    }
  }
});

/** Truth as the language has it. */
function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isObject(value) && !(value instanceof Date)) return Object.keys(value).length > 0;
  return Boolean(value);
}

function lookUp(state: State, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, name) => (isObject(at) ? Reflect.get(at, name) : undefined),
    state,
  );
}

function holds(data: DataUses, guard: number, state: State): boolean {
  const one = data.guards[guard];
  if (one === undefined) return true;
  return isTrue(lookUp(state, one.path)) === one.is && holds(data, one.parent, state);
}

/** Whether a use looks at an item. */
function covers(use: DataUse, index: number, count: number): boolean {
  if (use.kind !== "each") return false;
  if (use.last) return index === count - 1;
  return index >= use.from && index < (use.to ?? Number.POSITIVE_INFINITY);
}

/** The same state, with rubbish wherever no use looks in this state. */
function spoiled(data: DataUses, state: State): State {
  const spoil = (value: unknown, id: number): unknown => {
    const node = data.nodes[id];
    const uses = node?.uses.filter((use) => holds(data, use.guard, state)) ?? [];
    if (node === undefined || uses.some((use) => use.kind === "whole")) return value;
    if (Array.isArray(value)) {
      return value.map((item, i) =>
        uses.some((use) => covers(use, i, value.length)) ? spoil(item, node.each) : "rubbish",
      );
    }
    const isAsked = uses.some((use) => use.kind !== "each");
    if (!isObject(value) || value instanceof Date) {
      return isAsked || isReached(data, id, state) ? value : "rubbish";
    }
    const entries = Object.entries(value).map(([name, item]) => {
      const child = node.members[name];
      return [name, child === undefined ? "rubbish" : spoil(item, child)] as const;
    });
    return Object.fromEntries(entries);
  };
  return spoil(state, 0) as State;
}

/** Whether something is looked at inside of it: then even its absence matters. */
function isReached(data: DataUses, id: number, state: State, seen = new Set<number>()): boolean {
  const node = data.nodes[id];
  if (node === undefined || seen.has(id)) return false;
  seen.add(id);
  if (node.uses.some((use) => holds(data, use.guard, state))) return true;
  const next = [...Object.values(node.members), node.each];
  return next.some((child) => isReached(data, child, state, seen));
}

function frameOf(engine: Engine, template: CompiledTemplate, state: State): string {
  const values = engine.encode(template, state);
  return Buffer.from(engine.evaluate(template, values, null, null).frame).toString("base64");
}

const GUARDED = {
  "page.html":
    "{% if user.admin %}<p>{{ cost }}</p>{% include 'part.html' with b=books.0 %}{% elif not quiet and name %}<i title='{{ note }}'>{{ books.1.title }}</i>{% else %}{% for b in books %}{{ b.title }}{% endfor %}{% endif %}{% with l=books|last %}{{ l.author.born }}{% endwith %}",
  "part.html":
    "<b>{{ b.title }}{% if loud %}{{ b.author.name|upper }}{% else %}{{ b.author.age }}{% endif %}</b>",
};

const guarded = {
  name: "guards",
  sources: GUARDED,
  state: (random: Random): State => ({
    user: { admin: random.chance(0.5), age: random.below(9) },
    cost: random.text(),
    quiet: random.chance(0.5),
    loud: random.chance(0.5),
    name: random.chance(0.5) ? "" : random.text(),
    note: random.text(),
    books: random.list(4, () => ({
      id: random.id(),
      title: random.text(),
      author: { name: random.text(), age: random.below(99), born: random.below(9) },
    })),
  }),
};

for (const family of [...FAMILIES, guarded]) {
  test(`[B7] ${family.name}: what no use looks at does not matter`, async () => {
    const engine = newEngine();
    const template = await compilePage(family.sources);
    const data = unpackData(template.data);
    for (let seed = 1; seed <= STATES; seed++) {
      const state = family.state(new Random(seed));
      const frame = frameOf(engine, template, state);
      expect(frameOf(engine, template, spoiled(data, state)), `seed ${seed}`).toBe(frame);
    }
  });
}

test("what stands under guards is spoiled indeed", async () => {
  const data = unpackData((await compilePage(GUARDED)).data);
  const book = { id: 1, title: "t", author: { name: "n", age: 3, born: 1 } };
  const state = { user: { admin: true }, cost: 5, quiet: false, loud: false, name: "x", note: "y" };
  expect(spoiled(data, { ...state, books: [book, book, book] })).toEqual({
    ...state,
    quiet: "rubbish",
    name: "rubbish",
    note: "rubbish",
    books: [
      { id: "rubbish", title: "t", author: { name: "rubbish", age: 3, born: 1 } },
      "rubbish",
      { id: "rubbish", title: "t", author: { name: "rubbish", age: 3, born: 1 } },
    ],
  });
});
