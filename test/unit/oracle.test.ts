/**
 * @module The core against a real HTML parser, on the built WASM: for random pages of every family, what parse5 reads out of
 * `html(f)` by shapes and skeleton is what the frame says; applying `diff(a, b)` to a gives b; and evaluating only what
 * changed gives the same frame as evaluating everything.
 */
import { test } from "vitest";
import { compilePage, newEngine } from "../oracle/core.ts";
import { changeState, FAMILIES } from "../oracle/families.ts";
import { Random } from "../oracle/random.ts";
import { checkStep } from "../oracle/step.ts";

const SEEDS = Number(process.env["SEEDS"] ?? 12);
const STEPS = 25;

for (const family of FAMILIES) {
  test(`[C1] ${family.name}: patches and HTML agree with the frame`, async () => {
    const engine = newEngine();
    const template = await compilePage(family.sources);
    for (let seed = 1; seed <= SEEDS; seed++) {
      const random = new Random(seed);
      let state = family.state(random);
      const values = engine.encode(template, state);
      let from = { values, frame: engine.evaluate(template, values, null, null).frame };
      for (let step = 0; step < STEPS; step++) {
        const before = state;
        state = changeState(random, family, state);
        try {
          from = checkStep({ engine, template, from, state });
        } catch (error) {
          const trace = { family: family.name, seed, step, before, after: state };
          throw new Error(`${JSON.stringify(trace)}\n${String(error)}`, { cause: error });
        }
      }
    }
  });
}
