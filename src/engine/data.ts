/**
 * @module Unpacks what a template reads. The other half is `wasm/src/compile/data/write.rs`, which also says what the numbers
 * mean. Packed it is a few hundred bytes of a Worker, and costs nothing until a view has data to fetch.
 */
import type { DataGuard, DataPlace, DataUse, DataUses } from "./types.ts";

interface Packed {
  readonly names: readonly string[];
  readonly nodes: readonly (readonly number[])[];
  readonly guards: readonly (readonly number[])[];
  readonly places: readonly number[];
  readonly ways: readonly number[];
}

const PLAIN = ["value", "truthy", "length", "whole"] as const;
const LAST = 5;
const SORT = 6;
const ROW = 5;

/** Reads numbers one after the other. */
class Numbers {
  readonly #all: readonly number[];
  #at = 0;

  constructor(all: readonly number[]) {
    this.#all = all;
  }

  get isOver(): boolean {
    return this.#at >= this.#all.length;
  }

  take(): number {
    return this.#all[this.#at++] ?? -1;
  }
}

/** What `CompiledTemplate.data` says. */
export function unpackData(text: string): DataUses {
  const packed = JSON.parse(text) as Packed;
  const name = (id: number): string => packed.names[id] ?? "";
  return {
    nodes: packed.nodes.map((row) => node(new Numbers(row), name)),
    guards: packed.guards.map(([parent = -1, is, ...path]): DataGuard => ({
      parent,
      is: is === 1,
      path: path.map(name),
    })),
    places: rows(packed.places).map((row) => place(row, packed, name)),
  };
}

type Name = (id: number) => string;

function node(numbers: Numbers, name: Name): DataUses["nodes"][number] {
  const each = numbers.take();
  // Without a prototype: names are an author's.
  const members: Record<string, number> = Object.create(null);
  for (let left = numbers.take(); left > 0; left--) members[name(numbers.take())] = numbers.take();
  const uses: DataUse[] = [];
  while (!numbers.isOver) uses.push(use(numbers, name));
  return { members, each, uses };
}

function use(numbers: Numbers, name: Name): DataUse {
  const code = numbers.take();
  const about = { guard: numbers.take(), at: numbers.take(), control: code % 2 === 1 };
  const kind = PLAIN[code >> 1];
  if (kind !== undefined) return { ...about, kind };
  if (code >> 1 === LAST) return { ...about, kind: "each", from: 0, to: 1, last: true };
  if (code >> 1 === SORT) {
    const by = Array.from({ length: numbers.take() }, () => name(numbers.take()));
    return { ...about, kind: "sort", by };
  }
  const from = numbers.take();
  const to = numbers.take();
  return { ...about, kind: "each", from, to: to < 0 ? null : to, last: false };
}

function rows(all: readonly number[]): (readonly number[])[] {
  return Array.from({ length: all.length / ROW }, (_, i) => all.slice(i * ROW, (i + 1) * ROW));
}

function place(row: readonly number[], packed: Packed, name: Name): DataPlace {
  const [template = -1, line = 0, column = 0, length = 0, way = -1] = row;
  const chain: DataPlace["chain"][number][] = [];
  for (let at = way; at >= 0;) {
    const tag = packed.ways.slice(at * ROW, (at + 1) * ROW);
    chain.push(step(tag, name));
    at = tag[ROW - 1] ?? -1;
  }
  return { template: name(template), line, column, length, chain };
}

function step(tag: readonly number[], name: Name): DataPlace["chain"][number] {
  const [template = -1, line = 0, column = 0, extended = 0] = tag;
  return { template: name(template), line, column, by: extended === 1 ? "extends" : "include" };
}
