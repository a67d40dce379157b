/**
 * @module From the graph of uses to a tree of needs: what is read of one query field under the conditions that hold, with
 * circles (recursive includes) unrolled to a declared depth. What code asks for (`also`, computed fields) is added to the tree.
 */
import { fault } from "./fault.ts";
import type { Range, Reason } from "./plan.ts";
import type { Shape } from "./schema.ts";
import type { DataUses, DataPlace } from "../engine/types.ts";

/** Most values that one query may name: what bounds the unrolling of several circles in one another. */
export const MAX_NEEDS = 2_000;

/** What is done with a value, merged. `isLive`: the conditions around at least one use hold. */
export interface Need {
  readonly members: Map<string, Need>;
  item: Need | null;
  isLive: boolean;
  /** Deeper than a recursion goes. */
  isCut: boolean;
  reads: boolean;
  truthy: boolean;
  length: boolean;
  whole: boolean;
  /** Null: never iterated; else all ranges in one. */
  range: Range | null;
  /** Iterated where a list was not meant, as by `{% querystring %}`, which takes either. */
  mayBeOne: boolean;
  isControl: boolean;
  reason: Reason;
  /** Of the first use, for errors. */
  place: DataPlace | undefined;
  wholePlace: DataPlace | undefined;
}

/** A need of nothing. */
export function emptyNeed(): Need {
  return {
    members: new Map(),
    item: null,
    isLive: false,
    isCut: false,
    reads: false,
    truthy: false,
    length: false,
    whole: false,
    range: null,
    mayBeOne: true,
    isControl: true,
    reason: "code",
    place: undefined,
    wholePlace: undefined,
  };
}

/** How the graph is read. */
export interface Reading {
  readonly uses: DataUses;
  readonly isLive: (guard: number) => boolean;
  /** How often a recursive include is followed; null: not at all. */
  readonly depth: number | null;
}

/** Everything that is read of node `start`. @throws query.recursive, query.limit */
export function needsOf(start: number, reading: Reading): Need {
  const { uses, isLive, depth } = reading;
  const above = new Map<number, number>();
  let count = 0;
  const grow = (id: number): Need => {
    const node = uses.nodes[id];
    const need = emptyNeed();
    if (node === undefined) return need;
    const seen = above.get(id) ?? 0;
    if (seen > (depth ?? 0)) {
      if (depth === null) throw recursive(reading, id);
      need.isCut = true;
      return need;
    }
    if (++count > MAX_NEEDS) {
      throw fault("query.limit", `a query names more than ${MAX_NEEDS} values`, {
        hint: "a smaller depth",
      });
    }
    above.set(id, seen + 1);
    const texts = new Set(node.uses.flatMap(({ kind, at }) => (kind === "value" ? [at] : [])));
    for (const use of node.uses) {
      need.place ??= uses.places[use.at];
      if (use.kind === "each" && !texts.has(use.at)) need.mayBeOne = false;
      if (use.kind === "whole") need.wholePlace ??= uses.places[use.at];
      if (isLive(use.guard)) apply(need, use);
    }
    for (const [name, child] of Object.entries(node.members)) need.members.set(name, grow(child));
    if (node.each >= 0) need.item = grow(node.each);
    if (need.item?.isCut === true) cut(need);
    above.set(id, seen);
    settle(need);
    return need;
  };
  return grow(start);
}

/** The list of which the items are deeper than the recursion goes: whether there are any may still be asked. */
function cut(need: Need): void {
  need.item = null;
  need.range = null;
  need.isLive = need.truthy || need.length || need.reads || need.whole;
}

function apply(need: Need, use: DataUses["nodes"][number]["uses"][number]): void {
  need.isLive = true;
  need.reason = "template";
  if (!use.control) need.isControl = false;
  switch (use.kind) {
    case "value":
      need.reads = true;
      return;
    case "whole":
      need.whole = true;
      return;
    case "truthy":
      need.truthy = true;
      return;
    case "length":
      need.length = true;
      return;
    case "each":
      need.range = need.range === null ? use : union(need.range, use);
      return;
    case "sort":
      need.range = ALL;
      return;
  }
}

const ALL: Range = { from: 0, to: null, last: false };

/** The smallest range with both in it. */
function union(a: Range, b: Range): Range {
  if (a.last !== b.last) return ALL;
  return {
    from: Math.min(a.from, b.from),
    to: a.to === null || b.to === null ? null : Math.max(a.to, b.to),
    last: a.last,
  };
}

/** A value is live when anything inside is, and in the page when anything inside is. */
function settle(need: Need): void {
  for (const part of parts(need)) {
    if (!part.isLive) continue;
    need.isLive = true;
    if (part.reason === "template") need.reason = "template";
    if (!part.isControl) need.isControl = false;
  }
}

function parts({ members, item }: Need): Need[] {
  return item === null ? [...members.values()] : [...members.values(), item];
}

/** The first place at or below a need: a path's own node has none. */
export function placeOf(need: Need): DataPlace | undefined {
  if (need.place !== undefined) return need.place;
  for (const part of parts(need)) {
    const place = placeOf(part);
    if (place !== undefined) return place;
  }
  return undefined;
}

/** Adds what code reads. `isList`: whether a name leads to many rows, so that what is inside is said of its items. */
export function addShape(
  need: Need,
  shape: Shape,
  isList: (path: readonly string[]) => boolean,
): void {
  const add = (to: Need, part: Shape, path: readonly string[]): void => {
    to.isLive = true;
    for (const [name, inner] of Object.entries(part)) {
      let member = to.members.get(name);
      if (member === undefined) to.members.set(name, (member = emptyNeed()));
      member.isLive = true;
      const here = [...path, name];
      if (inner === true) {
        member.reads = true;
        continue;
      }
      if (!isList(here)) {
        add(member, inner, here);
        continue;
      }
      member.range = ALL;
      member.item ??= emptyNeed();
      add(member.item, inner, here);
    }
  };
  add(need, shape, []);
}

function recursive({ uses }: Reading, id: number): Error {
  const node = uses.nodes[id];
  const at = [node, ...Object.values(node?.members ?? {}).map((child) => uses.nodes[child])].find(
    (each) => (each?.uses.length ?? 0) > 0,
  )?.uses[0]?.at;
  return fault("query.recursive", "a template includes itself for the rows of a query", {
    place: at === undefined ? undefined : uses.places[at],
    hint: "how deep the tree may be has to be said: query(…, () => ({ depth: 5 })); deeper rows are not shown",
  });
}
