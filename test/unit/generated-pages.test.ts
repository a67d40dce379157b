/**
 * @module The core against a real HTML parser on generated templates, on the built WASM. `SEEDS=n` tries n templates.
 */
import { expect, test } from "vitest";
import { isDormouseError } from "../../src/errors/error.ts";
import type { CompiledTemplate } from "../../src/engine/types.ts";
import { compilePage, newEngine } from "../oracle/core.ts";
import { changeGenerated, Generator, generatedState } from "../oracle/generate.ts";
import { Random } from "../oracle/random.ts";
import { checkStep } from "../oracle/step.ts";

const SEEDS = Number(process.env["SEEDS"] ?? 600);
const STEPS = 3;
const TIMEOUT_MS = 60_000 + SEEDS * 100;

/** The template, or null when the generator made one that is refused. */
async function compiled(sources: {
  readonly [name: string]: string;
}): Promise<CompiledTemplate | null> {
  try {
    return await compilePage(sources);
  } catch (error) {
    if (isDormouseError(error) && error.code.startsWith("template.")) return null;
    throw error;
  }
}

test(
  "[C1] patches and HTML of generated templates agree with the frame",
  async () => {
    const engine = newEngine();
    let refused = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const random = new Random(seed);
      const sources = new Generator(random).sources();
      const template = await compiled(sources);
      if (template === null) {
        refused++;
        continue;
      }
      let state = generatedState(random);
      const trace = [state];
      try {
        const values = engine.encode(template, state);
        let from = { values, frame: engine.evaluate(template, values, null, null).frame };
        for (let step = 0; step < STEPS; step++) {
          state = changeGenerated(random, state);
          trace.push(state);
          from = checkStep({ engine, template, from, state });
        }
      } catch (error) {
        const found = JSON.stringify({ seed, sources, states: trace.slice(-2) });
        throw new Error(`${found}\n${String(error)}`, { cause: error });
      }
    }
    expect(refused, "templates that the generator should not make").toBeLessThan(SEEDS * 0.2);
  },
  TIMEOUT_MS,
);
