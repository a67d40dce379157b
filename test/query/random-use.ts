/**
 * @module Random templates as far as a query sees them: what is named of its rows, how, and under which conditions; and smaller
 * variants of one, to find the least that still fails.
 */
import { getColumns } from "drizzle-orm";
import type { Random } from "../oracle/random.ts";
import type { World } from "./random-schema.ts";
import type { Use } from "./use.ts";

/** How many conditions a random template has. */
export const GUARDS = 3;

/** Uses of a list of rows. */
export function randomList(random: Random, world: World, table: string, depth: number): Use {
  const kind = random.below(10);
  const guard = random.chance(0.15) ? { guard: random.below(GUARDS) } : {};
  if (kind === 0) return { length: true, ...guard };
  if (kind === 1) return { truthy: true, ...guard };
  const from = random.chance(0.3) ? random.below(3) : 0;
  const range = random.chance(0.6)
    ? {}
    : random.chance(0.3)
      ? { range: "last" as const }
      : { range: { from, to: random.chance(0.2) ? null : from + random.below(4) } };
  return {
    each: randomRow(random, world, table, depth),
    ...range,
    ...guard,
    ...(random.chance(0.25) ? { length: true as const } : {}),
    ...(random.chance(0.25) ? { truthy: true as const } : {}),
  };
}

/** Uses of one row. */
export function randomRow(random: Random, world: World, table: string, depth: number): Use {
  const members: Record<string, Use> = {};
  const columns = world.relations[table]?.table;
  for (const name of Object.keys(columns === undefined ? {} : getColumns(columns as never))) {
    if (!random.chance(0.4)) continue;
    members[name] = {
      value: true,
      ...(random.chance(0.2) ? { control: true as const } : {}),
      ...(random.chance(0.2) ? { guard: random.below(GUARDS) } : {}),
    };
  }
  for (const edge of world.edges) {
    if (edge.from !== table || depth <= 0 || !random.chance(0.5)) continue;
    if (edge.isMany) members[edge.name] = randomList(random, world, edge.to, depth - 1);
    else
      members[edge.name] = random.chance(0.25)
        ? { truthy: true }
        : {
            ...randomRow(random, world, edge.to, depth - 1),
            ...(random.chance(0.3) ? { truthy: true as const } : {}),
            ...(random.chance(0.15) ? { guard: random.below(GUARDS) } : {}),
          };
  }
  return { members };
}

/** Variants with one thing less. */
export function* smaller(use: Use): Generator<Use> {
  for (const name of ["value", "truthy", "length", "guard", "range", "control"] as const) {
    if (use[name] === undefined) continue;
    const { [name]: _, ...rest } = use;
    yield rest;
  }
  const members = use.members ?? {};
  for (const [name, member] of Object.entries(members)) {
    const { [name]: _, ...rest } = members;
    yield { ...use, members: rest };
    for (const less of smaller(member)) yield { ...use, members: { ...members, [name]: less } };
  }
  if (use.each !== undefined) for (const less of smaller(use.each)) yield { ...use, each: less };
}
