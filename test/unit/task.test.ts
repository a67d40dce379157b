/**
 * @module Tasks: work outside of turns. It begins when its turn is committed, the latest run wins, what it gives arrives as a
 * push, and a run whose memory was lost is begun again from its stored arguments.
 */
import { beforeEach, expect, test } from "vitest";
import { MAX_TASK_ATTEMPTS, TASK_TIMEOUT_MS } from "../../src/protocol/limits.ts";
import { debounce, event } from "../../src/view/decorators.ts";
import { LiveView } from "../../src/view/live-view.ts";
import { Refused } from "../../src/view/refused.ts";
import { text } from "../../src/view/schema.ts";
import { task, type Work } from "../../src/view/task.ts";
import { path, print, type Program, type Tab, World } from "../support/session-world.ts";

/** A search that somebody has begun. */
interface Search extends Pick<Work, "signal" | "id"> {
  readonly term: string;
  readonly env: unknown;
  readonly found: PromiseWithResolvers<unknown>;
}

/** Of all sessions, in order. */
let searches: Search[] = [];

async function find({ env, signal, id }: Work, term: string): Promise<string[]> {
  const found = Promise.withResolvers<unknown>();
  searches.push({ env, signal, id, term, found });
  return (await found.promise) as string[];
}

class Places extends LiveView {
  static readonly template = "page.html";
  term = "";
  hits = task(find);
  @event(text(100)) @debounce(300) search(term: string): void {
    this.term = term;
    this.hits.run(term);
  }
  @event() cancel(): void {
    this.hits.cancel();
  }
  @event() fail(): void {
    this.hits.run("never");
    throw new Error("no");
  }
  @event() twice(): void {
    this.hits.run("first");
    this.hits.run("second");
  }
  @event() large(): void {
    this.hits.run("x".repeat(70_000));
  }
  @event() async wait(): Promise<void> {
    await (this.env as unknown as { wait(): Promise<void> }).wait();
  }
  @event() keep(): void {
    Object.assign(this, { term: [this.hits] });
  }
}

const SOURCE = [
  ...["cancel", "fail", "twice", "large", "keep", "wait"].map(
    (name) => `<button do-click="${name}"></button>`,
  ),
  `<input type="search" value="{{ term }}" do-input="search($value)">`,
  `<ul aria-busy="{{ hits.running|yesno:'true,false' }}">{% for hit in hits.value %}<li>{{ hit }}</li>{% empty %}<li>Nothing</li>{% endfor %}</ul>`,
  `{% if hits.error %}<p>{{ hits.error }}</p>{% endif %}`,
].join("");
const PROGRAM: Program = { view: Places, source: SOURCE };
const CANCEL = path(0);
const FAIL = path(1);
const TWICE = path(2);
const LARGE = path(3);
const KEEP = path(4);
const WAIT = path(5);
const SEARCH = path(7);

/** Everything that waits for nothing has run. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

async function begin(isDev = false): Promise<[World, Tab]> {
  const world = await World.of(PROGRAM, isDev);
  return [world, await world.connected()];
}

/** What a page that is sent anew shows. */
async function shown(tab: Tab): Promise<string> {
  const snap = (await tab.resync()).find((message) => message.type === "snap");
  const html = snap?.type === "snap" ? snap.html : "";
  return html.replace(/<button.*?<\/button>|<input.*?>/g, "").replaceAll(/ do-[a-z]+="[^"]*"/g, "");
}

const page = (busy: boolean, items: string, error = ""): string =>
  `<ul aria-busy="${busy}">${items}</ul>${error && `<p>${error}</p>`}`;

beforeEach(() => {
  searches = [];
});

test("[W1] a search: it runs outside of the turn, and what it finds arrives as a push", async () => {
  const [world, tab] = await begin();
  expect(print(await tab.click(SEARCH, "lis"))).toEqual([
    "ack last=1 rejections=[]",
    "patch seq=1 ops",
  ]);
  expect(searches.map(({ term, env }) => [term, env])).toEqual([["lis", world.env]]);
  expect(await shown(tab)).toBe(page(true, "<li>Nothing</li>"));
  const before = tab.connection.frames.length;
  searches[0]?.found.resolve(["Lisbon", "Lisle"]);
  await settled();
  expect(print(tab.connection.frames.slice(before).flat()).at(-1)).toBe("patch seq=2 ops");
  expect(await shown(tab)).toBe(page(false, "<li>Lisbon</li><li>Lisle</li>"));
  expect(world.ports.storage.side.tasks.size).toBe(0);
});

test("[W1] the mailbox is free while it runs", async () => {
  const [, tab] = await begin();
  await tab.click(SEARCH, "lis");
  expect(print(await tab.click(CANCEL))).toContain("ack last=2 rejections=[]");
});

test("[W1] it does not wait for events that wait behind it", async () => {
  const [world, tab] = await begin();
  const { promise, resolve } = Promise.withResolvers<void>();
  world.env["wait"] = async () => promise;
  const hello = tab.connect([tab.event(SEARCH, "lis"), tab.event(WAIT)]);
  await settled();
  expect(searches.map(({ term }) => term)).toEqual(["lis"]);
  resolve();
  expect(print(await hello)[0]).toBe("ack last=2 rejections=[]");
  expect(searches).toHaveLength(1);
});

test("[W2] the latest run wins: the one before is aborted, and what it finds is ignored", async () => {
  const [world, tab] = await begin();
  await tab.click(SEARCH, "l");
  await tab.click(SEARCH, "li");
  const [first, second] = searches;
  expect([first?.signal.aborted, second?.signal.aborted]).toEqual([true, false]);
  first?.found.resolve(["wrong"]);
  await settled();
  expect(await shown(tab)).toBe(page(true, "<li>Nothing</li>"));
  second?.found.resolve(["right"]);
  await settled();
  expect(await shown(tab)).toBe(page(false, "<li>right</li>"));
  expect(world.ports.logged).toEqual([]);
});

test("[W2] of two runs of one turn only the second begins", async () => {
  const [, tab] = await begin();
  await tab.click(TWICE ?? []);
  expect(searches.map(({ term }) => term)).toEqual(["second"]);
});

test("[W2] cancel aborts, and keeps what there was", async () => {
  const [world, tab] = await begin();
  await tab.click(SEARCH, "a");
  searches[0]?.found.resolve(["Aachen"]);
  await settled();
  await tab.click(SEARCH, "b");
  await tab.click(CANCEL ?? []);
  expect(searches[1]?.signal.aborted).toBe(true);
  expect(await shown(tab)).toBe(page(false, "<li>Aachen</li>"));
  expect(world.ports.storage.side.tasks.size).toBe(0);
});

test("[W3] a turn that is rolled back begins nothing", async () => {
  const [world, tab] = await begin();
  await tab.click(FAIL ?? []);
  expect(searches).toEqual([]);
  expect(world.ports.storage.side.tasks.size).toBe(0);
  expect(await shown(tab)).toBe(page(false, "<li>Nothing</li>"));
});

test("[W3] a turn whose commit fails begins nothing", async () => {
  const [world, tab] = await begin();
  world.ports.storage.failing = true;
  await tab.click(SEARCH, "lis");
  expect(searches).toEqual([]);
});

test("[W4] what it shows survives sleep; its function does not have to", async () => {
  const [world, tab] = await begin();
  await tab.click(SEARCH, "a");
  searches[0]?.found.resolve(["Aachen"]);
  await settled();
  world.hibernate();
  expect(await shown(tab)).toBe(page(false, "<li>Aachen</li>"));
  await tab.click(SEARCH, "b");
  expect(searches).toHaveLength(2);
  expect(world.state).not.toContain("function");
});

test("[W5] a run whose memory was lost is begun again when the alarm rings, under the same id", async () => {
  const [world, tab] = await begin();
  await tab.click(SEARCH, "lis");
  world.hibernate();
  await world.ring();
  expect(searches.map(({ term }) => term)).toEqual(["lis", "lis"]);
  expect(searches[1]?.id).toBe(searches[0]?.id);
  searches[1]?.found.resolve(["Lisbon"]);
  await settled();
  expect(await shown(tab)).toBe(page(false, "<li>Lisbon</li>"));
});

test("[W5] or when the page comes back first", async () => {
  const [world, tab] = await begin();
  await tab.click(SEARCH, "lis");
  world.crash();
  await tab.connect();
  expect(searches.map(({ term }) => term)).toEqual(["lis", "lis"]);
});

test("[W5] the alarm does not begin again what is running", async () => {
  const [world, tab] = await begin();
  await tab.click(SEARCH, "lis");
  await world.ring();
  await world.ring();
  expect(searches).toHaveLength(1);
  searches[0]?.found.resolve(["Lisbon"]);
  await settled();
  await world.ring();
  const { storage } = world.ports;
  expect(storage.alarmAt).toBeGreaterThan(world.ports.clock.time + 80_000_000);
});

test("[W5] a result whose commit fails is lost: the run is begun again", async () => {
  const [world, tab] = await begin();
  await tab.click(SEARCH, "lis");
  world.ports.storage.failing = true;
  searches[0]?.found.resolve(["lost"]);
  await settled();
  world.ports.storage.failing = false;
  await world.ring();
  expect(searches).toHaveLength(2);
  searches[1]?.found.resolve(["Lisbon"]);
  await settled();
  expect(await shown(tab)).toBe(page(false, "<li>Lisbon</li>"));
});

test("[W6] after three attempts it is given up as interrupted", async () => {
  const [world, tab] = await begin();
  await tab.click(SEARCH, "lis");
  for (let attempt = 1; attempt <= MAX_TASK_ATTEMPTS; attempt++) {
    world.hibernate();
    await world.ring();
    await settled();
  }
  expect(searches).toHaveLength(MAX_TASK_ATTEMPTS);
  expect(await shown(tab)).toMatch(/^<ul aria-busy="false">.*<p>task.interrupted \(\w+\)<\/p>$/);
  expect(world.ports.storage.side.tasks.size).toBe(0);
});

test("[W6] an attempt that is counted was made, also when memory is lost in the hello that wanted it", async () => {
  const [world, tab] = await begin();
  world.env["wait"] = async () => new Promise(() => undefined);
  void tab.connect([tab.event(SEARCH, "lis"), tab.event(WAIT)]);
  await settled();
  for (let attempt = 1; attempt <= MAX_TASK_ATTEMPTS; attempt++) {
    world.crash();
    await world.ring();
    await settled();
  }
  expect(searches).toHaveLength(MAX_TASK_ATTEMPTS);
  expect(world.state).toContain("task.interrupted");
});

test("[W6] a state that calls a task running which nobody has stored: it was interrupted", async () => {
  const [world, tab] = await begin();
  await tab.click(SEARCH, "lis");
  world.ports.storage.side.tasks.clear();
  world.hibernate();
  await tab.click(CANCEL ?? []);
  expect(await shown(tab)).toBe(page(false, "<li>Nothing</li>", "task.interrupted"));
});

test("[W7] what it throws: code and reference, and in development the text", async () => {
  for (const [isDev, expected] of [
    [false, /<p>task\.failed \(\w+\)<\/p>$/],
    [true, /<p>task\.failed: the secret is 7<\/p>$/],
  ] as const) {
    searches = [];
    const [world, tab] = await begin(isDev);
    await tab.click(SEARCH, "lis");
    searches[0]?.found.reject(new Error("the secret is 7"));
    await settled();
    const html = await shown(tab);
    expect(html).toMatch(expected);
    const [logged] = world.ports.logged;
    expect(logged).toMatchObject({ at: "session.task.hits", code: "task.failed" });
    if (!isDev) expect(html).toContain(logged?.ref);
    await tab.click(SEARCH, "again");
    expect(await shown(tab)).toBe(page(true, "<li>Nothing</li>"));
  }
});

test("[W7] an expected no is shown as it is, and not logged", async () => {
  const [world, tab] = await begin();
  await tab.click(SEARCH, "lis");
  searches[0]?.found.reject(new Refused("Too many searches today"));
  await settled();
  expect(await shown(tab)).toBe(page(false, "<li>Nothing</li>", "Too many searches today"));
  expect(world.ports.logged).toEqual([]);
});

test("[W7] a value that cannot be stored is a failure", async () => {
  const [world, tab] = await begin();
  await tab.click(SEARCH, "lis");
  searches[0]?.found.resolve([() => 1]);
  await settled();
  expect(await shown(tab)).toMatch(/^<ul aria-busy="false">.*<p>task.failed \(\w+\)<\/p>$/);
  expect(world.ports.logged.map(({ code }) => code)).toEqual(["session.state-type", "task.failed"]);
});

test("[W8] it has five minutes", async () => {
  const [world, tab] = await begin();
  await tab.click(SEARCH, "lis");
  world.ports.clock.advance(TASK_TIMEOUT_MS - 1);
  await settled();
  expect(searches[0]?.signal.aborted).toBe(false);
  world.ports.clock.advance(1);
  await settled();
  expect(searches[0]?.signal.aborted).toBe(true);
  expect(await shown(tab)).toMatch(/<p>task.timeout \(\w+\)<\/p>$/);
});

test("[W8] its arguments are bounded, and what is too large fails the event", async () => {
  const [world, tab] = await begin();
  expect(print(await tab.click(LARGE))).toEqual([
    'ack last=1 rejections=[1 task.arguments ""]',
    "patch seq=1",
  ]);
  expect(searches).toEqual([]);
  expect(world.ports.storage.side.tasks.size).toBe(0);
});

test("[W9] nothing is left awake after it: no timer, and one alarm that looks", async () => {
  const [world, tab] = await begin();
  await tab.click(SEARCH, "a");
  expect(world.ports.clock.pending).toBe(1);
  await tab.click(SEARCH, "b");
  searches[0]?.found.resolve([]);
  searches[1]?.found.resolve([]);
  await settled();
  expect(world.ports.clock.pending).toBe(0);
});

test("[W9] a second run within the time of the alarm does not move it", async () => {
  const [world, tab] = await begin();
  await tab.click(SEARCH, "a");
  const { alarmAt } = world.ports.storage;
  world.ports.clock.time += 1_000;
  await tab.click(SEARCH, "b");
  expect(world.ports.storage.alarmAt).toBe(alarmAt);
});

test("[W10] only a field of a view can be a task", async () => {
  const [, tab] = await begin();
  expect(print(await tab.click(KEEP))).toEqual([
    'ack last=1 rejections=[1 session.state-type ""]',
    "patch seq=1",
  ]);
});

test("[W11] one that mount runs begins when the page has connected", async () => {
  class Mounted extends Places {
    override mount(): void {
      this.hits.run("all");
    }
  }
  const world = await World.of({ view: Mounted, source: SOURCE });
  const tab = await world.open();
  expect(searches).toEqual([]);
  expect(world.ports.storage.stored).toBe(null);
  await tab.connect();
  expect(searches.map(({ term }) => term)).toEqual(["all"]);
  searches[0]?.found.resolve(["everything"]);
  await settled();
  expect(await shown(tab)).toBe(page(false, "<li>everything</li>"));
});

test("[W11] and does not wait for onConnect, nor for events that wait", async () => {
  class Slow extends Places {
    override mount(): void {
      this.hits.run("all");
    }
    override async onConnect(): Promise<void> {
      await this.wait();
    }
  }
  for (const pending of [[], [WAIT]]) {
    searches = [];
    const world = await World.of({ view: Slow, source: SOURCE });
    world.env["wait"] = async () => new Promise(() => undefined);
    const tab = await world.open();
    void tab.connect(pending.map((at) => tab.event(at)));
    await settled();
    expect(searches.map(({ term }) => term)).toEqual(["all"]);
  }
});

test("a task takes what its work takes, and its value is what that gives, or null", () => {
  const view = new Places();
  const value: string[] | null = view.hits.value;
  // @ts-expect-error -- the work takes a text
  view.hits.run(1);
  expect([value, view.hits.running]).toEqual([null, true]);
});
