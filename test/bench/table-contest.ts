/**
 * @module The operations of js-framework-benchmark on the gallery's table as changes from one state to the next, for those who change
 * the DOM: as ops, as JSON for what is written by hand, as HTML for the morphers.
 */
import type { Engine } from "../../src/engine/engine.ts";
import type { CompiledTemplate } from "../../src/engine/types.ts";
import type { Island } from "../../src/protocol/page.ts";
import type { HandChange, HandRow } from "./hand-written-dom.ts";
import type { Contest } from "./in-page-contest.ts";
import { random } from "./pages.ts";

const COLOURS = ["red", "yellow", "blue", "green", "pink", "brown", "purple", "white", "black"];
const NOUNS = ["table", "chair", "house", "desk", "car", "pony", "cookie", "pizza", "keyboard"];

interface State {
  readonly rows: readonly HandRow[];
  readonly selected: number;
}

let nextId = 1;

function fresh(count: number): HandRow[] {
  const label = (): string => `handsome ${random.pick(COLOURS)} ${random.pick(NOUNS)}`;
  return Array.from({ length: count }, () => [nextId++, label()] as const);
}

const badgeOf = ({ rows, selected }: State): string =>
  `${rows.length} rows${selected === 0 ? "" : `, ${selected} selected`}`;

type Without<T> = T extends readonly [string, ...infer Rest] ? Rest : never;
type Change = readonly [before: State, after: State, hand: Without<HandChange>];

const of = (rows: readonly HandRow[], selected = 0): State => ({ rows, selected });

/** A change of each kind; `few` and `many` as in that benchmark, or smaller. */
function changes(few: number, many: number): { readonly [name: string]: Change } {
  const rows = fresh(few);
  const [first, more, lots] = [fresh(few), fresh(few), fresh(many)];
  const updated = rows.map(([id, label], i): HandRow => [
    id,
    i % 10 === 0 ? `${label} !!!` : label,
  ]);
  const last = few - 2;
  const swapped = rows.with(1, rows[last] as HandRow).with(last, rows[1] as HandRow);
  const labels = updated.flatMap(([, label], i) => (i % 10 === 0 ? [[i, label] as const] : []));
  const [a, b] = [rows[3]?.[0], rows[7]?.[0]];
  return {
    "create 1,000": [of([]), of(first), ["create", first]],
    "replace 1,000": [of(rows), of(more), ["create", more]],
    "update every 10th of 1,000": [of(rows), of(updated), ["label", labels]],
    "select one of 1,000": [of(rows, a), of(rows, b), ["select", 3, 7]],
    "swap two of 1,000": [of(rows), of(swapped), ["swap", 1, last]],
    "remove one of 1,000": [of(rows), of(rows.toSpliced(4, 1)), ["remove", 4]],
    "create 10,000": [of([]), of(lots), ["create", lots]],
    "append 1,000 to 1,000": [of(rows), of([...rows, ...more]), ["append", more]],
    "clear 1,000": [of(rows), of([]), ["clear"]],
  };
}

function between(html: string, tag: string): string {
  return html.slice(html.indexOf(`<${tag}`), html.lastIndexOf(`</${tag}>`) + tag.length + 3);
}

const bodyOf = (html: string): string =>
  between(html, "body").slice("<body>".length, -"</body>".length);

/** With an id on each row: what morphers find rows by. */
const withIds = (html: string): string =>
  html.replaceAll(/<tr class="([^"]*)"><td>(\d+)/g, '<tr id="row-$2" class="$1"><td>$2');

function contest(
  engine: Engine,
  template: CompiledTemplate,
  [before, after, hand]: Change,
): Contest {
  const fields = (state: State): object => ({
    sought: "",
    selected: state.selected,
    status: badgeOf(state),
    rows: state.rows.map(([id, label]) => ({ id, label })),
  });
  const values = engine.encode(template, fields(before));
  const { frame } = engine.evaluate(template, values, null, null);
  const next = engine.advance(
    template,
    engine.encode(template, fields(after)),
    { values, frame },
    null,
  );
  const [from, to] = [engine.render(template, frame), engine.render(template, next.frame)];
  const island: Island = {
    build: template.build,
    epoch: 1,
    seq: 0,
    root: "document",
    blocks: Object.fromEntries(
      from.blocks.map((block) => [block, template.blocks[block] ?? { first: 0, shape: [] }]),
    ),
    skeleton: from.skeleton,
  };
  const definitions = template.blocks.map((definition, i) => [i, JSON.stringify(definition)]);
  const main = between(to.html, "main");
  const morphed = JSON.stringify([badgeOf(after), withIds(main)]);
  const ops = Buffer.from(next.ops).toString("base64");
  return {
    bodies: [bodyOf(from.html), withIds(bodyOf(from.html))],
    title: `Table: ${badgeOf(before)}`,
    changes: {
      client: [JSON.stringify([island, definitions, ops]), ""],
      "by hand": ["", JSON.stringify([badgeOf(after), ...hand])],
      morphdom: ["", morphed],
      idiomorph: ["", morphed],
    },
    main,
    html: from.html,
  };
}

/** All of them by name, and the page's HTML around them. */
export function contests(
  engine: Engine,
  template: CompiledTemplate,
  sizes: readonly [few: number, many: number],
): { readonly [name: string]: Contest } {
  return Object.fromEntries(
    Object.entries(changes(...sizes)).map(([name, change]) => [
      name,
      contest(engine, template, change),
    ]),
  );
}
