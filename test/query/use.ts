/**
 * @module Uses of data by hand, for tests of the planner: a tree as a template would have it, turned into the compiler's graph.
 */
import type { DataUse, DataUses, DataGuard } from "../../src/engine/types.ts";

/** What is done with one value. */
export interface Use {
  readonly value?: true;
  readonly truthy?: true;
  readonly length?: true;
  readonly whole?: true;
  /** The items, and which of them: default all. */
  readonly each?: Use;
  readonly range?: { readonly from: number; readonly to: number | null } | "last";
  readonly members?: { readonly [name: string]: Use };
  readonly control?: true;
  /** Number of a guard. */
  readonly guard?: number;
}

/** `{{ value }}`. */
export const print: Use = { value: true };

/** Members as a short way to write a row: `{ title: print }`. */
export function row(members: { readonly [name: string]: Use }): Use {
  return { members };
}

/** `{% for item in list %}`. */
export function each(members: { readonly [name: string]: Use }, more: Omit<Use, "each"> = {}): Use {
  return { ...more, each: { members } };
}

/** The graph of a view's fields. `conditions`: those that uses name by number; one inside another holds only with it. */
export function usesOf(
  fields: { readonly [field: string]: Use },
  conditions: readonly Pick<DataGuard, "path" | "is">[] = [],
): DataUses {
  const nodes: DataUses["nodes"][number][] = [];
  const guards: DataGuard[] = [];
  const inside = (parent: number, condition: number | undefined): number => {
    const found = condition === undefined ? undefined : conditions[condition];
    return found === undefined ? parent : guards.push({ ...found, parent }) - 1;
  };
  const place = nodes.length;
  const add = (use: Use, guard: number): number => {
    const id = nodes.length;
    const own = inside(guard, use.guard);
    const about = { guard: own, at: place, control: use.control === true };
    const uses: DataUse[] = [];
    for (const kind of ["value", "truthy", "length", "whole"] as const)
      if (use[kind] === true) uses.push({ kind, ...about });
    if (use.each !== undefined) {
      const range = use.range ?? { from: 0, to: null };
      uses.push(
        range === "last"
          ? { kind: "each", from: 0, to: 1, last: true, ...about }
          : { kind: "each", ...range, last: false, ...about },
      );
    }
    const members: Record<string, number> = {};
    const node = { members, each: -1, uses };
    nodes.push(node);
    for (const [name, member] of Object.entries(use.members ?? {}))
      members[name] = add(member, own);
    if (use.each !== undefined) node.each = add(use.each, own);
    return id;
  };
  add({ members: fields }, -1);
  const where = { template: "page.html", line: 3, column: 7, length: 5, chain: [] };
  return { nodes, guards, places: [where] };
}
