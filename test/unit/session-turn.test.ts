/**
 * @module Turns of a session, scripted, in plain Node with the real core: exactly once, in order, whatever happens in between;
 * what fails changes nothing but the count of events.
 */
import { parse } from "devalue";
import { expect, test } from "vitest";
import { HANDLER_TIMEOUT_MS, MAX_QUEUED_EVENTS, RATE_BURST } from "../../src/protocol/limits.ts";
import { event } from "../../src/view/decorators.ts";
import { LiveView } from "../../src/view/live-view.ts";
import { Refused } from "../../src/view/refused.ts";
import { number, text } from "../../src/view/schema.ts";
import { path, print, type Program, type Tab, World } from "../support/session-world.ts";

let mounts = 0;
let release: (() => void) | null = null;
const told: string[] = [];

class Counter extends LiveView {
  static readonly template = "page.html";
  count = 0;
  name = "";
  extra: unknown = null;
  items = [{ id: 1 }, { id: 2 }, { id: 3 }];

  override mount(): void {
    mounts++;
  }

  @event() increment(): void {
    this.count++;
  }

  @event() fail(): void {
    this.count = 1000;
    throw new Error("secret: do not show");
  }

  @event() refuse(): void {
    this.count = 1000;
    throw new Refused("No more today");
  }

  @event() async hang(): Promise<void> {
    await new Promise<void>((resume) => (release = resume));
    this.count = 1000;
  }

  @event(text(5)) rename(name: string): void {
    this.name = name.toUpperCase();
  }

  @event(number(1, 3)) choose(id: number, howMany: number): void {
    this.name = `${id}x${howMany}`;
  }

  @event() remove(id: number): void {
    this.items = this.items.filter((item) => item.id !== id);
  }

  @event() spoil(): void {
    this.extra = () => 1;
  }

  @event() bloat(): void {
    this.extra = "x".repeat(1_100_000);
  }

  override onError(error: unknown, handler: string): void {
    told.push(`${handler}: ${error instanceof Error ? error.message : "?"}`);
  }
}

const PROGRAM: Program = {
  view: Counter,
  source: [
    '<button do-click="increment">+</button><b>{{ count }}</b>',
    '<button do-click="fail"></button><button do-click="refuse"></button><button do-click="hang"></button>',
    '<input value="{{ name }}" do-input="rename($value)">',
    "<ul>{% for item in items %}",
    '<li><button do-click="remove(item.id)">{{ item.id }}</button><input do-input="choose(item.id, $value)"></li>',
    "{% endfor %}</ul>",
    '<button do-click="spoil"></button><button do-click="bloat"></button>',
  ].join(""),
};

const INCREMENT = path(0);
const FAIL = path(2);
const REFUSE = path(3);
const HANG = path(4);
const RENAME = path(6);
const LIST = 7;
const SPOIL = path(8);
const BLOAT = path(9);
// The slots of a loop's body come after those of the block that it stands in.
const REMOVE = 10;
const CHOOSE = 12;

async function begin(): Promise<[World, Tab]> {
  const world = await World.of(PROGRAM);
  return [world, await world.connected()];
}

interface Stored {
  readonly count: number;
  readonly items: readonly unknown[];
}

const stored = ({ state }: World): Stored => parse(state) as Stored;
const count = (world: World): number => stored(world).count;
const items = (world: World): readonly unknown[] => stored(world).items;

test("a GET stores nothing, and the socket that follows mounts no second time", async () => {
  mounts = 0;
  const world = await World.of(PROGRAM);
  const tab = await world.open();
  expect(world.ports.storage.stored).toBe(null);
  expect(print(await tab.connect())).toEqual(["ack last=0 rejections=[]", "resume seq=0"]);
  expect(mounts).toBe(1);
  expect(world.ports.storage.stored?.record.seq).toBe(0);
  expect(world.ports.storage.alarmAt).toBe(world.ports.storage.stored?.record.expiresAt);
});

test("a click is acknowledged and patched in one frame, and writes only what changed", async () => {
  const [world, tab] = await begin();
  world.ports.storage.writes = [];
  expect(print(await tab.click(INCREMENT))).toEqual(["ack last=1 rejections=[]", "patch seq=1 ops"]);
  expect(tab.connection.frames.at(-1)).toHaveLength(2);
  expect(world.ports.storage.writes).toEqual([
    ["state", "frame", "seq", "tokens", "last", "mark"].toSorted(),
  ].map((names) => expect.arrayContaining(names)));
  expect(world.ports.storage.writes[0]).not.toContain("known");
  expect(count(world)).toBe(1);
});

test("an id that was answered is acknowledged again, with its error, and runs no second time", async () => {
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

test("an id after a gap ends the connection with 4400", async () => {
  const [world, tab] = await begin();
  tab.lastId = 5;
  expect(print(await tab.click(INCREMENT))).toEqual(["bye code=4400 retryAfterMs=0"]);
  expect(tab.connection.closed).toBe(4400);
  expect(count(world)).toBe(0);
});

test("events of one frame run in order, also when a handler waits", async () => {
  const [world, tab] = await begin();
  const answered = tab.send(tab.event(INCREMENT), tab.event(HANG), tab.event(INCREMENT));
  while (release === null) await Promise.resolve();
  release();
  release = null;
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
])("a handler that %s changes nothing, and consumes its id", async (_, at, code) => {
  const [world, tab] = await begin();
  await tab.click(INCREMENT);
  const answer = await tab.click(at);
  expect(answer[0]).toMatchObject({ type: "ack", last: 2, rejections: [{ id: 2, code }] });
  expect(print(answer)[1]).toBe("patch seq=2");
  expect(count(world)).toBe(1);
  expect(print(await tab.click(INCREMENT))[0]).toBe("ack last=3 rejections=[]");
  expect(count(world)).toBe(2);
});

test("of a failure the page learns the code, the view and the log the rest", async () => {
  const [world, tab] = await begin();
  told.length = 0;
  const answer = await tab.click(FAIL);
  expect(JSON.stringify(answer)).not.toContain("secret");
  expect(told).toEqual(["fail: secret: do not show"]);
  expect(world.ports.logged).toMatchObject([{ code: "event.failed", ref: "session:1" }]);
  await tab.click(REFUSE);
  expect(world.ports.logged).toHaveLength(1);
});

test("a handler that takes too long is given up, and what it writes later is ignored", async () => {
  const [world, tab] = await begin();
  const answered = tab.click(HANG);
  while (release === null) await Promise.resolve();
  world.ports.clock.advance(HANDLER_TIMEOUT_MS);
  expect((await answered)[0]).toMatchObject({ rejections: [{ id: 1, code: "event.timeout" }] });
  release();
  release = null;
  await tab.click(INCREMENT);
  expect(count(world)).toBe(1);
  expect(world.ports.clock.pending).toBe(0);
});

test("what the browser adds goes through the schema, and only where it is asked for", async () => {
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

test("an event issued in the future is stale", async () => {
  const [, tab] = await begin();
  const answer = await tab.send(tab.event(INCREMENT, undefined, 77));
  expect(answer[0]).toMatchObject({ rejections: [{ code: "event.stale" }] });
});

test("the browser's `current` is the seq of its last answer", async () => {
  const [world, tab] = await begin();
  await tab.send(tab.event(INCREMENT, undefined, "current"));
  await tab.send(tab.event(INCREMENT, undefined, "current"));
  expect(count(world)).toBe(2);
});

test("a control that the answer contradicts is set back, one that it confirms is not", async () => {
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

test("a burst is limited: first told, then sent away, and nothing of it is lost count of", async () => {
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

test("reconnecting or sleeping does not fill the bucket, time does", async () => {
  const [world, tab] = await begin();
  for (let i = 0; i < RATE_BURST - 1; i++) await tab.click(INCREMENT);
  world.hibernate();
  expect((await tab.click(INCREMENT))[0]).toMatchObject({ rejections: [{ code: "event.limited" }] });
  world.crash();
  await tab.connect();
  expect((await tab.click(INCREMENT))[0]).toMatchObject({ rejections: [{ code: "event.limited" }] });
  world.ports.clock.advance(1000);
  expect((await tab.click(INCREMENT))[0]).toMatchObject({ rejections: [] });
});

test("more than 64 events that wait end the connection with 4429", async () => {
  const [, tab] = await begin();
  const hanging = tab.send(tab.event(HANG));
  while (release === null) await Promise.resolve();
  const waiting = [];
  for (let i = 0; i < MAX_QUEUED_EVENTS + 1; i++) waiting.push(tab.send(tab.event(INCREMENT)));
  expect(tab.connection.closed).toBe(4429);
  release();
  release = null;
  await Promise.all([hanging, ...waiting]);
});

test("a write that fails closes the connection, and the page finds what was committed", async () => {
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

test("a frame over the limit is not read: 1009", async () => {
  const [, tab] = await begin();
  await tab.say(new Uint8Array(65_537));
  expect(tab.connection.closed).toBe(1009);
});

test("an event before hello ends the connection with 4400", async () => {
  const world = await World.of(PROGRAM);
  const tab = await world.open();
  tab.dial();
  await tab.click(INCREMENT);
  expect(tab.connection.closed).toBe(4400);
});
