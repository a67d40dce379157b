/**
 * @module Pushes: what arrives from outside the page takes effect once, in order for each event of a room, whether or not a
 * page is there to see it; what fails is consumed.
 */
import { expect, test } from "vitest";
import { MAX_QUEUED_PUSHES, PUSH_MEMORY_MS } from "../../src/protocol/limits.ts";
import type { PushSource } from "../../src/platform/storage.ts";
import type { Push } from "../../src/session/push.ts";
import type { LiveView } from "../../src/view/live-view.ts";
import { begin, count, Counter, INCREMENT, seen } from "../support/counter-program.ts";
import { print, type World } from "../support/session-world.ts";

function toCounter(act: (view: Counter) => void | Promise<void>): (view: LiveView) => unknown {
  return (view) => (view instanceof Counter ? act(view) : expect.unreachable());
}

/** A push that adds to the counter. */
function adding(n: number, id: string | null, source: PushSource | null = null): Push {
  const run = toCounter((view) => void (view.count += n));
  return { id, source, handler: "part", run: async (view) => void (await run(view)) };
}

function version(of: number, event = "part"): PushSource {
  return { room: "report", event, version: of };
}

const writes = (world: World): readonly (readonly string[])[] => world.ports.storage.writes;

test("[Q1] a push is a turn: one commit, then one patch to the page that is there", async () => {
  const [world, tab] = await begin();
  const before = tab.connection.frames.length;
  const written = writes(world).length;
  expect(await world.session.push(adding(5, "a"))).toBe("taken");
  expect(count(world)).toBe(5);
  expect(writes(world).length).toBe(written + 1);
  expect(print(tab.connection.frames.slice(before).flat())).toEqual(["patch seq=1 ops"]);
  tab.seq = 1;
  expect(print(await tab.click(INCREMENT))).toEqual([
    "ack last=1 rejections=[]",
    "patch seq=2 ops",
  ]);
  expect(count(world)).toBe(6);
});

test("[Q1] it waits for the turn before it", async () => {
  const [world, tab] = await begin();
  const [, outcome] = await Promise.all([
    tab.click(INCREMENT),
    world.session.push({
      ...adding(0, "a"),
      run: async (view) =>
        toCounter((counter) => void (counter.count *= 10))(view) as Promise<void>,
    }),
  ]);
  expect(outcome).toBe("taken");
  expect(count(world)).toBe(10);
});

test("[Q2] while no page is connected the state moves on, and a page catches up with one patch", async () => {
  const [world, tab] = await begin();
  tab.connection.close(1006);
  await world.session.push(adding(5, "a"));
  await world.session.push(adding(6, "b"));
  expect(count(world)).toBe(11);
  expect(print(await tab.connect())).toEqual(["ack last=0 rejections=[]", "patch seq=2 ops"]);
});

test("[Q2] a session that sleeps is woken by it, and shows it to the page that slept with it", async () => {
  const [world, tab] = await begin();
  world.hibernate();
  await world.session.push(adding(5, "a"));
  expect(print(tab.connection.frames.at(-1) ?? [])).toEqual(["patch seq=1 ops"]);
});

test("[Q3] an id takes effect once, also after a crash", async () => {
  const [world] = await begin();
  expect(await world.session.push(adding(5, "a"))).toBe("taken");
  expect(await world.session.push(adding(5, "a"))).toBe("seen");
  world.crash();
  expect(await world.session.push(adding(5, "a"))).toBe("seen");
  expect(await world.session.push(adding(7, "b"))).toBe("taken");
  expect(count(world)).toBe(12);
});

test("[Q3] one whose commit fails has not taken effect, and does when it comes again", async () => {
  const [world] = await begin();
  world.ports.storage.failing = true;
  await expect(world.session.push(adding(5, "a"))).rejects.toThrow("the disk is full");
  world.ports.storage.failing = false;
  expect(count(world)).toBe(0);
  expect(await world.session.push(adding(5, "a"))).toBe("taken");
  expect(count(world)).toBe(5);
});

test("[Q3] ids are forgotten after 15 days, and not before", async () => {
  const [world] = await begin();
  const { clock } = world.ports;
  const start = clock.time;
  await world.session.push(adding(1, "a"));
  clock.time = start + PUSH_MEMORY_MS;
  await world.session.alarm();
  expect(world.ports.storage.hasSeen("a")).toBe(true);
  clock.time += 1;
  await world.session.alarm();
  expect(world.ports.storage.hasSeen("a")).toBe(false);
});

test("[Q4] of one event of a room no version is taken after a later one", async () => {
  const [world] = await begin();
  const outcomes = [
    await world.session.push(adding(1, null, version(1))),
    await world.session.push(adding(100, null, version(3))),
    await world.session.push(adding(1, null, version(2))),
    await world.session.push(adding(1, null, version(3))),
    await world.session.push(adding(1, null, version(2, "other"))),
  ];
  expect(outcomes).toEqual(["taken", "taken", "seen", "seen", "taken"]);
  world.crash();
  expect(await world.session.push(adding(1, null, version(3)))).toBe("seen");
  expect(count(world)).toBe(102);
});

test("[Q5] one that throws is rolled back, told, and consumed", async () => {
  const [world, tab] = await begin();
  const before = tab.connection.frames.length;
  const failing = {
    ...adding(0, "a"),
    run: async (view: LiveView): Promise<void> => {
      await toCounter((counter) => void (counter.count = 1000))(view);
      throw new Error("no such report");
    },
  };
  expect(await world.session.push(failing)).toBe("taken");
  expect(seen.told).toEqual(["part: no such report"]);
  expect(world.ports.logged.map(({ code }) => code)).toEqual(["event.failed"]);
  expect(count(world)).toBe(0);
  expect(tab.connection.frames.length).toBe(before);
  expect(await world.session.push(adding(5, "a"))).toBe("seen");
  expect(await world.session.push(adding(5, "b"))).toBe("taken");
  expect(count(world)).toBe(5);
});

test("[Q6] one that shows nothing new is written and says nothing; the seq stays", async () => {
  const [world, tab] = await begin();
  const before = tab.connection.frames.length;
  const hidden = {
    ...adding(0, "a"),
    run: (view: LiveView) => void Object.assign(view, { extra: 1 }),
  };
  await world.session.push(hidden);
  expect(tab.connection.frames.length).toBe(before);
  expect(world.state).toContain('"extra":');
  expect(world.ports.storage.stored?.record.seq).toBe(0);
  expect(writes(world).at(-1)).not.toContain("frame");
  expect(print(await tab.click(INCREMENT))).toEqual([
    "ack last=1 rejections=[]",
    "patch seq=1 ops",
  ]);
});

test("[Q7] pushes alone keep no session alive", async () => {
  const [world, tab] = await begin();
  tab.connection.close(1006);
  const { storage, clock } = world.ports;
  const { expiresAt } = storage.stored?.record ?? { expiresAt: 0 };
  clock.time = expiresAt - 1;
  await world.session.push(adding(5, "a"));
  expect(storage.stored?.record.expiresAt).toBe(expiresAt);
  await world.ring();
  expect(storage.stored).toBe(null);
  expect(await world.session.push(adding(5, "b"))).toBe("gone");
});

test("[Q7] a session that no socket has attached to takes none", async () => {
  const [world] = await begin();
  await world.ports.storage.erase();
  world.crash();
  expect(await world.session.push(adding(5, "a"))).toBe("gone");
  await world.open();
  expect(await world.session.push(adding(5, "a"))).toBe("gone");
  expect(world.ports.storage.stored).toBe(null);
});

test("[Q8] a push without a name, or with one that is too long, is refused", async () => {
  const [world] = await begin();
  for (const push of [
    adding(1, null),
    adding(1, ""),
    adding(1, "x".repeat(513)),
    adding(1, "a", { room: "", event: "part", version: 1 }),
  ])
    await expect(world.session.push(push)).rejects.toMatchObject({ code: "push.name" });
  expect(count(world)).toBe(0);
});

test("[Q8] more than 256 that wait are refused", async () => {
  const [world] = await begin();
  const pushes = Array.from({ length: MAX_QUEUED_PUSHES + 1 }, async (_, i) =>
    world.session.push(adding(1, `${i}`)).catch((error: { code: string }) => error.code),
  );
  const outcomes = await Promise.all(pushes);
  expect(outcomes.filter((outcome) => outcome === "taken")).toHaveLength(MAX_QUEUED_PUSHES);
  expect(outcomes.at(-1)).toBe("push.limited");
  expect(count(world)).toBe(MAX_QUEUED_PUSHES);
});
