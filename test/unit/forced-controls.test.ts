/**
 * @module Controls that are sent although nothing changed: through branches, lists and includes, for the form's own event and
 * for the select's; and nothing but controls.
 */
import { expect, test } from "vitest";
import type { Path } from "../../src/protocol/key.ts";
import { compilePage, newEngine } from "../oracle/core.ts";
import { Applier, comparable, slotsOf } from "../oracle/slots.ts";

const SOURCES = {
  "page.html":
    `<form do-submit="save($form)">{% if a %}<input value="{{ a }}">{% endif %}<select do-change="pick($value)">` +
    `{% for o in options %}<option value="{{ o }}" {% if o == chosen %}selected{% endif %}>{{ o }}</option>{% endfor %}` +
    `</select>{% include "field.html" with v=b only %}<p title="{{ b }}">x</p></form>`,
  "field.html": "<textarea>{{ v }}</textarea>",
};
const STATE = { a: "first", b: "text", options: ["red", "blue"], chosen: "blue" };

async function forced(path: Path | null, next = STATE): Promise<string> {
  const engine = newEngine();
  const template = await compilePage(SOURCES);
  const frames = [STATE, next].map((state) => {
    const values = engine.encode(template, state);
    return engine.evaluate(template, values, null, null).frame;
  });
  const [from, to] = frames;
  if (from === undefined || to === undefined) throw new Error("no frames");
  const { ops } = engine.diff(template, from, to, path);
  const tree = slotsOf(from);
  new Applier(template.blocks).apply(tree, ops);
  expect(comparable(tree)).toEqual(comparable(slotsOf(to)));
  return Buffer.from(ops).toString("latin1");
}

test("an event that is not there forces nothing", async () => {
  expect(await forced(null)).toBe("");
});

test("a form's event forces the controls in its branches, lists and includes", async () => {
  const ops = await forced([{ slot: 0, key: null }]);
  expect(ops).toContain("first");
  expect(ops).toContain("text");
  // The options' values are not what a user changes; whether they are selected is.
  expect(ops).not.toContain("red");
  expect(ops.length).toBeLessThan(40);
});

test("a select's event forces its options, and nothing else", async () => {
  const ops = await forced([{ slot: 2, key: null }]);
  expect(ops).not.toContain("first");
  expect(ops).not.toContain("text");
  expect(ops.length).toBeGreaterThan(0);
});

test("what changed as well is sent with it", async () => {
  const ops = await forced([{ slot: 2, key: null }], {
    ...STATE,
    a: "second",
    options: ["green", "blue"],
    chosen: "green",
  });
  expect(ops).toContain("second");
});
