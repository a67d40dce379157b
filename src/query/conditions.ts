/**
 * @module Which branches of a template can be taken, as far as that is known before its queries run: the guards of a query
 * field's needs, evaluated against the view. A guard that leads through a query is not known: both of its branches count.
 */
import { member, size } from "../engine/read.ts";
import type { DataUses } from "../engine/types.ts";

/** Guards of everything that is read of `start`. */
export function guardsOf({ nodes, guards }: DataUses, start: number): readonly number[] {
  const found = new Set<number>();
  const seen = new Set<number>();
  const todo = [start];
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    const node = nodes[id];
    if (node === undefined || seen.has(id)) continue;
    seen.add(id);
    for (const { guard } of node.uses)
      for (let at = guard; at >= 0; at = guards[at]?.parent ?? -1) found.add(at);
    todo.push(node.each, ...Object.values(node.members));
  }
  return [...found].toSorted((a, b) => a - b);
}

/** Whether each of `relevant` holds, without its parents; true where it is not known. */
export function evaluate(
  { guards }: DataUses,
  relevant: readonly number[],
  { view, isUnknown }: { readonly view: object; readonly isUnknown: (value: unknown) => boolean },
): readonly boolean[] {
  return relevant.map((at) => {
    const guard = guards[at];
    if (guard === undefined) return true;
    let value: unknown = view;
    for (const name of guard.path) {
      value = typeof value === "object" && value !== null ? member(value, name) : null;
      if (isUnknown(value)) return true;
    }
    return isTruthy(value) === guard.is;
  });
}

/** Tells of a guard whether it and all around it hold. */
export function liveGuards(
  { guards }: DataUses,
  relevant: readonly number[],
  holds: readonly boolean[],
): (guard: number) => boolean {
  const own = new Map(relevant.map((at, i) => [at, holds[i] ?? true]));
  return (guard) => {
    for (let at = guard; at >= 0; at = guards[at]?.parent ?? -1)
      if (own.get(at) === false) return false;
    return true;
  };
}

/** As `{% if %}` has it. */
function isTruthy(value: unknown): boolean {
  switch (typeof value) {
    case "string":
      return value !== "";
    case "number":
      return value !== 0;
    case "boolean":
      return value;
    case "bigint":
      return true;
    case "object":
      return value !== null && (value instanceof Date || size(value) > 0);
    case "undefined":
    case "function":
    case "symbol":
      return false;
  }
}
