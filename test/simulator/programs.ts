/**
 * @module The five programs of a board that can be deployed: two templates in which the same slot does different things, other
 * handlers, a new version of the state, and one that cannot migrate.
 */
import type { CompiledTemplate } from "../../src/engine/types.ts";
import { type RegisteredView, registerViews } from "../../src/view/registry.ts";
import { compilePage, newEngine } from "../oracle/core.ts";
import { type Variant, viewOf } from "./board.ts";

const ROWS = `<ul>{% for row in rows %}<li><b>{{ row.id }}</b><input type="checkbox" do-click="toggle(row.id)" {% if row.done %}checked{% endif %}><button do-click="remove(row.id)">{{ row.label }}</button></li>{% endfor %}</ul>`;
const NAMES = `<ol>{% for name in names %}<li><b>{{ name }}</b><button do-click="drop(name)">-</button></li>{% endfor %}</ol>`;
const RESET = `{% if count > 5 %}<p><b>{{ count }}</b><button do-click="reset(count)">0</button></p>{% endif %}`;
const FIELD = `<input value="{{ draft }}" do-input="type($value)">`;
const BUTTONS = `<button do-click="grow"></button><button do-click="turn"></button><button do-click="refuse"></button><button do-click="spoil"></button>`;

/** Last, so that schedules which are older than it mean what they meant. */
const OUTSIDE = `<p>{{ news.a }} {{ gifts }}{% if prey.running %}…{% endif %} {{ prey.value }} {{ prey.error|truncatechars:15 }}</p><button do-click="post"></button><button do-click="hunt(1)"></button><button do-click="rest"></button>`;
/** Handlers that ask for something outside. */
export const OUTSIDE_CALLS: ReadonlySet<string> = new Set(["post", "hunt", "rest"]);

const FIRST = `<h1>{{ count }}/{{ visits }}</h1><button do-click="add(1)"></button><button do-click="slow(2)"></button><button do-click="boom(3)"></button>${BUTTONS}${FIELD}${RESET}${ROWS}${NAMES}${OUTSIDE}`;
const SECOND = `<button do-click="slow(20)"></button><button do-click="add(10)"></button>${NAMES}<button do-click="boom(30)"></button><h2>{{ log.length }}</h2>${FIELD}${BUTTONS}${ROWS}${RESET}${OUTSIDE}`;

interface Deployable extends Variant {
  readonly source: string;
}

const BASE: Deployable = { source: FIRST, scale: 1, version: 1, migrates: true, isWatched: false };
const VARIANTS: readonly Deployable[] = [
  BASE,
  { ...BASE, source: SECOND },
  { ...BASE, scale: 3, isWatched: true },
  { ...BASE, source: SECOND, version: 2 },
  { ...BASE, version: 3, migrates: false },
];

/** Arguments that a template writes itself. */
const WRITTEN: { readonly [source: string]: { readonly [call: string]: number } } = {
  [FIRST]: { add: 1, slow: 2, boom: 3, hunt: 1 },
  [SECOND]: { add: 10, slow: 20, boom: 30, hunt: 1 },
};

/** Something that can be deployed. */
export interface Program {
  readonly views: ReadonlyMap<string, RegisteredView>;
  readonly template: CompiledTemplate;
  readonly version: number;
}

/** The engine of all sessions of this process. */
export const engine = newEngine();

/** All programs. */
export const programs: readonly Program[] = await Promise.all(
  VARIANTS.map(async (variant): Promise<Program> => {
    const template = await compilePage({ "page.html": variant.source });
    const views = registerViews({ Board: viewOf(variant) }, { "page.html": template });
    return { views, template, version: variant.version };
  }),
);

/** The argument of `call` on a page of `build`: what the template wrote, or what stands first beside the button. */
export function argumentOf(build: string, call: string, beside: readonly string[]): unknown {
  const index = programs.findIndex(({ template }) => template.build === build);
  const written = WRITTEN[VARIANTS[index]?.source ?? ""]?.[call];
  if (written !== undefined) return written;
  const [first] = beside;
  if (call === "drop") return first;
  return call === "toggle" || call === "remove" || call === "reset" ? Number(first) : undefined;
}
