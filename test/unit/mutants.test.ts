/**
 * @module The simulator is worth what it notices: with any rule of the protocol switched off, some schedule must fail. Those
 * that were kept come first, since they are the rare ones.
 */
import { expect, test } from "vitest";
import { bundle } from "../simulator/bundle.mjs";
import { KEPT } from "../simulator/kept.ts";
import { MUTANTS } from "../simulator/mutants.ts";
import { parseSchedule, plan, type Schedule } from "../simulator/schedule.ts";
import type * as simulator from "../simulator/simulate.ts";

/** Seeds that a mutant may survive at most. */
const MAX_SEEDS = 1_000;
const TIMEOUT_MS = 180_000;

function* schedules(): Generator<[name: string, schedule: Schedule]> {
  for (const [name, schedule] of Object.entries(KEPT)) yield [name, parseSchedule(schedule)];
  for (let seed = 1; seed <= MAX_SEEDS; seed++) yield [`seed ${seed}`, plan(seed)];
}

test.each(Object.entries(MUTANTS))(
  "without «%s» a schedule fails",
  async (rule, patches) => {
    const file = await bundle(
      `mutant-${rule.replaceAll(/\W+/g, "-")}`,
      "test/simulator/simulate.ts",
      patches,
    );
    const { run } = (await import(file)) as typeof simulator;
    const killers: string[] = [];
    for (const [name, schedule] of schedules()) {
      const { failure } = await run(schedule);
      if (failure === null) continue;
      killers.push(`${name}: ${failure.message.slice(0, 80)}`);
      break;
    }
    if (process.env["MUTANTS"] === "tell") console.log(`${rule} < ${killers.join()}`);
    expect(killers).not.toEqual([]);
  },
  TIMEOUT_MS,
);
