/**
 * @module The template language from outside: source and state in, HTML or the compiler's answer out, through the built core.
 */
import { expect, test } from "vitest";
import { isDormouseError } from "../../src/errors/error.ts";
import { compilePage, newEngine } from "../oracle/core.ts";

const engine = newEngine();

type Sources = string | { readonly [name: string]: string };
const sourcesOf = (page: Sources): { readonly [name: string]: string } =>
  typeof page === "string" ? { "page.html": page } : page;

async function html(page: Sources, state: object = {}): Promise<string> {
  const template = await compilePage(sourcesOf(page));
  const { frame } = engine.evaluate(template, engine.encode(template, state), null, null);
  return engine.render(template, frame).html;
}

/** Code and place of the compiler's complaint. */
async function complaint(page: Sources): Promise<string> {
  try {
    await compilePage(sourcesOf(page));
    return "compiles";
  } catch (error) {
    if (!isDormouseError(error)) throw error;
    const at = error.detail.location;
    return at === undefined ? error.code : `${error.code} ${at.line}:${at.column}`;
  }
}

test.each([
  ["<div>{% if a %}<p>{% endif %}</p></div>", "template.html"],
  ["{% for a in b %}</li>{% endfor %}", "template.html"],
  ["{% if a %}<b>x</b>{% else %}<b>{% endif %}", "template.html"],
])("[L1] %s", async (page, code) => {
  expect(await complaint(page)).toContain(code);
});

test.each([
  "<table>{{ a }}</table>",
  "<table><tr>{% if a %}x{% endif %}</tr></table>",
  "<select><b>{{ a }}</b></select>",
])("[L2] %s", async (page) => {
  expect(await complaint(page)).toContain("template.html");
});

test.each([
  '<a onclick="{{ a }}">x</a>',
  "<script>{{ a }}</script>",
  "<style>{{ a }}</style>",
  '<iframe srcdoc="{{ a }}"></iframe>',
  "<p class={{ a }}>x</p>",
  "<{{ a }}>x",
  '<p {{ a }}="x">x</p>',
])("[L3] %s", async (page) => {
  expect(await complaint(page)).toMatch(/^template\.(unsafe|html|syntax|unsupported) \d+:\d+$/);
});

test.each([
  [null, ""],
  [undefined, ""],
  [true, "true"],
  [false, "false"],
  [1.5, "1.5"],
  [1e21, "1e+21"],
  [0.1 + 0.2, "0.30000000000000004"],
  [-0, "0"],
  [10n ** 20n, "100000000000000000000"],
  [new Date(86_400_000), "1970-01-02T00:00:00.000Z"],
  ["NUL \0 and half \ud800", "NUL \ufffd and half \ufffd"],
])("[L4] %s prints as %s", async (a, text) => {
  expect(await html("<p>{{ a }}</p>", { a })).toBe(`<p>${text}</p>`);
});

test("[L5] text and attributes are escaped", async () => {
  const shown = await html('<p title="{{ a }}">{{ a }}</p>', { a: `<b a='1' b="2">&` });
  expect(shown).toBe(
    `<p title="&lt;b a=&#39;1&#39; b=&quot;2&quot;&gt;&amp;">&lt;b a='1' b="2"&gt;&amp;</p>`,
  );
});

test.each([
  "javascript:alert(1)",
  " java\tscript:alert(1)",
  "JAVASCRIPT:alert(1)",
  "vbscript:x",
  "data:text/html,x",
])("[L5] a link to %j runs nothing", async (a) => {
  expect(await html('<a href="{{ a }}">x</a>', { a })).not.toMatch(
    /script:alert|vbscript:|data:text/i,
  );
});

test.each([
  ["", "no"],
  [[], "no"],
  [{}, "no"],
  [0, "no"],
  [null, "no"],
  [false, "no"],
  ["0", "yes"],
  [[0], "yes"],
  [-1, "yes"],
])("[L6] whether %j is true: %s", async (a, answer) => {
  expect(await html("<p>{% if a %}yes{% else %}no{% endif %}</p>", { a })).toBe(`<p>${answer}</p>`);
});

test.each([
  ["1", 1, "no"],
  [1, 1, "yes"],
  ["a", "a", "yes"],
  [true, 1, "no"],
  [null, false, "no"],
])("[L7] whether %j == %j: %s", async (a, b, answer) => {
  expect(await html("<p>{% if a == b %}yes{% else %}no{% endif %}</p>", { a, b })).toBe(
    `<p>${answer}</p>`,
  );
});

test.each([
  "{{ _a }}",
  "{{ a._b }}",
  "{{ a.constructor }}",
  "{{ a.prototype }}",
  "{{ a.__proto__ }}",
])("[L8] %s does not compile", async (page) => {
  expect(await complaint(page)).toMatch(/^template\.\w+ 1:\d+$/);
});

test("[L9] white space collapses, except where it means something", async () => {
  const page = "<div>\n  a   b\n  <pre>\n\n x  y</pre><!-- gone --></div>";
  expect(await html(page)).toBe("<div> a b <pre>\n\n x  y</pre></div>");
});

test("[L10] a tree includes itself", async () => {
  const page = {
    "page.html": '<ul>{% include "_tree.html" with nodes=tree %}</ul>',
    "_tree.html":
      '{% for n in nodes %}<li>{{ n.t }}<ul>{% include "_tree.html" with nodes=n.c %}</ul></li>{% endfor %}',
  };
  const tree = [{ t: "a", c: [{ t: "b", c: [] }] }];
  expect(await html(page, { tree })).toBe("<ul><li>a<ul><li>b<ul></ul></li></ul></li></ul>");
});

test("[L10] a circle of extends does not compile", async () => {
  const page = { "page.html": '{% extends "b.html" %}', "b.html": '{% extends "page.html" %}' };
  expect(await complaint(page)).toContain("template.cycle");
});

test("[L11] a counter beside a list of 100 is one slot", async () => {
  const page = "<p>{{ count }}</p><ul>{% for n in names %}<li>{{ n.name }}</li>{% endfor %}</ul>";
  const template = await compilePage({ "page.html": page });
  const names = Array.from({ length: 100 }, (_, i) => ({ name: `name ${i}` }));
  const before = engine.encode(template, { count: 1, names });
  const { frame } = engine.evaluate(template, before, null, null);
  const after = engine.encode(template, { count: 2, names });
  expect(engine.advance(template, after, { values: before, frame }, null).evaluated).toBe(1);
});
