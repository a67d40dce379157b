/**
 * @module A page that is loaded again goes on with its session: no mount, no flash, and the old document is out of it. Whoever
 * comes second, or is somebody else, gets a page of its own.
 */
import { expect, test } from "vitest";
import type { OpenRequest, OpenResult } from "../../src/rpc/open.ts";
import { ADD, begin, count, Counter, log, ONE, TWO, WATCHED } from "../support/deploy-program.ts";
import { print, Tab, World } from "../support/session-world.ts";

const REQUEST: OpenRequest = {
  view: "Page",
  url: "https://example.org/page?q=1",
  headers: [],
  principal: "somebody",
  user: '["Ada"]',
};

const resume = (world: World, differently: Partial<OpenRequest> = {}): Promise<OpenResult | null> =>
  world.session.resume({ ...REQUEST, ...differently });

/** The page that came of it. */
async function loadedAgain(world: World): Promise<[Tab, string]> {
  const result = await resume(world);
  if (result?.kind !== "page") throw new Error(`no page: ${JSON.stringify(result)}`);
  return [new Tab(world, result.island, "00000000000000ee"), result.html];
}

test("[R1] a page that is loaded again shows what its session is, mounts nothing and needs no HTML after that", async () => {
  const [world, tab] = await begin();
  await tab.click(ADD);
  world.crash();
  log.length = 0;
  const [again, html] = await loadedAgain(world);
  expect(html).toContain("<b>1</b>");
  expect(print(await again.connect())).toEqual(["ack last=0 rejections=[]", "resume seq=1"]);
  await again.click(ADD);
  expect(count(world)).toBe(2);
  expect(log).toEqual([]);
});

test("[R1] it is rendered by the program that is deployed, and what it offers is that program's", async () => {
  const [world, tab] = await begin();
  await tab.click(ADD);
  await world.deploy(TWO);
  const [again, html] = await loadedAgain(world);
  expect(html).toContain("++");
  await again.connect();
  await again.click(ADD);
  expect(count(world)).toBe(101);
});

test("[R2] a page is resumed once: who comes second, before anybody is there, gets its own", async () => {
  const [world] = await begin();
  expect(await resume(world)).not.toBe(null);
  expect(await resume(world)).toBe(null);
  world.hibernate();
  expect(await resume(world)).toBe(null);
});

test("[R2] the document that was left is superseded, with what it still says", async () => {
  const [world, tab] = await begin();
  await loadedAgain(world);
  expect(print(await tab.click(ADD))).toEqual(["bye code=4409 retryAfterMs=0"]);
  expect(count(world)).toBe(0);
});

test("[R2] it may come back (back-forward cache), with its own count of events", async () => {
  const [world, tab] = await begin();
  await tab.click(ADD);
  const [again] = await loadedAgain(world);
  await again.connect();
  expect(print(await tab.connect([tab.event(ADD)]))[0]).toBe("ack last=2 rejections=[]");
  expect(again.connection.closed).toBe(4409);
});

test.each([
  ["somebody else", { principal: "mallory" }],
  ["another URL", { url: "https://example.org/page?q=2" }],
  ["another view", { view: "Other" }],
])("[R3] nothing is resumed for %s", async (_, differently) => {
  const [world] = await begin();
  expect(await resume(world, differently)).toBe(null);
});

test("[R3] nor before a page was there, nor after the session has expired", async () => {
  const [world] = await begin();
  await world.ports.storage.erase();
  world.crash();
  expect(await resume(world)).toBe(null);
});

test.each([["reconnect"], ["never"]] as const)(
  "[R4] a view that resumes on «%s» mounts at a refresh",
  async (how) => {
    class Fresh extends Counter {
      static readonly resume = how;
    }
    const [world, tab] = await begin({ ...ONE, view: Fresh });
    expect(await resume(world)).toBe(null);
    await tab.connect();
    expect(tab.connection.closed).toBe(how === "never" ? 4410 : null);
  },
);

test("[R5] who leaves by a refresh is missed once and greeted once", async () => {
  const [world, tab] = await begin(WATCHED);
  const [again] = await loadedAgain(world);
  tab.connection.closed = 1001;
  await world.session.closed(tab.connection);
  await again.connect();
  expect(world.state).toContain("+-+");
  expect(world.state).not.toContain("+-+-");
});

test("[R6] what cannot be shown is not resumed, and said in the log", async () => {
  const [world] = await begin();
  world.ports.storage.failing = true;
  expect(await resume(world)).toBe(null);
  expect(world.ports.logged.map(({ at }) => at)).toEqual(["session.resume"]);
});

/** The page of a new session that begins with what the world's session has. */
async function forked(world: World, to: World): Promise<[Tab, string] | null> {
  const copy = await world.session.copy(REQUEST);
  if (copy === null) return null;
  const result = await to.session.open(REQUEST, copy);
  if (result.kind !== "page") throw new Error(`no page: ${JSON.stringify(result)}`);
  return [new Tab(to, result.island, "00000000000000ee"), result.html];
}

test("[R8] a fork begins with the state, mounts nothing, and the first session goes on as if nothing were", async () => {
  const [world, tab] = await begin();
  await tab.click(ADD);
  const to = await World.of(ONE);
  world.hibernate();
  log.length = 0;
  const [other, html] = (await forked(world, to)) ?? [];
  expect(html).toContain("<b>1</b>");
  expect(print((await other?.connect()) ?? [])).toEqual([
    "ack last=0 rejections=[]",
    "resume seq=0",
  ]);
  await other?.click(ADD);
  await other?.click(ADD);
  expect(print(await tab.click(ADD))).toEqual(["ack last=2 rejections=[]", "patch seq=2 ops"]);
  expect([count(world), count(to)]).toEqual([2, 3]);
  expect(log).toEqual([]);
});

test.each([
  ["somebody else", { principal: "mallory" }],
  ["another URL", { url: "https://example.org/page?q=2" }],
  ["another view", { view: "Other" }],
])("[R8] nothing is copied for %s", async (_, differently) => {
  const [world, tab] = await begin();
  await tab.click(ADD);
  expect(await world.session.copy({ ...REQUEST, ...differently })).toBe(null);
});

test("[R8] a copy that this code cannot read is a mount", async () => {
  const world = await World.of(ONE);
  log.length = 0;
  const result = await world.session.open(REQUEST, { state: '[{"count":1},9]', version: 2 });
  expect(result.kind === "page" && result.html).toContain("<b>0</b>");
  expect(log).toEqual(["mount"]);
});
