/**
 * @module The core against a real HTML parser, on the built WASM: for random pages of every family, what parse5 reads out of
 * `html(f)` by shapes and skeleton is what the frame says; applying `diff(a, b)` to a gives b; and evaluating only what
 * changed gives the same frame as evaluating everything.
 */
import { expect, test } from "vitest";
import type { CompiledTemplate } from "../../src/engine/types.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { compilePage, newEngine } from "../oracle/core.ts";
import { changeState, FAMILIES } from "../oracle/families.ts";
import type { State } from "../oracle/family.ts";
import { Random } from "../oracle/random.ts";
import { Applier, comparable, type Slot, slotsOf } from "../oracle/slots.ts";
import { normalMarkup, Walker } from "../oracle/walk.ts";

const SEEDS = Number(process.env["SEEDS"] ?? 12);
const STEPS = 25;

function normal(slots: readonly Slot[]): unknown {
  return JSON.parse(
    JSON.stringify(comparable(slots), (_, value: unknown) => {
      const slot = value as { kind?: string; html?: string } | null;
      return slot?.kind === "html" ? { kind: "html", html: normalMarkup(slot.html ?? "") } : value;
    }),
  );
}

interface Step {
  readonly engine: Engine;
  readonly template: CompiledTemplate;
  readonly from: { readonly values: Uint8Array; readonly frame: Uint8Array };
  readonly state: State;
}

function checkStep({ engine, template, from, state }: Step): Step["from"] {
  const values = engine.encode(template, state);
  const whole = engine.evaluate(template, values, null, null);
  const next = engine.advance(template, values, from.values, from.frame, null);
  expect(
    Buffer.from(next.frame).equals(whole.frame),
    "evaluating what changed equals evaluating all",
  ).toBe(true);
  const tree = slotsOf(from.frame);
  new Applier(template.blocks).apply(tree, next.ops);
  expect(comparable(tree), "ops lead from one page to the next").toEqual(
    comparable(slotsOf(next.frame)),
  );
  const page = engine.render(template, next.frame);
  const html = template.document
    ? page.html
    : `<!doctype html><html><head></head><body>${page.html}</body></html>`;
  const seen = new Walker(template.blocks).read(
    html,
    template.document ? "document" : "body",
    page.skeleton,
  );
  expect(normal(seen), "the HTML shows the frame").toEqual(normal(slotsOf(next.frame)));
  return { values, frame: next.frame };
}

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
