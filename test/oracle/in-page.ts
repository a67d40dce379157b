/**
 * @module The browser's half of the oracle: the shipping client's page, driven by ops, and compared after each step with a
 * fresh parse of the fresh HTML. Bundled and put into the page by the test.
 */
import { LivePage } from "../../client/dom/live-page.ts";
import { Random } from "./random.ts";
import { User } from "./user.ts";
import type { Island } from "../../src/protocol/page.ts";

/** One step: definitions of blocks that the page lacks, ops, and the HTML that it must then show. */
export interface PageStep {
  readonly blocks: readonly (readonly [block: number, definition: string])[];
  readonly ops: readonly number[];
  readonly html: string;
}

/** A page as the server sent it. */
export interface Start {
  readonly island: Island;
  readonly html: string;
}

/** A page and what happens to it. */
export interface PageRun {
  readonly start: Start;
  readonly steps: readonly PageStep[];
}

/** What went wrong at which step; -1: before the first. */
export interface Failure {
  readonly step: number;
  readonly what: string;
}

/** What differs, or null. */
function differ(live: Node, fresh: Node, where: string): string | null {
  if (live.nodeName !== fresh.nodeName)
    return `${where}: ${live.nodeName} instead of ${fresh.nodeName}`;
  if (live instanceof Text && live.data !== (fresh as Text).data) {
    return `${where}: text ${JSON.stringify(live.data)} instead of ${JSON.stringify((fresh as Text).data)}`;
  }
  if (live instanceof Element) {
    const found =
      differInAttributes(live, fresh as Element) ?? differInControl(live, fresh as Element);
    if (found !== null) return `${where}: ${found}`;
  }
  const [ours, theirs] = [children(live), children(fresh)];
  for (let i = 0; i < Math.max(ours.length, theirs.length); i++) {
    const [a, b] = [ours[i], theirs[i]];
    if (a === undefined || b === undefined) {
      return `${where}: ${ours.length} nodes instead of ${theirs.length}; live ${ours.map(name).join()} fresh ${theirs.map(name).join()}`;
    }
    const found = differ(a, b, `${where}/${name(a)}[${i}]`);
    if (found !== null) return found;
  }
  return null;
}

const name = (node: Node): string =>
  node instanceof Text ? JSON.stringify(node.data) : node.nodeName.toLowerCase();

function attributes(element: Element): string {
  return [...element.attributes]
    .map((a) => `${a.name}=${JSON.stringify(a.value)}`)
    .toSorted()
    .join(" ");
}

function differInAttributes(live: Element, fresh: Element): string | null {
  const [a, b] = [attributes(live), attributes(fresh)];
  return a === b ? null : `attributes ${a} instead of ${b}`;
}

/** What a user sees of a control, beside its attributes. */
function control(element: Element): string {
  if (element instanceof HTMLInputElement) return `${element.value} ${element.checked}`;
  if (element instanceof HTMLTextAreaElement) return element.value;
  if (element instanceof HTMLOptionElement) return String(element.selected);
  return "";
}

function differInControl(live: Element, fresh: Element): string | null {
  // What is being typed is the user's.
  if (live === document.activeElement) return null;
  // A select with nothing selected shows its first option; which one after several patches is the browser's choice.
  if (live instanceof HTMLOptionElement && !live.hasAttribute("selected")) return null;
  const [a, b] = [control(live), control(fresh)];
  return a === b ? null : `control ${JSON.stringify(a)} instead of ${JSON.stringify(b)}`;
}

/** Children without what parsers and people do not see: empty texts, our scripts; neighbouring texts as one. */
function children(node: Node): Node[] {
  const list: Node[] = [];
  for (const child of node instanceof HTMLTemplateElement
    ? node.content.childNodes
    : node.childNodes) {
    if (child instanceof Element && child.hasAttribute("data-oracle")) continue;
    const last = list.at(-1);
    if (child instanceof Text) {
      if (child.data === "") continue;
      if (last instanceof Text) {
        list[list.length - 1] = document.createTextNode(last.data + child.data);
        continue;
      }
    }
    list.push(child);
  }
  return list;
}

const parser = new DOMParser();
let page: LivePage | undefined;

function compare(html: string): string | null {
  return differ(
    document.documentElement,
    parser.parseFromString(html, "text/html").documentElement,
    "html",
  );
}

/** Shows a page as if it had been loaded: its HTML goes through the parser of documents. */
function load({ island, html }: Start): string | null {
  document.open();
  document.write(html);
  document.close();
  page = new LivePage(() => undefined);
  try {
    page.hydrate(island);
  } catch (error) {
    return `hydration: ${String(error)}`;
  }
  return compare(html);
}

function step({ blocks, ops, html }: PageStep): string | null {
  try {
    page?.learn(blocks);
    page?.apply(Uint8Array.from(ops));
  } catch (error) {
    return `patch: ${String(error)}`;
  }
  return compare(html);
}

/** Hydrates a page and applies steps to it, `around` each of them. */
function follow(run: PageRun, around: typeof step): Failure | null {
  const first = load(run.start);
  if (first !== null) return { step: -1, what: first };
  for (const [i, next] of run.steps.entries()) {
    const what = around(next);
    if (what !== null) return { step: i, what };
  }
  return null;
}

/** The first run that fails, and where. */
type Result = (Failure & { readonly run: number }) | null;

function followAll(json: string, around: (run: number) => typeof step): Result {
  // As text: the type of an island is too deep for the driver.
  for (const [i, run] of (JSON.parse(json) as PageRun[]).entries()) {
    const failure = follow(run, around(i));
    if (failure !== null) return { run: i, ...failure };
  }
  return null;
}

const oracle = {
  /** Follows each run of a JSON list. */
  run: (runs: string): Result => followAll(runs, () => step),
  /** The same while somebody types. */
  type: (runs: string): Result =>
    followAll(runs, (i) => {
      const user = new User(new Random(i));
      return (next) => {
        user.act();
        return step(next) ?? user.complain(next.html);
      };
    }),
};

export type Oracle = typeof oracle;
Object.assign(globalThis, { oracle });
