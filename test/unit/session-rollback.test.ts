/**
 * @module State that the code cannot read: written by newer code before a rollback, or older than what `migrate` knows. It is
 * set aside, the view mounts anew, and it comes back with code that can read it, unless somebody acted since.
 */
import { expect, test } from "vitest";
import { ADD, begin, count, Counter, ONE } from "../support/deploy-program.ts";
import { print } from "../support/session-world.ts";

class Newer extends Counter {
  static override readonly version = 2;
}
class Forgetful extends Counter {
  static override readonly version = 3;
  static migrate(): object {
    throw new Error("nobody knows that version any more");
  }
}
const NEWER = { ...ONE, view: Newer };
const FORGETFUL = { ...ONE, view: Forgetful };

test("[T20] a rollback that nobody acts on leaves the state as it was", async () => {
  const [world, tab] = await begin(NEWER);
  await tab.click(ADD);
  await world.deploy(ONE);
  const answer = print(await tab.connect());
  expect(answer[1]).toMatch(/^snap .*<b>0<\/b>/);
  await world.deploy(NEWER);
  const again = print(await tab.connect());
  expect(again[0]).toBe("ack last=1 rejections=[]");
  expect(again[1]).toMatch(/^snap .*<b>1<\/b>/);
  await tab.click(ADD);
  expect(count(world)).toBe(2);
});

test("[T20] what a user did after a rollback is not undone by the next deploy", async () => {
  const [world, tab] = await begin(NEWER);
  await tab.click(ADD);
  await tab.click(ADD);
  await world.deploy(ONE);
  await tab.connect();
  await tab.click(ADD);
  await world.deploy(NEWER);
  expect(print(await tab.connect())[0]).toBe("ack last=3 rejections=[]");
  expect(count(world)).toBe(1);
});

test("[T20] an address of the page before the rollback is stale, whatever it says", async () => {
  const [world, tab] = await begin(NEWER);
  await tab.click(ADD);
  await world.deploy(ONE);
  const [answer] = await tab.send(tab.event(ADD, undefined, "current"));
  expect(answer).toMatchObject({ rejections: [{ code: "event.stale" }] });
  expect(count(world)).toBe(0);
});

test("[T21] a migrate that fails is logged, and the view mounts anew; the state waits for better code", async () => {
  const [world, tab] = await begin();
  await tab.click(ADD);
  await world.deploy(FORGETFUL);
  expect(print(await tab.connect())[1]).toMatch(/^snap .*<b>0<\/b>/);
  expect(world.ports.logged.map(({ at }) => at)).toEqual(["session.migrate"]);
  await world.deploy(NEWER);
  expect(print(await tab.connect())[1]).toMatch(/^snap .*<b>1<\/b>/);
});
