/**
 * @module How tasks end, and what bounds them: what they throw, how long and how large they may be, what stays awake for them.
 */
import { beforeEach, expect, test } from "vitest";
import { TASK_TIMEOUT_MS } from "../../src/protocol/limits.ts";
import { Refused } from "../../src/view/refused.ts";
import {
  begin,
  KEEP,
  LARGE,
  page,
  Places,
  SEARCH,
  searches,
  settled,
  shown,
  WAIT,
  SOURCE,
} from "../support/searches.ts";
import { print, World } from "../support/session-world.ts";

beforeEach(() => {
  searches.length = 0;
});

test("[W7] what it throws: code and reference, and in development the text", async () => {
  for (const [isDev, expected] of [
    [false, /<p>task\.failed \(\w+\)<\/p>$/],
    [true, /<p>task\.failed: the secret is 7<\/p>$/],
  ] as const) {
    searches.length = 0;
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
      await (this.env as unknown as { wait(): Promise<void> }).wait();
    }
  }
  for (const pending of [[], [WAIT]]) {
    searches.length = 0;
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
