/**
 * @module The simulator is worth what it notices: with any rule of the protocol switched off, some seed must fail.
 */
import { expect, test } from "vitest";
import { bundle } from "../simulator/bundle.mjs";
import { MUTANTS } from "../simulator/mutants.ts";
import type * as simulator from "../simulator/simulate.ts";

/** Seeds that a mutant may survive at most. */
const MAX_SEEDS = 1_200;
const TIMEOUT_MS = 120_000;

test.each(Object.entries(MUTANTS))(
  "without «%s» a seed fails",
  async (rule, patches) => {
    const name = `mutant-${rule.replaceAll(/\W+/g, "-")}`;
    const file = await bundle(name, "test/simulator/simulate.ts", patches);
    const { simulate } = (await import(file)) as typeof simulator;
    let failure: Error | null = null;
    let seed = 0;
    while (failure === null && seed < MAX_SEEDS) ({ failure } = await simulate(++seed));
    if (process.env["MUTANTS"] === "tell")
      console.log(`${rule}: ${seed}, ${failure?.message.slice(0, 80)}`);
    expect(failure, `survived ${seed} seeds`).not.toBe(null);
  },
  TIMEOUT_MS,
);
