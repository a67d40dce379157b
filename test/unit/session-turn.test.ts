/**
 * @module Turns of a session, scripted, in plain Node with the real core: exactly once, in order, whatever happens in between;
 * what fails changes nothing but the count of events.
 */
import { expect, test, vi } from "vitest";
import { HANDLER_TIMEOUT_MS } from "../../src/protocol/limits.ts";
import {
  begin,
  BLOAT,
  CHOOSE,
  count,
  FAIL,
  HANG,
  hanging,
  INCREMENT,
  items,
  LIST,
  PROGRAM,
  REFUSE,
  release,
  REMOVE,
  RENAME,
  seen,
  SPOIL,
} from "../support/counter-program.ts";
import { path, print, World } from "../support/session-world.ts";

test("[T10] a GET stores nothing, and the socket that follows mounts no second time", async () => {
  seen.mounts = 0;
  const world = await World.of(PROGRAM);
  const tab = await world.open();
  expect(world.ports.storage.stored).toBe(null);
  expect(print(await tab.connect())).toEqual(["ack last=0 rejections=[]", "resume seq=0"]);
  expect(seen.mounts).toBe(1);
  expect(world.ports.storage.stored?.record.seq).toBe(0);
  expect(world.ports.storage.alarmAt).toBe(world.ports.storage.stored?.record.expiresAt);
});

test("[T11] a click is acknowledged and patched in one frame, and writes only what changed", async () => {
  const [world, tab] = await begin();
  world.ports.storage.writes = [];
  expect(print(await tab.click(INCREMENT))).toEqual([
    "ack last=1 rejections=[]",
    "patch seq=1 ops",
  ]);
  expect(tab.connection.frames.at(-1)).toHaveLength(2);
  expect(world.ports.storage.writes).toEqual(
    [["state", "frame", "seq", "tokens", "last", "mark"].toSorted()].map((names) =>
      expect.arrayContaining(names),
    ),
  );
  expect(world.ports.storage.writes[0]).not.toContain("known");
  expect(count(world)).toBe(1);
});

test("[T11] a turn of synchronous code without queries sets no timer", async () => {
  const [world, tab] = await begin();
  const after = vi.spyOn(world.ports.clock, "after");
  await tab.click(INCREMENT);
  expect(after).not.toHaveBeenCalled();
});

test("[T2] an id that was answered is acknowledged again, with its error, and runs no second time", async () => {
  const [world, tab] = await begin();
  const first = tab.event(INCREMENT);
  const second = tab.event(REFUSE);
  await tab.send(first, second);
  const { writes } = world.ports.storage;
  const before = writes.length;
  expect(print(await tab.send(first))).toEqual(["ack last=2 rejections=[]"]);
  expect(print(await tab.send(second))).toEqual([
    'ack last=2 rejections=[2 event.refused "No more today"]',
  ]);
  expect(writes.length).toBe(before);
  expect(count(world)).toBe(1);
});

test("[T3] an id after a gap ends the connection with 4400", async () => {
  const [world, tab] = await begin();
  tab.lastId = 5;
  expect(print(await tab.click(INCREMENT))).toEqual(["bye code=4400 retryAfterMs=0"]);
  expect(tab.connection.closed).toBe(4400);
  expect(count(world)).toBe(0);
});

test("[T12] events of one frame run in order, also when a handler waits", async () => {
  const [world, tab] = await begin();
  const answered = tab.send(tab.event(INCREMENT), tab.event(HANG), tab.event(INCREMENT));
  await hanging();
  release();
  expect(print(await answered).filter((line) => line.startsWith("ack"))).toEqual([
    "ack last=1 rejections=[]",
    "ack last=2 rejections=[]",
    "ack last=3 rejections=[]",
  ]);
  expect(count(world)).toBe(1001);
});

test.each([
  ["throws", FAIL, "event.failed"],
  ["refuses", REFUSE, "event.refused"],
  ["leaves what cannot be stored", SPOIL, "session.state-type"],
  ["leaves too much", BLOAT, "session.state-too-large"],
])("[T13] a handler that %s changes nothing, and consumes its id", async (_, at, code) => {
  const [world, tab] = await begin();
  await tab.click(INCREMENT);
  const answer = await tab.click(at);
  expect(answer[0]).toMatchObject({ type: "ack", last: 2, rejections: [{ id: 2, code }] });
  expect(print(answer)[1]).toBe("patch seq=2");
  expect(count(world)).toBe(1);
  expect(print(await tab.click(INCREMENT))[0]).toBe("ack last=3 rejections=[]");
  expect(count(world)).toBe(2);
});

test("[T13] of a failure the page learns the code, the view and the log the rest", async () => {
  const [world, tab] = await begin();
  const answer = await tab.click(FAIL);
  expect(JSON.stringify(answer)).not.toContain("secret");
  expect(seen.told).toEqual(["fail: secret: do not show"]);
  expect(world.ports.logged).toMatchObject([{ code: "event.failed", ref: "session:1" }]);
  await tab.click(REFUSE);
  expect(world.ports.logged).toHaveLength(1);
});

test("[T14] a handler that takes too long is given up, and what it writes later is ignored", async () => {
  const [world, tab] = await begin();
  const answered = tab.click(HANG);
  await hanging();
  world.ports.clock.advance(HANDLER_TIMEOUT_MS);
  expect((await answered)[0]).toMatchObject({ rejections: [{ id: 1, code: "event.timeout" }] });
  release();
  await tab.click(INCREMENT);
  expect(count(world)).toBe(1);
  expect(world.ports.clock.pending).toBe(0);
});

test("[T15] what the browser adds goes through the schema, and only where it is asked for", async () => {
  const [world, tab] = await begin();
  const codes = async (at: typeof RENAME, data?: string | number): Promise<unknown> =>
    (await tab.click(at, data))[0];
  const invalid = { rejections: [{ code: "event.invalid" }] };
  expect(await codes(RENAME, "too long")).toMatchObject(invalid);
  expect(await codes(RENAME, 7)).toMatchObject(invalid);
  expect(await codes(RENAME)).toMatchObject(invalid);
  expect(await codes(INCREMENT, "more")).toMatchObject(invalid);
  expect(await codes(RENAME, "abc")).toMatchObject({ rejections: [] });
  expect(world.state).toContain("ABC");
  expect(await codes(path([LIST, 2], CHOOSE), 3)).toMatchObject({ rejections: [] });
  expect(world.state).toContain("2x3");
});

test("[I15] a click on a row that is gone is stale, and reaches no other row", async () => {
  const [world, tab] = await begin();
  const late = path([LIST, 2], REMOVE);
  const seq = tab.seq;
  await tab.click(late);
  expect((await tab.send(tab.event(late, undefined, seq)))[0]).toMatchObject({
    rejections: [{ code: "event.stale" }],
  });
  expect(items(world)).toEqual([{ id: 1 }, { id: 3 }]);
  await tab.click(path([LIST, 3], REMOVE));
  expect(items(world)).toEqual([{ id: 1 }]);
});

test.each([
  ["a slot that is no event", path(1)],
  ["a slot that does not exist", path(99)],
  ["a row that never was", path([LIST, "__proto__"], REMOVE)],
  ["a path that stops too early", path([LIST, 1])],
  ["a path that goes on", path(0, 0)],
])("[I15] a forged address is stale: %s", async (_, at) => {
  const [world, tab] = await begin();
  const answer = await tab.click(at);
  expect(world.ports.logged).toEqual([]);
  expect(answer[0]).toMatchObject({ rejections: [{ id: 1, code: "event.stale" }] });
  expect(count(world)).toBe(0);
});

test("[T6] an event issued in the future is stale", async () => {
  const [, tab] = await begin();
  const answer = await tab.send(tab.event(INCREMENT, undefined, 77));
  expect(answer[0]).toMatchObject({ rejections: [{ code: "event.stale" }] });
});

test("[P1] the browser's `current` is the seq of its last answer", async () => {
  const [world, tab] = await begin();
  await tab.send(tab.event(INCREMENT, undefined, "current"));
  await tab.send(tab.event(INCREMENT, undefined, "current"));
  expect(count(world)).toBe(2);
});

test("[T16] a control that the answer contradicts is set back, one that it confirms is not", async () => {
  const [, tab] = await begin();
  const normalised = await tab.click(RENAME, "abc");
  const same = await tab.click(RENAME, "abc");
  const confirmed = await tab.click(RENAME, "ABC");
  const sizes = [normalised, same, confirmed].map((messages) =>
    messages.map((each) => (each.type === "patch" ? each.ops.length : -1)).at(-1),
  );
  expect(sizes[0]).toBeGreaterThan(0);
  expect(sizes[1]).toBeGreaterThan(0);
  expect(sizes[2]).toBe(0);
});
