/**
 * @module Coming back, scripted: reconnects, sleep, crashes, evictions, deploys and other tabs. No event is lost or doubled,
 * and a page that missed nothing is sent nothing.
 */
import { expect, test, vi } from "vitest";
import { SESSION_LIFETIME_MS } from "../../src/protocol/limits.ts";
import { ADD, begin, count, log, ONE, WATCHED } from "../support/deploy-program.ts";
import { path, print, Tab, World } from "../support/session-world.ts";

test("[H1] nothing happened: a reconnect is answered without HTML, also after sleep and crash", async () => {
  const [world, tab] = await begin();
  await tab.click(ADD);
  for (const fault of [() => undefined, () => world.hibernate(), () => world.crash()]) {
    fault();
    expect(print(await tab.connect())).toEqual(["ack last=1 rejections=[]", "resume seq=1"]);
    expect(tab.connection.sentBytes.at(-1)).toBeLessThan(8);
  }
});

test("[H2] an answer that was lost is caught up with one patch from the page's own seq", async () => {
  const [world, tab] = await begin();
  await tab.click(ADD);
  const seen = tab.seq;
  const lost = tab.event(ADD);
  await tab.send(lost);
  tab.seq = seen;
  expect(print(await tab.connect([lost]))).toEqual(["ack last=2 rejections=[]", "patch seq=2 ops"]);
  expect(count(world)).toBe(2);
});

test("[H3] when memory was lost as well, the page is sent anew", async () => {
  const [world, tab] = await begin();
  const lost = tab.event(ADD);
  await tab.send(lost);
  tab.seq = 0;
  world.crash();
  const answer = print(await tab.connect([lost]));
  expect(answer[0]).toBe("ack last=1 rejections=[]");
  expect(answer[1]).toMatch(/^snap seq=1 .*<b>1<\/b>/);
  expect(count(world)).toBe(1);
});

test("[T4] events that waited run once, in order, before the answer", async () => {
  const [world, tab] = await begin();
  world.crash();
  const pending = [tab.event(ADD), tab.event(path(9)), tab.event(ADD)];
  const answer = print(await tab.connect(pending));
  expect(answer).toEqual(['ack last=3 rejections=[2 event.stale ""]', "patch seq=3 ops"]);
  expect(count(world)).toBe(2);
  tab.seq = 0;
  expect(print(await tab.connect(pending))[0]).toBe(answer[0]);
  expect(count(world)).toBe(2);
});

test("[H4] an object that was evicted before the socket attached mounts again, and loses no click", async () => {
  log.length = 0;
  const world = await World.of(ONE);
  const tab = await world.open();
  world.hibernate();
  const answer = print(await tab.connect([tab.event(path(3))]));
  expect(answer[0]).toBe("ack last=1 rejections=[]");
  expect(answer[1]).toMatch(/^snap seq=2 .*<b>1<\/b>/);
  expect(tab.epoch).not.toBe(tab.island.epoch);
  expect(log).toEqual(["mount", "mount"]);
  expect(count(world)).toBe(1);
});

test("[H6] another tab supersedes the first, which may come back with its own count of events", async () => {
  const [world, first] = await begin();
  await first.click(ADD);
  const second = await openAnother(world, first);
  expect(first.connection.closed).toBe(4409);
  expect(print(first.connection.frames.at(-1) ?? [])).toEqual(["bye code=4409 retryAfterMs=0"]);
  await second.click(ADD);
  expect(count(world)).toBe(2);
  expect(print(await first.connect([first.event(ADD)]))[0]).toBe("ack last=2 rejections=[]");
  expect(second.connection.closed).toBe(4409);
  expect(count(world)).toBe(3);
});

/** A tab that was duplicated. */
async function openAnother(world: World, { island, seq, build, epoch }: Tab): Promise<Tab> {
  const tab = new Tab(world, island, "000000000000000b");
  Object.assign(tab, { seq, build, epoch });
  await tab.connect();
  return tab;
}

test("[H7] late frames of an old connection are ignored", async () => {
  const [world, tab] = await begin();
  const old = tab.connection;
  const late = tab.event(ADD);
  await tab.connect();
  expect(old.closed).toBe(1000);
  const current = tab.connection;
  tab.connection = old;
  expect(await tab.send(late)).toEqual([]);
  tab.connection = current;
  expect(count(world)).toBe(0);
});

test("[H8] somebody else's page is sent away with 4401", async () => {
  const [world, tab] = await begin();
  await tab.click(ADD);
  await tab.connect([tab.event(ADD)], { principal: "somebody else" });
  expect(tab.connection.closed).toBe(4401);
  expect(count(world)).toBe(1);
});

test("[H9] a protocol that we do not speak: 4426", async () => {
  const [, tab] = await begin();
  tab.dial();
  await tab.hello({ versions: [2, 9] });
  expect(tab.connection.closed).toBe(4426);
});

test("[T3] a gap among the events that waited: 4400", async () => {
  const [, tab] = await begin();
  await tab.click(ADD);
  tab.lastId = 3;
  await tab.connect([tab.event(ADD)]);
  expect(tab.connection.closed).toBe(4400);
});

test("[T9] a page whose session has expired is sent for a new one, and none of its events runs elsewhere", async () => {
  const [world, tab] = await begin();
  await tab.click(ADD);
  world.crash();
  await world.ports.storage.erase();
  await tab.connect([tab.event(ADD)]);
  expect(tab.connection.closed).toBe(4410);
  expect(world.ports.storage.stored).toBe(null);
  // Another tab of the same page may have begun a new session there.
  const other = await world.open("00000000000000bb");
  await other.connect();
  await tab.connect([tab.event(ADD)]);
  expect(tab.connection.closed).toBe(4410);
});

test("[H3] a page that is ahead of its session is sent anew", async () => {
  const [, tab] = await begin();
  tab.dial();
  expect(print(await tab.hello({ seq: 9 }))[1]).toMatch(/^snap seq=0/);
});

test("[H10] a resync is answered with the whole page", async () => {
  const [, tab] = await begin();
  await tab.click(ADD);
  expect(print(await tab.resync())).toEqual([expect.stringMatching(/^snap seq=1 .*<b>1<\/b>/)]);
});

test("[T8] connecting and leaving are turns of their own", async () => {
  const [world, tab] = await begin(WATCHED);
  expect(world.state).toContain('"+"');
  expect(print(tab.connection.frames.at(-1) ?? [])).toEqual(["patch seq=1 ops"]);
  tab.connection.closed = 1006;
  await world.session.closed(tab.connection);
  expect(world.state).toContain('"+-"');
  tab.seq = 1;
  expect(print(await tab.connect()).slice(0, 2)).toEqual([
    "ack last=0 rejections=[]",
    "patch seq=2 ops",
  ]);
  expect(world.state).toContain('"+-+"');
});

test("[T9] a session lives a day after its last activity, and is then forgotten", async () => {
  log.length = 0;
  const [world, tab] = await begin(WATCHED);
  const { clock, storage } = world.ports;
  clock.advance(SESSION_LIFETIME_MS / 2);
  await tab.click(ADD);
  tab.connection.closed = 1006;
  clock.advance(SESSION_LIFETIME_MS / 2);
  world.hibernate();
  await world.session.alarm();
  expect(storage.alarmAt).toBe(storage.stored?.record.expiresAt);
  expect(storage.stored).not.toBe(null);
  clock.advance(SESSION_LIFETIME_MS / 2);
  world.hibernate();
  await world.session.alarm();
  expect(storage.stored).toBe(null);
  expect(storage.alarmAt).toBe(null);
  expect(log).toEqual(["mount", "unmount"]);
});

test("[T9] an alarm that rings again calls `unmount` no second time", async () => {
  log.length = 0;
  const [world, tab] = await begin(WATCHED);
  tab.connection.closed = 1006;
  world.ports.clock.advance(SESSION_LIFETIME_MS);
  await Promise.all([world.session.alarm(), world.session.alarm()]);
  await world.session.alarm();
  expect(log).toEqual(["mount", "unmount"]);
});

test("[T9] what `unmount` throws is logged, and the session is forgotten all the same", async () => {
  const [world, tab] = await begin(WATCHED);
  using _ = vi.spyOn(WATCHED.view.prototype, "unmount").mockRejectedValue(new Error("no"));
  tab.connection.closed = 1006;
  world.ports.clock.advance(SESSION_LIFETIME_MS);
  await world.session.alarm();
  expect(world.ports.storage.stored).toBe(null);
  expect(world.ports.logged).toHaveLength(1);
});

test("[T9] a page that is connected and silent keeps its session", async () => {
  const [world] = await begin();
  world.ports.clock.advance(SESSION_LIFETIME_MS * 3);
  world.hibernate();
  await world.session.alarm();
  expect(world.ports.storage.stored).not.toBe(null);
  expect(world.ports.storage.alarmAt).toBeGreaterThan(world.ports.clock.now());
});

test("a page that left is missed also while its connection is still listed, and once", async () => {
  const [world, tab] = await begin(WATCHED);
  await world.session.closed(tab.connection);
  expect(world.state).toContain('"+-"');
  const second = tab.connection;
  await tab.connect();
  await world.session.closed(second);
  expect(world.state).not.toContain("--");
});

test("a session whose view is gone is forgotten in time", async () => {
  const [world, tab] = await begin();
  tab.connection.closed = 1006;
  const { record } = world.ports.storage.stored ?? { record: null };
  if (record === null) throw new Error("nothing stored");
  world.ports.storage.stored = { record: { ...record, view: "Gone" }, rejections: [] };
  world.hibernate();
  await tab.connect();
  expect(tab.connection.closed).toBe(4410);
  world.ports.clock.advance(SESSION_LIFETIME_MS);
  await world.session.alarm();
  expect(world.ports.storage.stored).toBe(null);
});
