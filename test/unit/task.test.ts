/**
 * @module Tasks: work outside of turns. It begins when its turn is committed, the latest run wins, what it gives arrives as a
 * push, and a run whose memory was lost is begun again from its stored arguments.
 */
import { beforeEach, expect, test } from "vitest";
import { MAX_TASK_ATTEMPTS } from "../../src/protocol/limits.ts";
import {
  begin,
  CANCEL,
  FAIL,
  page,
  SEARCH,
  searches,
  settled,
  shown,
  TWICE,
} from "../support/searches.ts";
import { print } from "../support/session-world.ts";

beforeEach(() => {
  searches.length = 0;
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

test("[W6] a state that calls a task running which nobody has stored: it was interrupted", async () => {
  const [world, tab] = await begin();
  await tab.click(SEARCH, "lis");
  world.ports.storage.side.tasks.clear();
  world.hibernate();
  await tab.click(CANCEL ?? []);
  expect(await shown(tab)).toBe(page(false, "<li>Nothing</li>", "task.interrupted"));
});
