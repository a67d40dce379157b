/**
 * @module The browser's half of the oracle: the shipping client's page, driven by ops, and compared after each step with a
 * fresh parse of the fresh HTML. Bundled and put into the page by the test.
 */
import { LivePage } from "../../client/dom/live-page.ts";
import { differ } from "./differ.ts";
import { Random } from "./random.ts";
import { User } from "./user.ts";
import { DormouseError } from "../../src/errors/error.ts";
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

/** Ops with some bytes changed, dropped or added. */
function garbled(random: Random, ops: readonly number[]): Uint8Array {
  const bytes = [...ops];
  for (let n = random.below(3); n >= 0; n--) {
    const at = random.below(bytes.length + 1);
    bytes.splice(at, random.below(2), ...random.list(2, () => random.below(256)));
  }
  return Uint8Array.from(bytes);
}

/** Ops of any bytes. What is refused must be refused by name, and must have changed nothing. */
function refuse(random: Random, { ops, blocks }: PageStep): string | null {
  const before = document.documentElement.outerHTML;
  page?.learn(blocks);
  for (let n = 0; n < 20; n++) {
    const bytes = garbled(random, ops);
    try {
      page?.apply(bytes);
      // It was a patch after all. The page is another one now.
      if (document.documentElement.outerHTML !== before) return "";
    } catch (error) {
      if (!(error instanceof DormouseError)) return `${String(error)} of ${bytes.join()}`;
      if (document.documentElement.outerHTML !== before) return `changed by ${bytes.join()}`;
    }
  }
  return null;
}

const oracle = {
  /** Hostile patches, up to the first of each run that happens to be one. */
  garble: (runs: string): Result => {
    for (const [i, run] of (JSON.parse(runs) as PageRun[]).entries()) {
      const random = new Random(i);
      const failure = follow(run, (next) => refuse(random, next) ?? step(next));
      if (failure !== null && failure.what !== "") return { run: i, ...failure };
    }
    return null;
  },
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
