/**
 * @module Every bound of an evaluation, on the built core: beyond it a `core.limit` with what to do, and the core is well
 * afterwards.
 */
import { expect, test } from "vitest";
import { isDormouseError } from "../../src/errors/error.ts";
import { compilePage, newEngine } from "../oracle/core.ts";

const engine = newEngine();

async function failure(source: string, state: object): Promise<string> {
  const template = await compilePage({ "page.html": source });
  const values = engine.encode(template, state);
  try {
    engine.evaluate(template, values, null, null);
  } catch (error) {
    if (isDormouseError(error, "core.limit")) return error.message;
    throw error;
  }
  return "no error";
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

test("steps are bounded", async () => {
  const loops =
    "{% for a in xs %}{% for b in xs %}{% for c in xs %}{% if c == 1 %}{% endif %}.{% endfor %}{% endfor %}{% endfor %}";
  expect(await failure(loops.replace(".", ""), { xs: numbers(400) })).toContain("steps");
});

test("turns of a loop that remember are steps as well", async () => {
  const loops =
    "{% for a in xs %}{% for b in xs %}{% ifchanged b %}{% endifchanged %}{% endfor %}{% endfor %}";
  expect(await failure(loops, { xs: numbers(5000) })).toContain("steps");
});

test("nesting of instances is bounded", async () => {
  let node: object = {};
  for (let i = 0; i < 60; i++) node = { next: node };
  const source = `<b>{% if node.next %}{% with node=node.next %}{% include "page.html" %}{% endwith %}{% endif %}</b>`;
  expect(await failure(source, { node })).toContain("deep");
});

test("an include that never ends is bounded", async () => {
  expect(await failure(`<b>{% include "page.html" %}</b>`, {})).toContain("deep");
});

test("bytes of a frame are bounded", async () => {
  const source = "{% for x in xs %}<b>{{ text }}</b>{% endfor %}";
  expect(await failure(source, { xs: numbers(100), text: "x".repeat(65_536) })).toContain("4 MiB");
});

test("bytes of values are bounded", async () => {
  expect(await failure("{{ text }}", { text: "x".repeat(9 * 2 ** 20) })).toContain("8 MiB");
});

test("arguments of an event are bounded", async () => {
  const source = `{% regroup xs by n as groups %}<b do-click="f(groups)">x</b>`;
  expect(await failure(source, { xs: numbers(3000).map((n) => ({ n })) })).toContain("2,000");
});

test("the core is well afterwards", async () => {
  expect(await failure("{{ a }}", { a: "fine" })).toBe("no error");
});
