/**
 * @module The contest in the page: everybody makes the same change of the same table, one after the other, each from a page that was
 * made anew and painted. Clocked is what runs until the DOM is changed: reading what came over the wire, and changing
 * nodes. Style, layout and paint come after it and are everybody's.
 */
import { Idiomorph } from "idiomorph";
import morphdom from "morphdom";
import { HandWritten } from "./hand-written-dom.ts";

/** Somebody who keeps the page up to date. */
export interface Contender {
  // Names that the bundler of the client leaves alone.
  /** Not clocked: gets to know the page as it is. */
  prepare(json: string): void | Promise<void>;
  change(what: string): void;
}

/** One change, as everybody gets it. */
export interface Contest {
  /** The page before it. */
  readonly html: string;
  /** Content of its body: for all, and with an id on each row for those who find them by that. */
  readonly bodies: readonly [plain: string, withIds: string];
  readonly title: string;
  /** What `prepare` is told, and the change. */
  readonly changes: { readonly [name: string]: readonly [held: string, change: string] };
  /** The content of `main` after it. */
  readonly main: string;
}

/** Milliseconds by name. */
export type Times = Record<string, number[]>;

const mainOf = (): Element => document.querySelector("main") as Element;

/** What the morphers change besides `main` is done for them, at once. */
function morphed(morph: (main: Element, html: string) => void): Contender {
  return {
    prepare: () => undefined,
    change(what) {
      const [badge, html] = JSON.parse(what) as [string, string];
      (document.querySelector(".badge") as Element).textContent = badge;
      document.title = `Table: ${badge}`;
      morph(mainOf(), html);
    },
  };
}

let hand: HandWritten;
const contenders = new Map<string, Contender>([
  ["client", Reflect.get(globalThis, "shippingClient") as Contender],
  [
    "by hand",
    {
      prepare() {
        hand = new HandWritten();
      },
      change: (json) => hand.apply(json),
    },
  ],
  ["morphdom", morphed((main, html) => morphdom(main, html))],
  [
    "idiomorph",
    morphed((main, html) => {
      // Asynchronous for changes of the head only.
      void Idiomorph.morph(main, html, { morphStyle: "outerHTML" });
    }),
  ],
]);

/** After the frame that shows what was done. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener("message", () => resolve());
      port1.start();
      port2.postMessage(null);
    });
  });
}

/** The page without what cannot be seen: ids that only the morphers have. */
const shown = (): string => mainOf().outerHTML.replaceAll(/ id="row-\d+"/g, "");

async function once(contest: Contest, name: string, contender: Contender): Promise<number> {
  const [held, change] = contest.changes[name] ?? ["", ""];
  document.body.innerHTML = contest.bodies[name.endsWith("morph") || name === "morphdom" ? 1 : 0];
  document.title = contest.title;
  await contender.prepare(held);
  await painted();
  const start = performance.now();
  contender.change(change);
  const took = performance.now() - start;
  if (shown() !== contest.main) throw new Error(`${name}: ${shown().slice(0, 3000)}`);
  return took;
}

/** Rounds in which everybody has a turn who has time left, until there are enough. */
async function run(contest: Contest, rounds: number, limitMs: number): Promise<Times> {
  const times: Times = {};
  const left = new Map([...contenders.keys()].map((name) => [name, limitMs]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, contender] of contenders) {
      const budgetMs = left.get(name) ?? 0;
      if (budgetMs <= 0) continue;
      const start = performance.now();
      (times[name] ??= []).push(await once(contest, name, contender));
      left.set(name, budgetMs - (performance.now() - start));
    }
  }
  return times;
}

/** How the page is asked. */
export type RunContest = typeof run;
Object.assign(globalThis, { runContest: run });
