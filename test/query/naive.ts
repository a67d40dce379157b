/**
 * @module Whole objects of a random database, followed one relation at a time in JavaScript, and what a template makes of an object:
 * the same projection is applied to these and to the rows of a query.
 */
import type { World, Edge, Values } from "./random-schema.ts";
import type { Use } from "./use.ts";

/** One row with everything that it leads to, found when it is asked for. */
export function wholeObject(world: World, table: string, values: Values): object {
  const object: Record<string, unknown> = { ...values };
  for (const edge of world.edges) {
    if (edge.from !== table) continue;
    Object.defineProperty(object, edge.name, {
      get: () => {
        const rows = follow(world, edge, values).map((each) => wholeObject(world, edge.to, each));
        return edge.isMany ? rows : (rows[0] ?? null);
      },
    });
  }
  return object;
}

/** Rows at the other end, by key. */
function follow({ rows, keys }: World, edge: Edge, from: Values): Values[] {
  const { columns, through, to, notNull } = edge;
  const target = rows.get(to) ?? [];
  const matches = (pairs: readonly (readonly [string, string])[], a: Values, b: Values): boolean =>
    pairs.every(([own, other]) => a[own] !== null && a[own] === b[other]);
  const key = keys.get(to) ?? [];
  let found: Values[];
  if (through === undefined) found = target.filter((row) => matches(columns, from, row));
  else {
    const links = (rows.get(through.table) ?? []).filter((link) =>
      matches(
        through.source.map((own) => [own, own.slice(2)] as const),
        link,
        from,
      ),
    );
    found = target.filter((row) =>
      links.some((link) =>
        matches(
          through.target.map((own) => [own, own.slice(2)] as const),
          link,
          row,
        ),
      ),
    );
  }
  return found
    .filter((row) => notNull === undefined || row[notNull] !== null)
    .toSorted((a, b) => compareBy(key, a, b));
}

/** By the columns of a key: numbers as numbers, texts (ASCII here) as bytes, null first. */
export function compareBy(key: readonly string[], a: Values, b: Values): number {
  for (const name of key) {
    const [x, y] = [a[name], b[name]] as [number | null, number | null];
    if (x === y) continue;
    if (x === null) return -1;
    if (y === null) return 1;
    return x < y ? -1 : 1;
  }
  return 0;
}

/** What a template would make of `value`. */
export function project(use: Use, value: unknown, isOn: (guard: number) => boolean): unknown {
  if (use.guard !== undefined && !isOn(use.guard)) return "—";
  const result: Record<string, unknown> = {};
  if (use.value === true) result["value"] = value;
  if (use.truthy === true) result["truthy"] = isFull(value);
  if (use.length === true) result["length"] = (value as readonly unknown[] | null)?.length ?? 0;
  if (use.each !== undefined) {
    const list = (value ?? []) as readonly unknown[];
    const { each, range } = use;
    const items =
      range === undefined
        ? list
        : range === "last"
          ? list.slice(-1)
          : list.slice(range.from, range.to ?? undefined);
    result["each"] = items.map((item) => project(each, item, isOn));
  }
  for (const [name, member] of Object.entries(use.members ?? {}))
    result[name] = project(member, (value as Values | null | undefined)?.[name] ?? null, isOn);
  return result;
}

/** Truth of a value as templates have it. */
function isFull(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== null && value !== undefined;
}
