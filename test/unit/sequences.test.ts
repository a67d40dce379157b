/**
 * @module Filters of lists and texts, and queries, as in Django 5.2: what CPython and Django answer, written down from their
 * documentation and sources (`defaultfilters.py`, `defaulttags.py`).
 */
import { expect, test } from "vitest";
import { isDormouseError } from "../../src/errors/error.ts";
import { compilePage, newEngine } from "../oracle/core.ts";

const engine = newEngine();

/** The text of a template in text mode. */
async function text(source: string, state: object = {}): Promise<string> {
  const template = await compilePage({ "page.html": source }, "text");
  const { frame } = engine.evaluate(template, engine.encode(template, state), null, null);
  return engine.render(template, frame).html;
}

const LIST = ["a", "b", "c", "d", "e"];

test.each([
  ["2", "ab"],
  [":2", "ab"],
  ["2:", "cde"],
  ["1:3", "bc"],
  [":-1", "abcd"],
  ["-2:", "de"],
  ["-9:2", "ab"],
  ["3:99", "de"],
  ["3:1", ""],
  ["::2", "ace"],
  ["1::2", "bd"],
  ["::-1", "edcba"],
  ["3:0:-1", "dcb"],
  ["-1:-9:-2", "eca"],
  [":", "abcde"],
  ["", "abcde"],
  ["::0", "abcde"],
  ["x", "abcde"],
  ["1:2:1:1", "abcde"],
  [" 1 : 3 ", "bc"],
])("[L12] slice:%j", async (cut, expected) => {
  const source = "{% for x in xs|slice:cut %}{{ x }}{% endfor %} {{ word|slice:cut }}";
  expect(await text(source, { xs: LIST, word: "abcde", cut })).toBe(`${expected} ${expected}`);
});

test.each([
  [2, "ab"],
  [-2, "abc"],
])("[L12] slice:%j, a number", async (cut, expected) => {
  expect(await text("{{ xs|slice:cut|join:'' }}", { xs: LIST, cut })).toBe(expected);
});

test("[L12] slice counts characters, and leaves what is no list or text", async () => {
  expect(await text('{{ a|slice:":2" }} {{ n|slice:":1" }}', { a: "é😀x", n: [] })).toBe("é😀 ");
});

const ROWS = [
  { name: "b", author: { name: "z" }, n: 10, at: [2] },
  { name: "a", author: { name: "y" }, n: 9, at: [1] },
  { name: "b", author: { name: "x" }, n: 9, at: [3] },
  { name: "B", author: { name: "x" }, n: 1.5, at: [0] },
];

test.each([
  ['dictsort:"name"', "Bx ay bz bx "],
  ['dictsort:"author.name"', "bx Bx ay bz "],
  ['dictsort:"n"', "Bx ay bx bz "],
  ['dictsort:"at.0"', "Bx ay bz bx "],
  ['dictsortreversed:"name"', "bz bx ay Bx "],
  ['dictsortreversed:"author.name"', "bz ay bx Bx "],
])("[L12] %s", async (filter, expected) => {
  const source = `{% for r in rows|${filter} %}{{ r.name }}{{ r.author.name }} {% endfor %}`;
  expect(await text(source, { rows: ROWS })).toBe(expected);
});

test("[L12] what has no value comes first, then numbers, dates and texts", async () => {
  const values = ["x", 2, null, new Date(0), true, undefined, "a", 0.5, Number.NaN, -1];
  const rows = values.map((v, i) => ({ v, i }));
  expect(await text('{% for r in rows|dictsort:"v" %}{{ r.i }}{% endfor %}', { rows })).toBe(
    "2597418360",
  );
});

test("[L12] dictsort:0 looks into lists; what is no list has no items", async () => {
  const source =
    "{% for a, b in pairs|dictsort:0 %}{{ b }}{% endfor %}{{ none|dictsort:0|length }}";
  const pairs = [
    [2, "b"],
    [1, "a"],
  ];
  expect(await text(source, { pairs, none: null })).toBe("ab0");
});

test.each([
  ["{{ xs|dictsort:by }}", "template.unsupported"],
  ["{{ xs|dictsort }}", "template.syntax"],
  ['{{ xs|dictsort:"a._b" }}', "template.syntax"],
  ['{{ xs|dictsort:"" }}', "template.syntax"],
  ['{{ xs|dictsort:"a..b" }}', "template.syntax"],
  ["{% querystring other %}", "template.unsupported"],
  ["{{ ? }}", "template.syntax"],
])("%s does not compile", async (source, code) => {
  const failure = await compilePage({ "page.html": source }).catch((error: unknown) => error);
  expect(isDormouseError(failure) && failure.code).toBe(code);
});

test.each([
  ["", "page=2", "?page=2"],
  ["page=1&q=a", "page=2", "?page=2&q=a"],
  ["page=1&q=a", "page=None", "?q=a"],
  ["page=1", "page=none", "?"],
  ["", "", "?"],
  ["a=1&b=2&a=3", "a=9", "?a=9&b=2"],
  ["a=1", "a=xs", "?a=x&a=y+z"],
  ["a=1", "a=empty", "?"],
  ["a=1", "b=xs c=page|add:1", "?a=1&b=x&b=y+z&c=5"],
  ["", "a=odd", "?a=%C3%A9+%26%3D%3F%2F~*.-_%22".replace("*", "%2A")],
  ["q=%C3%A9+b&ab=1", "a=''", "?q=%C3%A9+b&ab=1&a="],
  ["", "a=yes b=1.5", "?a=true&b=1.5"],
])("[L12] of %j, querystring %s", async (query, changes, expected) => {
  const state = {
    "?": query,
    none: null,
    page: 4,
    xs: ["x", "y z"],
    empty: [],
    odd: 'é &=?/~*.-_"',
    yes: true,
  };
  const source = `{% querystring ${changes} as href %}{{ href|safe }}`;
  expect(await text(source, state)).toBe(expected);
});

test("[L12] a query is escaped where it stands, and an include has it, `only` or not", async () => {
  const sources = {
    "page.html": `<a href="{% querystring b=2 %}">x</a>{% include "p.html" only %}`,
    "p.html": "<i>{% querystring b=3 %}</i>",
  };
  const template = await compilePage(sources);
  const { frame } = engine.evaluate(template, engine.encode(template, { "?": "a=1" }), null, null);
  expect(engine.render(template, frame).html).toBe(
    '<a href="?a=1&amp;b=2">x</a><i>?a=1&amp;b=3</i>',
  );
});

test.each([
  ["yes,no,maybe", "yes no maybe"],
  ["yes,no", "yes no no"],
  ["a,b,c,d", "a b b"],
  ["only", "true false "],
])("yesno:%j", async (words, expected) => {
  const source = "{{ a|yesno:words }} {{ b|yesno:words }} {{ c|yesno:words }}";
  expect(await text(source, { words, a: true, b: false, c: null })).toBe(expected);
});

test("first, last and join of lists, texts and nothing", async () => {
  const source =
    "{{ xs|first }}{{ xs|last }} {{ w|first }}{{ w|last }} {{ e|first }}{{ e|last }} {{ w|join:'-' }} {{ n|join:', ' }}";
  expect(await text(source, { xs: LIST, w: "añ", e: [], n: 7 })).toBe("ae añ  a-ñ 7");
});
