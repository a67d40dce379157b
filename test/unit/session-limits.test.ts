/**
 * @module Limits of a session, scripted: rates, queues, sizes, a disk that is full, and bytes that mean nothing.
 */
import { expect, test } from "vitest";
import { MAX_QUEUED_EVENTS, RATE_BURST } from "../../src/protocol/limits.ts";
import {
  begin,
  count,
  HANG,
  hanging,
  INCREMENT,
  PROGRAM,
  release,
} from "../support/counter-program.ts";
import { print, World } from "../support/session-world.ts";

test("[T17] a burst is limited: first told, then sent away, and nothing of it is lost count of", async () => {
  const [world, tab] = await begin();
  let last: readonly unknown[] = [];
  for (let i = 0; i < RATE_BURST; i++) last = await tab.click(INCREMENT);
  expect(last[0]).toMatchObject({ rejections: [{ code: "event.limited" }] });
  expect(count(world)).toBe(RATE_BURST - 1);
  for (let i = 0; i < RATE_BURST - 1; i++) last = await tab.click(INCREMENT);
  expect(tab.connection.closed).toBe(null);
  last = await tab.click(INCREMENT);
  expect(last[0]).toMatchObject({ type: "bye", code: 4429 });
  expect(tab.connection.closed).toBe(4429);
});

test("[T17] reconnecting or sleeping does not fill the bucket, time does", async () => {
  const [world, tab] = await begin();
  for (let i = 0; i < RATE_BURST - 1; i++) await tab.click(INCREMENT);
  world.hibernate();
  expect((await tab.click(INCREMENT))[0]).toMatchObject({
    rejections: [{ code: "event.limited" }],
  });
  world.crash();
  await tab.connect();
  expect((await tab.click(INCREMENT))[0]).toMatchObject({
    rejections: [{ code: "event.limited" }],
  });
  world.ports.clock.advance(1000);
  expect((await tab.click(INCREMENT))[0]).toMatchObject({ rejections: [] });
});

test("[T18] more than 64 events that wait end the connection with 4429", async () => {
  const [, tab] = await begin();
  const held = tab.send(tab.event(HANG));
  await hanging();
  const waiting = [];
  for (let i = 0; i < MAX_QUEUED_EVENTS + 1; i++) waiting.push(tab.send(tab.event(INCREMENT)));
  expect(tab.connection.closed).toBe(4429);
  release();
  await Promise.all([held, ...waiting]);
});

test("[T19] a write that fails closes the connection, and the page finds what was committed", async () => {
  const [world, tab] = await begin();
  await tab.click(INCREMENT);
  world.ports.storage.failing = true;
  const lost = tab.event(INCREMENT);
  expect(await tab.send(lost)).toEqual([]);
  expect(tab.connection.closed).toBe(1011);
  world.ports.storage.failing = false;
  expect(print(await tab.connect([lost]))).toEqual(["ack last=2 rejections=[]", "patch seq=2 ops"]);
  expect(count(world)).toBe(2);
});

test.each([
  ["text", "hello"],
  ["nothing known", Uint8Array.of(99)],
  ["half an event", Uint8Array.of(0x12)],
  ["no bytes of a hello", Uint8Array.of(1)],
])("bytes that are no message end the connection with 4400: %s", async (_, bytes) => {
  const [, tab] = await begin();
  await tab.say(bytes);
  expect(tab.connection.closed).toBe(4400);
});

test("[P2] a frame over the limit is not read: 1009", async () => {
  const [, tab] = await begin();
  await tab.say(new Uint8Array(65_537));
  expect(tab.connection.closed).toBe(1009);
});

test("[P3] an event before hello ends the connection with 4400", async () => {
  const world = await World.of(PROGRAM);
  const tab = await world.open();
  tab.dial();
  await tab.click(INCREMENT);
  expect(tab.connection.closed).toBe(4400);
});
