/**
 * @module Text mode against live mode: random templates of text constructs show the same text in both, once the escaping is
 * undone. Static text has single spaces only, since live mode collapses white space.
 */
import { expect, test } from "vitest";
import { compilePage, newEngine } from "../oracle/core.ts";
import { Random } from "../oracle/random.ts";

const SEEDS = Number(process.env["SEEDS"] ?? 150);

const VALUES = ["a", "b", "n", "list", "r.name", "r.day"].filter((name) => name !== "list");

/** A random piece of template that yields text. `inLoop`: `r` is an item. */
function piece(random: Random, depth: number, inLoop: boolean): string {
  const value = (): string =>
    random.pick(inLoop ? VALUES : VALUES.filter((name) => !name.startsWith("r.")));
  const inner = (loop = inLoop): string => pieces(random, depth - 1, loop);
  const kind = random.below(depth > 0 ? 13 : 5);
  switch (kind) {
    case 0:
      return random.pick(["word ", "é ", "x", "&amp;", "🐭", "1 < 2 "]);
    case 1:
      return `{{ ${value()} }}`;
    case 2:
      return `{{ ${value()}|${random.pick(["upper", 'default:"none"', "truncatechars:3", "title", "lower", 'slice:"1:-1"', 'slice:"::-2"'])} }}`;
    case 3:
      return `{% firstof ${value()} ${value()} "last" %}`;
    case 4:
      return inLoop
        ? `{% cycle "x" ${value()} %}{{ forloop.counter }}`
        : "{% templatetag openbrace %}";
    case 5:
      return `{% if ${value()} %}${inner()}{% elif ${value()} == "a" %}${inner()}{% else %}${inner()}{% endif %}`;
    case 6:
      return `{% for r in rows %}${inner(true)}{% empty %}none{% endfor %}`;
    case 7:
      return `{% with a=${value()} %}${inner()}{% endwith %}`;
    case 8:
      return inLoop
        ? `{% ifchanged ${value()} %}${inner()}{% else %}={% endifchanged %}`
        : "{% firstof n b as c %}{{ c }}";
    case 9:
      return `{% include "part.html" with b=${value()} %}`;
    case 10:
      return `{% spaceless %}${inner()}{% endspaceless %}`;
    case 11:
      return inLoop
        ? `{% if ${value()} %}{% cycle 1 2 3 as turn %}{{ turn }}{% endif %}`
        : "{% regroup rows by day as days %}{% for d in days %}{{ d.grouper }}:{{ d.list|length }} {% endfor %}{% for r in rows|dictsort:'day'|slice:'-2:' %}{{ r.name }},{% endfor %}{% querystring a=a day=b %}";
    default:
      return `{% filter ${random.pick(["upper", "lower"])} %}${random.pick(["word ", "x"])}{{ n }}{% endfilter %}`;
  }
}

function pieces(random: Random, depth: number, inLoop: boolean): string {
  return Array.from({ length: 1 + random.below(3) }, () => piece(random, depth, inLoop)).join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#x27;": "'",
  "&#13;": "\r",
};

const unescape = (html: string): string =>
  html.replace(/&(?:amp|lt|gt|quot|#x27|#13);/g, (entity) => ENTITIES[entity] ?? entity);

test("both modes show the same text", async () => {
  const engine = newEngine();
  for (let seed = 1; seed <= SEEDS; seed++) {
    const random = new Random(seed);
    const sources = {
      "page.html": `s${pieces(random, 3, false)}e`,
      "part.html": `[{{ b }}{% if a %}!{% endif %}]`,
    };
    const state = {
      a: random.text(),
      b: random.text(),
      n: random.below(4),
      rows: random.list(5, () => ({ name: random.text(), day: random.pick(["mo", "tu", ""]) })),
    };
    const shown: string[] = [];
    for (const mode of ["live", "text"] as const) {
      const template = await compilePage(sources, mode);
      const values = engine.encode(template, state);
      const { frame } = engine.evaluate(template, values, null, null);
      shown.push(unescape(engine.render(template, frame).html));
    }
    // Static references are markup: they stay as they are in text mode, where nothing is decoded.
    expect(shown[1], JSON.stringify({ seed, sources, state })).toBe(shown[0]);
  }
});

test("markup in text mode is left as it is, values are escaped as in Django", async () => {
  const engine = newEngine();
  const source =
    '{% spaceless %}<p> <b title="{{ a }}">{{ a }}</b> </p> {% endspaceless %}{{ a|json_script:"i" }}{{ a|safe }}';
  const template = await compilePage({ "page.html": source }, "text");
  const values = engine.encode(template, { a: `<'"&>\u2028` });
  const { frame } = engine.evaluate(template, values, null, null);
  expect(engine.render(template, frame).html).toBe(
    `<p><b title="&lt;&#x27;&quot;&amp;&gt;\u2028">&lt;&#x27;&quot;&amp;&gt;\u2028</b></p>` +
      `<script id="i" type="application/json">"\\u003C'\\"\\u0026\\u003E\\u2028"</script><'"&>\u2028`,
  );
});
