/**
 * @module Deploys, scripted: another template, another version of the state, and what was clicked on the page before. No click is
 * lost, none reaches what the page did not show, and no patch crosses builds.
 */
import { expect, test } from "vitest";
import { ADD, begin, count, Counter, LISTS, ONE, TWO } from "../support/deploy-program.ts";
import { path, print, World } from "../support/session-world.ts";

test("[T5] a deploy loses no click: it runs as the page showed it, and the page is sent anew", async () => {
  const [world, tab] = await begin();
  await tab.click(ADD);
  await world.deploy(TWO);
  world.crash();
  const answer = print(await tab.connect([tab.event(ADD), tab.event(ADD)]));
  expect(answer[0]).toBe("ack last=3 rejections=[]");
  expect(answer[1]).toMatch(/^snap seq=2 .*<b>3<\/b>/);
  expect(count(world)).toBe(3);
  await tab.click(ADD);
  expect(count(world)).toBe(103);
});

test("[T5] a deploy while the page is connected: what was clicked on the old page does what it showed", async () => {
  const [world, tab] = await begin();
  await tab.click(ADD);
  await world.deploy(TWO);
  const [first, second] = [tab.event(ADD), tab.event(ADD)];
  const answer = print(await tab.send(first, second));
  expect(answer[0]).toBe("ack last=2 rejections=[]");
  expect(answer[1]).toMatch(/^snap seq=2 .*<b>2<\/b>/);
  expect(answer.slice(2)).toEqual(["ack last=3 rejections=[]", "patch seq=3 ops"]);
  expect(count(world)).toBe(3);
});

test("[T6] an address of an older template is stale once nobody remembers what it meant", async () => {
  const [world, tab] = await begin();
  await tab.click(ADD);
  await world.deploy(TWO);
  await tab.connect();
  await tab.click(path(2));
  world.hibernate();
  const answer = await tab.send(tab.event(ADD, undefined, 1));
  expect(answer[0]).toMatchObject({ rejections: [{ code: "event.stale" }] });
  expect(count(world)).toBe(2);
});

test("[H5] a deploy that changes no template costs the page nothing", async () => {
  const [world, tab] = await begin();
  await tab.click(ADD);
  class Renamed extends Counter {}
  await world.deploy({ ...ONE, view: Renamed });
  world.crash();
  expect(print(await tab.connect())).toEqual(["ack last=1 rejections=[]", "resume seq=1"]);
});

test("[T7] state of an older version is migrated, state of a newer one mounted anew", async () => {
  const [world, tab] = await begin();
  await tab.click(ADD);
  class Newer extends Counter {
    static override readonly version = 2;
    static migrate(state: unknown, from: number): object {
      return { count: (state as { count: number }).count + from * 1000 };
    }
  }
  await world.deploy({ ...ONE, view: Newer });
  await tab.click(ADD);
  expect(count(world)).toBe(1002);
  await world.deploy(ONE);
  world.crash();
  const answer = print(await tab.connect());
  expect(answer[0]).toBe("ack last=2 rejections=[]");
  expect(answer[1]).toMatch(/^snap .*<b>0<\/b>/);
  await tab.click(ADD);
  expect(count(world)).toBe(1);
});

test("a deploy loses no click either when its snap was lost, and memory after that", async () => {
  const [world, tab] = await begin();
  const { seq, build } = tab;
  for (const program of [TWO, { ...TWO, source: `${TWO.source}<i>3</i>` }]) {
    await world.deploy(program);
    world.crash();
    await tab.connect();
    Object.assign(tab, { seq, build });
  }
  world.crash();
  const answer = print(await tab.connect([tab.event(ADD)]));
  expect(answer[0]).toBe("ack last=1 rejections=[]");
  expect(count(world)).toBe(1);
  expect(world.ports.storage.stored?.record.formerFrame).not.toBe(null);
  await tab.click(ADD);
  expect(count(world)).toBe(101);
  expect(world.ports.storage.stored?.record.formerFrame).toBe(null);
});

test("after a snap the page is sent again what it knew of another template", async () => {
  const world = await World.of(LISTS);
  const tab = await world.connected();
  expect(print(await tab.click(ADD)).map((line) => line.split(" ")[0])).toContain("blocks");
  await world.deploy({ ...LISTS, source: `<i>new</i>${LISTS.source}` });
  const known = Uint8Array.of(255);
  tab.dial();
  const hello = print(await tab.hello({ known }));
  expect(hello[1]).toMatch(/^snap/);
  const answer = print(await tab.click(ADD));
  expect(answer.map((line) => line.split(" ")[0])).toEqual(["ack", "blocks", "patch"]);
});

test("what the page showed by the template before is kept until it is known to show the new one", async () => {
  const [world, tab] = await begin();
  const former = (): unknown => world.ports.storage.stored?.record.formerFrame;
  await world.deploy(TWO);
  await tab.connect();
  expect(former()).not.toBe(null);
  await tab.connect();
  expect(former()).toBe(null);
});
