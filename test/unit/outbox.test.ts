/**
 * @module `this.live.enqueue`: a message leaves if and only if its turn was committed, at least once, with growing pauses while
 * its queue does not take it.
 */
import { readFileSync } from "node:fs";
import { beforeEach, expect, test } from "vitest";
import {
  MAX_OUTBOX_MESSAGES,
  MAX_SEND_ATTEMPTS,
  MAX_SEND_PAUSE_MS,
  SEND_GRACE_MS,
  SESSION_LIFETIME_MS,
} from "../../src/protocol/limits.ts";
import { COMMITS_TABLE } from "../../src/session/d1-commit.ts";
import { pauseMs } from "../../src/session/outbox.ts";
import { event } from "../../src/view/decorators.ts";
import { LiveView } from "../../src/view/live-view.ts";
import { path, print, type Program, type Tab, World } from "../support/session-world.ts";

/** A queue that can be told to fail, or to wait. */
class Queue {
  sent: unknown[] = [];
  isDown = false;
  gate: Promise<void> = Promise.resolve();

  async send(body: unknown): Promise<void> {
    await this.gate;
    if (this.isDown) throw new Error("the queue is down");
    this.sent.push(body);
  }
}

let reports = new Queue();
let others = new Queue();

class Report extends LiveView {
  static readonly template = "page.html";
  made = 0;
  @event() make(): void {
    this.live.enqueue(reports, { report: ++this.made, key: this.live.key });
  }
  @event() fail(): void {
    this.live.enqueue(reports, "never");
    throw new Error("no");
  }
  @event() both(): void {
    this.live.enqueue(reports, new Map([["a", new Date(7)]]));
    this.live.enqueue(others, "b");
  }
  @event() unbound(): void {
    this.live.enqueue(new Queue(), "never");
  }
  @event() large(): void {
    this.live.enqueue(reports, "x".repeat(130_000));
  }
  @event() many(): void {
    for (let i = 0; i < MAX_OUTBOX_MESSAGES; i++) this.live.enqueue(reports, i);
  }
}

const HANDLERS = ["make", "fail", "both", "unbound", "large", "many"];
const PROGRAM: Program = {
  view: Report,
  source: `${HANDLERS.map((name) => `<button do-click="${name}"></button>`).join("")}{{ made }}`,
};
const [MAKE, FAIL, BOTH, UNBOUND, LARGE, MANY] = HANDLERS.map((_, slot) => path(slot));

async function click(tab: Tab, at: typeof MAKE): Promise<string[]> {
  return print(await tab.click(at ?? []));
}

/** Everything that waits for nothing has run. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

async function begin(): Promise<[World, Tab]> {
  const world = await World.of(PROGRAM);
  Object.assign(world.env, { REPORTS: reports, OTHERS: others });
  return [world, await world.connected()];
}

const waiting = (world: World): number => world.ports.storage.side.outbox.size;

beforeEach(() => {
  reports = new Queue();
  others = new Queue();
});

test("[O1] a message leaves when its turn is committed, and is struck out when it is taken", async () => {
  const [world, tab] = await begin();
  const gate = Promise.withResolvers<void>();
  reports.gate = gate.promise;
  await click(tab, MAKE);
  expect(waiting(world)).toBe(1);
  gate.resolve();
  await settled();
  expect(reports.sent).toEqual([{ report: 1, key: "session:000000000000000a:1" }]);
  expect(waiting(world)).toBe(0);
});

test("[O1] each goes to its queue, as it was", async () => {
  const [, tab] = await begin();
  await click(tab, BOTH);
  await settled();
  expect(reports.sent).toEqual([new Map([["a", new Date(7)]])]);
  expect(others.sent).toEqual(["b"]);
});

test("[O2] a turn that is rolled back sends nothing", async () => {
  const [world, tab] = await begin();
  await click(tab, FAIL);
  world.ports.storage.failing = true;
  await click(tab, MAKE);
  world.ports.storage.failing = false;
  await settled();
  expect(reports.sent).toEqual([]);
  expect(waiting(world)).toBe(0);
});

test("[O3] after a crash the alarm sends it, again if it had been taken", async () => {
  const [world, tab] = await begin();
  reports.gate = new Promise(() => undefined);
  await click(tab, MAKE);
  world.crash();
  reports.gate = Promise.resolve();
  const before = world.ports.clock.time;
  expect(world.ports.storage.alarmAt).toBe(before + SEND_GRACE_MS);
  await world.ring();
  expect(reports.sent).toHaveLength(1);
  expect(waiting(world)).toBe(0);
  await world.ring();
  expect(reports.sent).toHaveLength(1);
  expect(world.ports.storage.alarmAt).toBeGreaterThan(before + SESSION_LIFETIME_MS - 1);
});

test("[O3] a queue that is down gets it later and later, in the end not at all", async () => {
  const [world, tab] = await begin();
  const { storage, clock, logged } = world.ports;
  reports.isDown = true;
  await click(tab, MAKE);
  await settled();
  const pauses: number[] = [];
  while (waiting(world) > 0) {
    const before = clock.time;
    await world.ring();
    pauses.push(clock.time - before);
  }
  expect(pauses).toEqual(
    Array.from({ length: MAX_SEND_ATTEMPTS - 1 }, (_, i) =>
      Math.max(SEND_GRACE_MS, pauseMs(i + 1)),
    ),
  );
  expect(Math.max(...pauses)).toBe(MAX_SEND_PAUSE_MS);
  expect(logged.map(({ code }) => code)).toEqual(["outbox.failed", "outbox.lost"]);
  await world.ring();
  expect(storage.alarmAt).toBeGreaterThan(clock.time + MAX_SEND_PAUSE_MS);
});

test("[O3] a session does not expire before its messages have left", async () => {
  const [world, tab] = await begin();
  reports.isDown = true;
  await click(tab, MAKE);
  await settled();
  tab.connection.close(1006);
  world.ports.clock.time += 2 * SESSION_LIFETIME_MS;
  reports.isDown = false;
  await world.ring();
  expect(reports.sent).toHaveLength(1);
  expect(world.ports.storage.stored).not.toBe(null);
  await world.ring();
  expect(world.ports.storage.stored).toBe(null);
});

test("[O3] nothing is sent twice at a time", async () => {
  const [world, tab] = await begin();
  const gate = Promise.withResolvers<void>();
  reports.gate = gate.promise;
  await click(tab, MAKE);
  const rung = world.ring();
  gate.resolve();
  await rung;
  await settled();
  expect(reports.sent).toHaveLength(1);
});

test("[O4] what is no binding, too large or too much fails the event, and says so", async () => {
  const [world, tab] = await begin();
  reports.isDown = true;
  expect(await click(tab, UNBOUND)).toContain('ack last=1 rejections=[1 outbox.no-queue ""]');
  const [{ error } = { error: null }] = world.ports.logged;
  expect(error).toMatchObject({
    detail: { hint: expect.stringContaining("NAME, REPORTS, OTHERS") },
  });
  expect(await click(tab, LARGE)).toContain('ack last=2 rejections=[2 outbox.too-large ""]');
  expect(await click(tab, MANY)).toContain("ack last=3 rejections=[]");
  expect(await click(tab, MAKE)).toContain('ack last=4 rejections=[4 outbox.full ""]');
  expect(waiting(world)).toBe(MAX_OUTBOX_MESSAGES);
});

test("[O4] a binding that is no queue any more is waited for, then given up", async () => {
  const [world, tab] = await begin();
  reports.isDown = true;
  await click(tab, MAKE);
  await settled();
  Reflect.deleteProperty(world.env, "REPORTS");
  await world.ring();
  expect(waiting(world)).toBe(1);
  expect([...world.ports.storage.side.outbox.values()][0]?.attempts).toBe(2);
});

test("[O6] the migration that the error names has the table that it says", () => {
  const migration = readFileSync(
    new URL("../../migrations/20261124182000_dormouse_commits/migration.sql", import.meta.url),
    "utf8",
  );
  expect(migration.replaceAll(/^--.*\n/gm, "").trim()).toBe(COMMITS_TABLE);
});
