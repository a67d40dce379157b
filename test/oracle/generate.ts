/**
 * @module Random templates, beside the fixed families: pieces nested in pieces, wherever HTML allows them. All read from the
 * same random states.
 */
import type { State } from "./family.ts";
import type { Random } from "./random.ts";

type Place = "flow" | "phrase" | "table" | "row" | "select" | "svg";

const TEXTLESS: ReadonlySet<Place> = new Set(["table", "row", "select"]);
const MEMBERS = ["n", "t", "id", "kids|length", 't|upper|default:"d"'] as const;
const VALUES = [
  "a",
  "t",
  "d.e.f",
  "a|default:t",
  "xs|length",
  "t|truncatechars:3",
  'nums|join:"-"',
  '"k<>"',
  "xs.0.t",
  "nope",
] as const;
const LOOP = ["forloop.counter", "forloop.revcounter0", "forloop.last"] as const;
const CONDITIONS = ["a", "b", "xs", "t == u", "not b", "a in nums", "xs|length > 1"] as const;
const OWN_CONDITIONS = ["done", "kids", "n > 2", "id == a"] as const;

/** Makes one set of templates. */
export class Generator {
  readonly #random: Random;
  #variables: string[] = [];
  #names = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** `page.html` and what it includes. */
  sources(): { readonly [name: string]: string } {
    const page = this.#body("flow", 2 + this.#random.below(4), 1 + this.#random.below(3));
    this.#variables = ["it"];
    const included = this.#body("flow", 2, 2).replaceAll(/\{% include[^%]*%\}/g, "");
    const recursion = this.#random.chance(0.7)
      ? `{% if it.kids %}<b>{% for k in it.kids %}{% include "inc.html" with it=k %}{% endfor %}</b>{% endif %}`
      : "";
    return { "page.html": page, "inc.html": included + recursion };
  }

  #body(place: Place, depth: number, least = 0): string {
    const count = Math.max(least, this.#random.below(4));
    return Array.from({ length: count }, () => this.#piece(place, depth - 1)).join("");
  }

  #value(): string {
    const random = this.#random;
    const variable = this.#variables.at(-1);
    if (variable === undefined || random.chance(0.3)) return random.pick(VALUES);
    // Parameters of an include are no loop variables.
    if (variable.startsWith("v") && random.chance(0.2)) return random.pick(LOOP);
    return `${random.pick(this.#variables)}.${random.pick(MEMBERS)}`;
  }

  #condition(): string {
    const random = this.#random;
    const one = (): string =>
      this.#variables.length > 0 && random.chance(0.5)
        ? `${random.pick(this.#variables)}.${random.pick(OWN_CONDITIONS)}`
        : random.pick(CONDITIONS);
    return random.chance(0.7) ? one() : one() + random.pick([" and ", " or "]) + one();
  }

  #text(): string {
    const [value, condition] = [this.#value(), this.#condition()];
    return this.#random.pick([
      " ",
      " y\n z &amp;é😀",
      `{{ ${value} }}`,
      `a {{ ${value} }} b`,
      `{% if ${condition} %}t1{% else %} {{ ${value} }}{% endif %}`,
      `{% for q in nums %}{{ q }}{% if not forloop.last %}, {% endif %}{% empty %}none{% endfor %}`,
      `{% firstof a t 'z' %}`,
    ]);
  }

  #attribute(): string {
    const [value, condition] = [this.#value(), this.#condition()];
    return this.#random.pick([
      "",
      "",
      ` class="c {% if ${condition} %}on{% endif %}"`,
      ` title="{{ ${value} }}"`,
      ` {% if ${condition} %}hidden{% endif %}`,
      ` do-click="f(${value.replaceAll('"', "'")})"`,
      ` id='s'`,
    ]);
  }

  #bound(place: Place, depth: number, [open, close]: readonly [string, string]): string {
    const name = `${open.startsWith("{% with") ? "w" : "v"}${this.#names++}`;
    const outer = this.#variables;
    this.#variables = [...outer, name];
    const body = this.#body(place, depth);
    this.#variables = outer;
    return open.replaceAll("NAME", name) + body + close;
  }

  #piece(place: Place, depth: number): string {
    const random = this.#random;
    if (depth <= 0) return TEXTLESS.has(place) ? this.#leaf(place, 0) : this.#text();
    const body = (): string => this.#body(place, depth);
    switch (random.below(11)) {
      case 0:
        return `{% if ${this.#condition()} %}${body()}{% endif %}`;
      case 1:
        return `{% if ${this.#condition()} %}${body()}{% elif ${this.#condition()} %}${body()}{% else %}${body()}{% endif %}`;
      case 2:
      case 3: {
        const variable = this.#variables.at(-1);
        const over =
          variable && random.chance(0.5) ? `${variable}.kids` : random.pick(["xs", "ys reversed"]);
        const empty = random.chance(0.3) ? `{% empty %}${body()}` : "";
        return this.#bound(place, depth, [`{% for NAME in ${over} %}`, `${empty}{% endfor %}`]);
      }
      case 4:
        return this.#bound(place, depth, [
          `{% with NAME=${random.pick(["xs.0", "d.g"])} %}`,
          "{% endwith %}",
        ]);
      case 5: {
        const variable = this.#variables.at(-1);
        if (place === "flow")
          return `{% include "inc.html"${variable ? ` with it=${variable}` : ""} %}`;
        return this.#leaf(place, depth);
      }
      case 6:
        return TEXTLESS.has(place) || place === "svg" ? this.#leaf(place, depth) : "{{ h|safe }}";
      case 7:
        return TEXTLESS.has(place) ? this.#leaf(place, depth) : this.#text();
      default:
        return this.#leaf(place, depth);
    }
  }

  #leaf(place: Place, depth: number): string {
    const attribute = this.#attribute();
    switch (place) {
      case "table":
        return `<tr${attribute}>${this.#body("row", depth)}</tr>`;
      case "row":
        return `<td${attribute}>${depth > 0 ? this.#body("flow", depth) : this.#text()}</td>`;
      case "select":
        return `<option {% if ${this.#condition()} %}selected{% endif %}>${this.#text()}</option>`;
      case "svg":
        return this.#random.pick([
          `<g${attribute}>${this.#body("svg", depth)}</g>`,
          `<path d="M0"/>`,
          `<text>${this.#text()}</text>`,
        ]);
      case "phrase":
      case "flow":
        return this.#element(place, depth, attribute);
    }
  }

  #element(place: Place, depth: number, attribute: string): string {
    const phrase = (): string => this.#body("phrase", depth);
    const inPhrase: (() => string)[] = [
      () => `<b${attribute}>${phrase()}</b>`,
      () => `<br${attribute}>`,
      () => `<input value="x {{ t }}" do-input="g(a, $value)">`,
      () => `<textarea>${this.#text()}</textarea>`,
      () => `<select do-change='h($value)'>${this.#body("select", depth)}</select>`,
      () => `<svg>${this.#body("svg", depth)}</svg>`,
    ];
    const inFlow: (() => string)[] = [
      () => `<p${attribute}>${phrase()}</p>`,
      () => `<div${attribute}>${this.#body("flow", depth)}</div>`,
      () => `<ul><li${attribute}>${this.#body("flow", depth)}<li>${this.#text()}</ul>`,
      () => `<table>${this.#body("table", depth)}</table>`,
      () => `<pre>\n${phrase()}</pre>`,
    ];
    return this.#random.pick(place === "flow" ? [...inPhrase, ...inFlow] : inPhrase)();
  }
}

interface Item {
  id: number | null;
  n: number;
  t: string;
  done: boolean;
  kids: Item[];
}

function item(random: Random, depth: number): Item {
  return {
    id: random.chance(0.85) ? random.below(9) : null,
    n: random.below(5),
    t: random.text(),
    done: random.chance(0.5),
    kids: depth > 0 ? random.list(2, () => item(random, depth - 1)) : [],
  };
}

/** A state for any of the templates. */
export function generatedState(random: Random): State {
  return {
    a: random.pick([null, 0, 1, 2, "a", true]),
    b: random.chance(0.5),
    t: random.text(),
    u: random.text(),
    d: { e: { f: random.pick([0, "f"]) }, g: item(random, 1) },
    h: random.pick(["", "<b>h</b>", "q", "<i>1</i> z"]),
    nums: random.list(3, () => random.below(9)),
    xs: random.list(4, () => item(random, 2)),
    ys: random.list(2, () => item(random, 1)),
  };
}

/** The state after a random change. */
export function changeGenerated(random: Random, state: State): State {
  const fresh = generatedState(random);
  const next = Object.fromEntries(
    Object.entries(state).map(([name, old]) => [name, random.chance(0.25) ? fresh[name] : old]),
  );
  if (random.chance(0.5)) next["xs"] = random.shuffle(next["xs"] as Item[]);
  return next;
}
