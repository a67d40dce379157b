/**
 * @module Whatever bytes arrive: an answer or a close, never a throw, and the session is there for the next connection.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { Writer } from "../../src/protocol/bytes.ts";
import { writeEvent, writeHello } from "../../src/protocol/client-messages.ts";
import type { Path } from "../../src/protocol/key.ts";
import { event } from "../../src/view/decorators.ts";
import { LiveView } from "../../src/view/live-view.ts";
import { text } from "../../src/view/schema.ts";
import { path, type Program, type Tab, World } from "../support/session-world.ts";

class Page extends LiveView {
  static readonly template = "page.html";
  rows = [
    { id: "a", open: true, name: "A" },
    { id: "b", open: false, name: "B" },
  ];
  calls = 0;

  @event() touch(): void {
    this.calls++;
  }

  @event(text(3)) rename(_id: string, _name: string): void {
    this.calls++;
  }
}

const PROGRAM: Program = {
  view: Page,
  source: [
    '<button do-click="touch">{{ calls }}</button>{% for row in rows %}<p>{% if row.open %}',
    '<input do-input="rename(row.id, $value)">{% else %}<i do-click="touch">{{ row.name }}</i>{% endif %}</p>{% endfor %}',
  ].join(""),
};

async function begin(): Promise<[World, Tab]> {
  const world = await World.of(PROGRAM);
  return [world, await world.connected()];
}

/** Says bytes, comes back, and clicks: nothing was harmed. */
async function survives(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const [world, tab] = await begin();
  await tab.say(bytes);
  const { frames, closed } = tab.connection;
  expect(frames.length > 1 || closed !== null || bytes.length === 0).toBe(true);
  expect(world.ports.logged).toEqual([]);
  const next = new (tab.constructor as typeof Tab)(world, tab.island, "00000000000000ff");
  await next.connect();
  expect((await next.click(path(0)))[0]).toMatchObject({ last: 1, rejections: [] });
}

const key = fc.oneof(
  fc.constantFrom("a", "b", "__proto__", "\u0000", "07"),
  fc.nat(5),
  fc.string({ maxLength: 4 }),
);
const step = fc.record({ slot: fc.nat(12), key: fc.oneof(fc.constant(null), key) });
const anyPath: fc.Arbitrary<Path> = fc.array(step, { minLength: 1, maxLength: 5 });

test("[I15] any address runs what the page offers, or is stale", async () => {
  await fc.assert(
    fc.asyncProperty(anyPath, async (at) => {
      const [world, tab] = await begin();
      const [answer] = await tab.click(at);
      expect(world.ports.logged).toEqual([]);
      expect(answer).toMatchObject({ type: "ack", last: 1 });
    }),
    { numRuns: 300 },
  );
});

test("any bytes", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), (bytes) => survives(new Uint8Array(bytes))),
    { numRuns: 300 },
  );
});

test("a message with one byte changed, or cut short", async () => {
  const writer = new Writer();
  writeEvent(writer, { id: 1, issued: 0, path: path(0), data: undefined });
  writeEvent(writer, { id: 2, issued: 0, path: path(1), data: { a: ["b", 1] } });
  writeHello(writer, {
    versions: [1, 1],
    build: "0123456789abcdef",
    epoch: 7,
    seq: 1,
    nonce: "0000000000000001",
    known: Uint8Array.of(3),
    pending: [{ id: 1, issued: 0, path: path(0), data: "x" }],
  });
  const whole = writer.done();
  for (let at = 0; at < whole.length; at++) {
    const changed = whole.slice();
    changed[at] = (changed[at] ?? 0) ^ 0x55;
    await survives(changed);
    await survives(whole.slice(0, at));
  }
});
