/**
 * @module One step of a page on the built core, checked in every way there is without a browser: incremental against full
 * evaluation, ops against frames, HTML against shapes and skeleton.
 */
import { expect } from "vitest";
import type { Engine } from "../../src/engine/engine.ts";
import type { CompiledTemplate, Values } from "../../src/engine/types.ts";
import type { State } from "./family.ts";
import { Applier, comparable, type Slot, slotsOf } from "./slots.ts";
import { normalMarkup, Walker } from "./walk.ts";

function normal(slots: readonly Slot[]): unknown {
  return JSON.parse(
    JSON.stringify(comparable(slots), (_, value: unknown) => {
      const slot = value as { kind?: string; html?: string } | null;
      return slot?.kind === "html" ? { kind: "html", html: normalMarkup(slot.html ?? "") } : value;
    }),
  );
}

/** A page as it was, and the state that comes next. */
export interface Step {
  readonly engine: Engine;
  readonly template: CompiledTemplate;
  readonly from: { readonly values: Values; readonly frame: Uint8Array };
  readonly state: State;
}

const bytesOf = ({ fields }: Values): Uint8Array[] => fields.map(({ bytes }) => bytes);

/** Checks the step. @returns the page as it is then */
export function checkStep({ engine, template, from, state }: Step): Step["from"] {
  const values = engine.encode(template, state, from.values);
  expect(
    Buffer.concat(bytesOf(values)).equals(Buffer.concat(bytesOf(engine.encode(template, state)))),
    "encoding what changed equals encoding all",
  ).toBe(true);
  const whole = engine.evaluate(template, values, null, null);
  const next = engine.advance(template, values, from, null);
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
