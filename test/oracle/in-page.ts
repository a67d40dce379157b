/**
 * @module The browser's half of the oracle: the shipping client's page, driven by ops, and compared after each step with a
 * fresh parse of the fresh HTML. Bundled and put into the page by the test.
 */
import { LivePage } from "../../client/dom/live-page.ts";
import { differ } from "./differ.ts";
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
