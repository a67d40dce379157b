/**
 * @module A page of the gallery, a random user, and faults between any two messages. At rest, everything that was done counted
 * once: the state is that of a page on which the same happened one by one and without a fault, and the page shows the
 * frame that is stored.
 */
import { abortAllDurableObjects, evictAllDurableObjects } from "cloudflare:test";
import { SessionLive } from "../../../src/session/live.ts";
import { Random } from "../../oracle/random.ts";
import { comparable, slotsOf } from "../../oracle/slots.ts";
import { HeadlessPage } from "../../support/headless-page.ts";
import { type Action, choose } from "./random-user.ts";
import { fetcher, storedOf } from "./gallery.ts";

const PATHS = ["/", "/counter", "/todo", "/table", "/dashboard"] as const;

/** Kinds of steps, and how often each comes. */
const WEIGHTS = {
  /** Somebody does something, and waits for the answer. */
  act: 12,
  /** Somebody does something, and what comes next does not wait. */
  hurry: 14,
  settle: 4,
  hibernate: 4,
  evict: 3,
  abort: 3,
  /** The connection breaks, whatever is under way is lost. */
  cut: 4,
  refresh: 2,
  resync: 1,
  /** What is pending is sent once more on the same connection. */
  again: 2,
} as const;
type Kind = keyof typeof WEIGHTS;

/** One step. */
interface Step {
  readonly kind: Kind;
  readonly a: number;
  readonly b: number;
}

/** A run that can be repeated. */
export interface Run {
  readonly path: string;
  readonly steps: readonly Step[];
}

const KINDS = Object.entries(WEIGHTS).flatMap(([kind, weight]) =>
  Array.from({ length: weight }, () => kind as Kind),
);
const MOST_STEPS = 24;

/** The run of a seed. */
export function planRun(seed: number): Run {
  const random = new Random(seed);
  const steps = Array.from({ length: 6 + random.below(MOST_STEPS - 6) }, () => ({
    kind: random.pick(KINDS),
    a: random.below(1 << 16),
    b: random.below(1 << 16),
  }));
  return { path: PATHS[seed % PATHS.length] ?? "/", steps };
}

/** As it is told. */
export const printRun = ({ path, steps }: Run): string =>
  `${path} ${steps.map(({ kind, a, b }) => `${kind}:${a}:${b}`).join(" ")}`;

/** How often something happened, over all runs. */
export type Tally = Map<string, number>;

/** Every turn throws the same dice, so that one that runs again, or on another page, comes to the same. Gives what undoes it. */
export function loadDice(): () => void {
  const { random } = Math;
  const { begin } = SessionLive.prototype;
  let dice = new Random(1);
  Math.random = () => dice.next();
  SessionLive.prototype.begin = function beginTurn(turn) {
    dice = new Random(1);
    begin.call(this, turn);
  };
  return () => {
    Math.random = random;
    SessionLive.prototype.begin = begin;
  };
}

/** The page of a run, and what was done on it. */
class Actor {
  page: HeadlessPage;
  readonly #path: string;
  readonly #tally: Tally;
  /** What changed the state, by its events on earlier documents. */
  readonly #applied: Action[] = [];
  #done: (Action & { readonly id: number })[] = [];
  #documents = 1;

  constructor(page: HeadlessPage, path: string, tally: Tally) {
    this.page = page;
    this.#path = path;
    this.#tally = tally;
  }

  #count(name: string): void {
    this.#tally.set(name, (this.#tally.get(name) ?? 0) + 1);
  }

  async step({ kind, a, b }: Step): Promise<void> {
    this.#count(kind);
    switch (kind) {
      case "act":
        this.#act(a, b);
        return this.settle();
      case "hurry":
        return this.#act(a, b);
      case "settle":
        return this.settle();
      case "hibernate":
        return evictAllDurableObjects({ webSockets: "hibernate" });
      case "evict":
        return evictAllDurableObjects({ webSockets: "close" });
      case "abort":
        return abortAllDurableObjects();
      case "cut":
        return this.page.cut();
      case "refresh":
        return this.#refresh();
      case "resync":
        return this.page.resync(0);
      case "again":
        for (const event of this.page.pending) this.page.sendEvent(event);
    }
  }

  #act(a: number, b: number): void {
    const action = choose(this.page, this.#path, a, b);
    if (action === null) return;
    const { id } = this.page.issue(action.path, action.data);
    this.#done.push({ ...action, id });
  }

  /** Until nothing is pending. */
  async settle(): Promise<void> {
    for (;;) {
      if (this.page.closed !== undefined) await this.page.connect();
      if (this.page.pending.length === 0) return;
      await this.page.next();
    }
  }

  async #refresh(): Promise<void> {
    await this.settle();
    this.#archive();
    const record = (await storedOf(this.page))?.record;
    const { pathname, search } = new URL(record?.url ?? "http://nowhere");
    this.page.cut();
    const cookie = `do=${this.page.island.token}`;
    this.page = await HeadlessPage.open(fetcher, pathname + search, cookie);
    this.page.nonce = String(++this.#documents).padStart(16, "0");
    this.page.closed = 1006;
  }

  /** Sorts what was done on this document into what counted and what was refused; nothing may be left over. */
  #archive(): void {
    const rejected = new Map(
      this.page.messages.flatMap((message) =>
        message.type === "ack" ? message.rejections.map(({ id, code }) => [id, code] as const) : [],
      ),
    );
    for (const action of this.#done) {
      const code = rejected.get(action.id);
      this.#count(code ?? "applied");
      if (code === undefined) this.#applied.push(action);
    }
    this.#done = [];
  }

  /** Everything that changed the state, in order. */
  get applied(): readonly Action[] {
    this.#archive();
    return this.#applied;
  }
}

/** The same, one by one and without a fault. */
async function undisturbed(path: string, actions: readonly Action[]): Promise<HeadlessPage> {
  const page = await HeadlessPage.open(fetcher, path);
  await page.connect();
  for (const { path: at, data } of actions) {
    page.issue(at, data);
    await page.next();
  }
  return page;
}

function differs(what: string, actual: unknown, expected: unknown): string | null {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  return a === b ? null : `${what}: ${a?.slice(0, 400)} instead of ${b?.slice(0, 400)}`;
}

/** What is wrong at the end of a run, or null. */
export async function play({ path, steps }: Run, tally: Tally): Promise<string | null> {
  const actor = new Actor(await HeadlessPage.open(fetcher, path), path, tally);
  await actor.page.connect();
  for (const step of steps) await actor.step(step);
  await actor.settle();
  const { page, applied } = actor;
  const record = (await storedOf(page))?.record;
  const expected = await undisturbed(path, applied);
  const reference = (await storedOf(expected))?.record;
  const frame = record?.frame && comparable(slotsOf(record.frame));
  return (
    differs("events", record?.last, page.lastId) ??
    differs("state", record?.state, reference?.state) ??
    differs("url", record?.url, reference?.url) ??
    differs("page", page.shown, frame ?? expected.shown) ??
    differs("page", page.shown, expected.shown)
  );
}
