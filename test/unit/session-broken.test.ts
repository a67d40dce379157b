/**
 * @module A deploy whose program cannot show what sessions have stored: nothing is lost, pages wait, the next deploy mends it.
 */
import { expect, test } from "vitest";
import { afterClose, CLOSE_BROKEN } from "../../src/protocol/close-codes.ts";
import { BROKEN_RETRY_MS } from "../../src/protocol/limits.ts";
import type { Push } from "../../src/session/push.ts";
import { event } from "../../src/view/decorators.ts";
import { task } from "../../src/view/task.ts";
import { ADD, begin, count, Counter, ONE, TWO } from "../support/deploy-program.ts";
import { type Program, print, type Tab, type World } from "../support/session-world.ts";

/** Prints what is no text. */
class Wrong extends Counter {
  get shown(): object {
    return {};
  }
}

/** Its fields cannot even be made. */
class Worse extends Counter {
  readonly broken: string = JSON.parse("no JSON") as string;
}

const DEPLOYS: Readonly<Record<string, Program>> = {
  "prints what is no text": { view: Wrong, source: `${ONE.source}{{ shown }}` },
  "has a view that cannot be made": { view: Worse, source: `<i>worse</i>${ONE.source}` },
};

const BYE = [`bye code=${CLOSE_BROKEN} retryAfterMs=${BROKEN_RETRY_MS}`];

const push: Push = {
  id: "one more",
  source: null,
  handler: "increment",
  run: (view) => (view as Counter).increment(),
};

/** Everything that waits for nothing has run. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

async function deployed(program: Program): Promise<[World, Tab]> {
  const [world, tab] = await begin();
  await tab.click(ADD);
  await world.deploy(program);
  return [world, tab];
}

test.each(Object.entries(DEPLOYS))(
  "[T27] a deploy that %s: the page is told, its state and its events wait for the next deploy",
  async (_, program) => {
    const [world, tab] = await deployed(program);
    const before = world.state;
    world.crash();
    const waiting = [tab.event(ADD), tab.event(ADD)];
    for (let attempt = 0; attempt < 2; attempt++) {
      expect(print(await tab.connect(waiting))).toEqual(BYE);
      expect(tab.connection.closed).toBe(CLOSE_BROKEN);
      expect([world.state, world.ports.storage.stored?.record.last]).toEqual([before, 1]);
    }
    expect(world.ports.logged.map(({ code }) => code)).toEqual([
      "session.render",
      "session.render",
    ]);
    await world.deploy(ONE);
    expect(print(await tab.connect(waiting))[0]).toBe("ack last=3 rejections=[]");
    expect(count(world)).toBe(3);
  },
);

test.each(Object.entries(DEPLOYS))(
  "[T27] a deploy that %s, under a connection that was kept: an event consumes nothing",
  async (_, program) => {
    const [world, tab] = await deployed(program);
    const click = tab.event(ADD);
    expect(print(await tab.send(click))).toEqual(BYE);
    expect(print(await tab.connect())).toEqual(BYE);
    await world.deploy(TWO);
    const answer = print(await tab.connect([click]));
    expect(answer[0]).toBe("ack last=2 rejections=[]");
    expect(answer[1]).toMatch(/^snap .*<b>2<\/b>/);
  },
);

test("[T27] the same when a push had moved the state on under the program before", async () => {
  const [world, tab] = await deployed(TWO);
  const { session } = world;
  expect(await session.push(push)).toBe("taken");
  await world.deploy(DEPLOYS["prints what is no text"] ?? ONE);
  const click = tab.event(ADD);
  expect(print(await tab.send(click))).toEqual(BYE);
  expect(world.ports.storage.stored?.record.last).toBe(1);
  await world.deploy(ONE);
  expect(print(await tab.connect([click]))[0]).toBe("ack last=2 rejections=[]");
  expect(count(world)).toBe(3);
});

test.each(Object.entries(DEPLOYS))(
  "[T27] a deploy that %s: a push is not taken, and may come again",
  async (_, program) => {
    const [world] = await deployed(program);
    const before = world.ports.storage.stored;
    await expect(world.session.push(push)).rejects.toMatchObject({ code: "session.render" });
    expect(world.ports.storage.stored).toEqual(before);
    await world.deploy(ONE);
    expect(await world.session.push(push)).toBe("taken");
    expect(count(world)).toBe(2);
  },
);

test("[T27] a task that ends meanwhile is begun again, and its result is shown when the state can be", async () => {
  let found: Promise<void> = new Promise(() => undefined);
  class Working extends Counter {
    work = task(async ({ id }) => found.then(() => id));
    @event() override add(): void {
      this.work.run();
    }
  }
  class Broken extends Working {
    get shown(): object {
      return {};
    }
  }
  const working = { view: Working, source: `${ONE.source}{{ work.value }}` };
  const [world, tab] = await begin(working);
  await tab.click(ADD);
  await world.deploy({ view: Broken, source: `${working.source}{{ shown }}` });
  const { storage, logged } = world.ports;
  const [run] = storage.side.tasks.values();
  found = Promise.resolve();
  await world.ring();
  await settled();
  expect(logged.map(({ at, code }) => [at, code])).toEqual([["session.task", "session.render"]]);
  await world.deploy(working);
  await world.ring();
  await settled();
  expect(storage.side.tasks.size).toBe(0);
  expect(print(await tab.resync()).join()).toContain(run?.id);
});

test("[T27] a GET of a session that cannot be shown opens the page anew, and leaves the session", async () => {
  const [world, tab] = await deployed(DEPLOYS["prints what is no text"] ?? ONE);
  const before = world.ports.storage.stored;
  const request = { view: "Page", url: "https://example.org/page?q=1", headers: [] };
  const { session } = world;
  expect(await session.resume({ ...request, principal: "somebody", user: "[null]" })).toBe(null);
  expect(world.ports.storage.stored).toEqual(before);
  await world.deploy(ONE);
  expect(print(await tab.connect())).toEqual(["ack last=1 rejections=[]", "resume seq=1"]);
});

test("[T27] a page that is told so stays, and tries again", () => {
  expect(afterClose(CLOSE_BROKEN)).toBe("retry");
});
