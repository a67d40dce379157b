/**
 * @module Reads are exact, with recording proxies as the oracle: the encoder touches what the reads say and nothing else; a
 * state from which everything else was removed gives the same frame; and no read is there without need: for each, some state
 * is found in which another value there gives another frame.
 */
import { expect, test } from "vitest";
import type { CompiledTemplate, Reads } from "../../src/engine/types.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { compilePage, newEngine } from "../oracle/core.ts";
import { FAMILIES } from "../oracle/families.ts";
import type { State } from "../oracle/family.ts";
import { Random } from "../oracle/random.ts";

const STATES = 40;

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** A state that notes every path that is looked at; items of lists are all called `[]`. */
function recording(value: unknown, path: string, touched: Set<string>): unknown {
  if (!isObject(value) || value instanceof Date) return value;
  return new Proxy(value, {
    get(target, name, receiver): unknown {
      const found: unknown = Reflect.get(target, name, receiver);
      if (typeof name === "symbol" || typeof found === "function") return found;
      if (Array.isArray(target) && name === "length") return found;
      const step = Array.isArray(target) ? `${path}[]` : path === "" ? name : `${path}.${name}`;
      touched.add(step);
      return recording(found, step, touched);
    },
  });
}

/** The paths that `reads` names and `state` has. */
function namedPaths(reads: Reads, state: unknown): Set<string> {
  const paths = new Set<string>();
  const walk = (value: unknown, id: number, path: string): void => {
    const node = reads.nodes[id];
    if (node === undefined || !isObject(value)) return;
    node.names.forEach((name, i) => {
      if (Array.isArray(value)) return;
      const step = path === "" ? name : `${path}.${name}`;
      paths.add(step);
      walk((value as State)[name], node.children[i] ?? -1, step);
    });
    if (node.each >= 0 && Array.isArray(value)) {
      if (value.length > 0) paths.add(`${path}[]`);
      for (const item of value) walk(item, node.each, `${path}[]`);
    }
    if (node.uses & 32) whole(value, path);
  };
  const whole = (value: unknown, path: string): void => {
    if (!isObject(value)) return;
    for (const [name, item] of Object.entries(value)) {
      const step = Array.isArray(value) ? `${path}[]` : `${path}.${name}`;
      paths.add(step);
      whole(item, step);
    }
  };
  walk(state, 0, "");
  return paths;
}

/** `state` with what is at paths outside of `paths` taken away. */
function pruned(value: unknown, path: string, paths: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => pruned(item, `${path}[]`, paths));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([name, item]) => {
    const step = path === "" ? name : `${path}.${name}`;
    return [name, pruned(item, step, paths)] as const;
  });
  const kept = entries.filter(([name]) => paths.has(path === "" ? name : `${path}.${name}`));
  return Object.fromEntries(kept);
}

function frameOf(engine: Engine, template: CompiledTemplate, state: State): string {
  const values = engine.encode(template, state);
  return Buffer.from(engine.evaluate(template, values, null, null).frame).toString("base64");
}

/** The scalars of a state, with a way to replace each. */
function leaves(value: unknown, path: string, out: [string, (next: unknown) => void][]): void {
  if (!isObject(value)) return;
  for (const [name, item] of Object.entries(value)) {
    const step = Array.isArray(value) ? `${path}[]` : path === "" ? name : `${path}.${name}`;
    if (isObject(item)) leaves(item, step, out);
    else out.push([step, (next) => ((value as State)[name] = next)]);
  }
}

for (const family of FAMILIES) {
  test(`${family.name}: the encoder touches what the reads say`, async () => {
    const engine = newEngine();
    const template = await compilePage(family.sources);
    for (let seed = 1; seed <= STATES; seed++) {
      const state = family.state(new Random(seed));
      const touched = new Set<string>();
      engine.encode(template, recording(state, "", touched) as State);
      const named = namedPaths(template.reads, state);
      expect([...touched].toSorted(), `seed ${seed}`).toEqual([...named].toSorted());
    }
  });

  test(`${family.name}: what is not read does not matter, what is read does`, async () => {
    const engine = newEngine();
    const template = await compilePage(family.sources);
    const idle = new Set<string>();
    const useful = new Set<string>();
    for (let seed = 1; seed <= STATES; seed++) {
      const state = family.state(new Random(seed));
      const named = namedPaths(template.reads, state);
      const frame = frameOf(engine, template, state);
      expect(frameOf(engine, template, pruned(state, "", named) as State), `seed ${seed}`).toBe(
        frame,
      );
      const changed = structuredClone(state);
      const all: [string, (next: unknown) => void][] = [];
      leaves(changed, "", all);
      all.forEach(([path, set], i) => {
        const original: [string, (next: unknown) => void][] = [];
        const one = structuredClone(state);
        leaves(one, "", original);
        for (const next of ["other", "", null, true, 3, 99, "dark.html", "line.html"]) {
          original[i]?.[1](next);
          if (frameOf(engine, template, one) === frame) continue;
          expect(named.has(path), `${path} matters but is not read; seed ${seed}`).toBe(true);
          useful.add(path);
          return;
        }
        set(null);
        if (named.has(path)) idle.add(path);
      });
    }
    expect(
      [...idle].filter((path) => !useful.has(path)),
      "read in vain",
    ).toEqual([]);
  });
}
