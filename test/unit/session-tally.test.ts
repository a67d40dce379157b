/**
 * @module What is counted on a connection, and told once, when it ends.
 */
import { expect, test } from "vitest";
import { World } from "../support/session-world.ts";
import { FAIL, INCREMENT, begin, PROGRAM } from "../support/counter-program.ts";

const sum = (numbers: readonly number[]): number =>
  numbers.reduce((total, each) => total + each, 0);

test("[O11] a connection that ended is told of once, with what happened on it, sleep or not", async () => {
  const [world, tab] = await begin();
  await tab.click(INCREMENT);
  await tab.click(FAIL);
  world.hibernate();
  await tab.click(INCREMENT);
  await tab.resync();
  expect(world.observed).toEqual([]);
  tab.connection.close(1000);
  await world.session.closed(tab.connection);
  expect(world.observed).toEqual([
    {
      at: "session.connection",
      view: "Page",
      session: "session",
      events: 3,
      replayed: 0,
      rejected: 1,
      resyncs: 1,
      resumes: 1,
      catchUps: 0,
      snaps: 1,
      bytesIn: expect.any(Number) as number,
      bytesOut: sum(tab.connection.sentBytes),
    },
  ]);
  expect(world.observed[0]?.bytesIn).toBeGreaterThan(0);
});

test("[O11] how a page came back: with events that had waited, by one patch", async () => {
  const [world, tab] = await begin();
  await tab.connect([tab.event(INCREMENT), tab.event(FAIL)]);
  await world.session.closed(tab.connection);
  expect(world.observed).toMatchObject([
    { events: 0, replayed: 2, rejected: 1, resumes: 0, catchUps: 1, snaps: 0 },
  ]);
});

test("[O11] a connection that we ended is told of as well", async () => {
  const [world, tab] = await begin();
  await tab.say(Uint8Array.of(99));
  expect(tab.connection.closed).toBe(4400);
  await world.session.closed(tab.connection);
  expect(world.observed).toMatchObject([{ resumes: 1, bytesOut: sum(tab.connection.sentBytes) }]);
});

test("[O11] who watches breaks nothing", async () => {
  const world = await World.of(PROGRAM);
  const tab = await world.connected();
  world.observed.push = () => {
    throw new Error("the data set is full");
  };
  await world.session.closed(tab.connection);
  expect(world.ports.logged).toMatchObject([{ at: "session.observe" }]);
  expect(await tab.click(INCREMENT)).toHaveLength(2);
});
