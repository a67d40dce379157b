/**
 * @module The promises of the protocol (I1–I12, I14, I15), checked over seeded runs of the shipping client and session
 * with every fault that there is, in `test/simulator`. I13 is a table elsewhere.
 * `npm run soak` runs as many seeds as one likes.
 */
import { expect, test } from "vitest";
import { bundle } from "../simulator/bundle.mjs";
import { KEPT } from "../simulator/kept.ts";
import { report } from "../simulator/report.ts";
import { parseSchedule, plan, printSchedule, type Step } from "../simulator/schedule.ts";
import * as simulator from "../simulator/simulate.ts";

type Simulator = typeof simulator;
const { run, simulate } = simulator;

// As one file it runs twice as fast as module by module under Vitest.
const bundled = (await import(
  await bundle("simulator", "test/simulator/simulate.ts")
)) as Simulator;

const SEEDS = 2_000;
const SEEDS_PER_TEST = 250;
/** Far more than it takes, on a machine that is shared. */
const TIMEOUT_MS = 120_000;

const firsts = Array.from({ length: SEEDS / SEEDS_PER_TEST }, (_, i) => 1 + i * SEEDS_PER_TEST);

test.each(firsts)(
  "[I1] [I2] [I3] [I4] [I5] [I6] [I7] [I8] [I9] [I10] [I11] [I12] [I14] [I15] hold whatever happens, seeds from %i",
  async (first) => {
    let applied = 0;
    for (let seed = first; seed < first + SEEDS_PER_TEST; seed++) {
      const { failure, applied: more } = await bundled.simulate(seed);
      if (failure !== null) expect.fail(await report(seed, failure));
      applied += more;
    }
    // Runs in which nothing happens prove nothing.
    expect(applied).toBeGreaterThan(SEEDS_PER_TEST);
  },
  TIMEOUT_MS,
);

test.each(Object.entries(KEPT))("was once: %s", async (_, schedule) => {
  const { failure, story } = await run(parseSchedule(schedule));
  expect(failure, story.join("\n")).toBe(null);
});

test("the same schedule gives the same run, word for word", async () => {
  for (const seed of [3, 44, 345]) {
    const [once, again] = [
      await simulate(seed),
      await run(parseSchedule(printSchedule(plan(seed)))),
    ];
    expect(again.story).toEqual(once.story);
    expect(again.applied).toBe(once.applied);
  }
});

test("every kind of step occurs in the seeds that are run", () => {
  const kinds = new Set<Step["kind"]>();
  for (let seed = 1; seed <= 100; seed++) for (const { kind } of plan(seed).steps) kinds.add(kind);
  expect(kinds.size).toBe(24);
});
