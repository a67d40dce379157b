/**
 * @module Queries against the naive truth: random databases, rows and templates. What a template makes of a query's rows is what it
 * makes of whole objects; the statement reads no column that is not named, a key, or what joins and orders; there is one
 * statement; and Drizzle's relational query finds the same rows. A failure prints its seed and the smallest template.
 */
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { Random } from "../oracle/random.ts";
import { type Case, checkCase, randomPage } from "../query/case.ts";
import { randomWorld, type World } from "../query/random-schema.ts";
import { GUARDS, randomList, smaller } from "../query/random-use.ts";

/** Databases in each of the runs. */
const SEEDS = Number(process.env["SEEDS"] ?? 100);
const RUNS = 13;
const TEMPLATES = 4;
/** A machine that is busy with other tests is no reason to fail. */
const TIMEOUT_MS = 120_000;
const MAX_ROWS = 12;
const DEPTH = 3;

function failure(world: World, tested: Case): string | null {
  try {
    return checkCase(world, tested);
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

/** The smallest use that still fails. */
function shrink(world: World, tested: Case): Case {
  for (const use of smaller(tested.use)) {
    const less = { ...tested, use };
    if (failure(world, less) !== null) return shrink(world, less);
  }
  return tested;
}

test.each(Array.from({ length: RUNS }, (_, run) => run))(
  "[J1] rows are what whole objects would give, by one statement that reads nothing else (run %i)",
  (run) => {
    for (let seed = run * SEEDS + 1; seed <= (run + 1) * SEEDS; seed++) {
      const random = new Random(seed);
      const world = randomWorld(random, MAX_ROWS);
      for (let i = 0; i < TEMPLATES; i++) {
        const table = random.pick([...world.keys.keys()]);
        const tested: Case = {
          table,
          use: randomList(random, world, table, DEPTH),
          guards: Array.from({ length: GUARDS }, () => random.chance(0.5)),
          ...randomPage(random),
        };
        if (failure(world, tested) === null) continue;
        const least = shrink(world, tested);
        throw new Error(
          `seed ${seed}, template ${i}: ${inspect(least, { depth: 20 })}\n${failure(world, least)}`,
        );
      }
      world.db.close();
    }
    expect(run).toBeLessThan(RUNS);
  },
  TIMEOUT_MS,
);
