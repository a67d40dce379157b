/**
 * @module A page whose frame is too large to be stored: it lives in memory, and waking costs the page a resync, not its clicks.
 */
import { expect, test } from "vitest";
import { MAX_STORED_FRAME_BYTES } from "../../src/protocol/limits.ts";
import { event } from "../../src/view/decorators.ts";
import { LiveView } from "../../src/view/live-view.ts";
import { path, print, type Program, World } from "../support/session-world.ts";

class Large extends LiveView {
  static readonly template = "page.html";
  count = 0;
  get padding(): string {
    return "x".repeat(MAX_STORED_FRAME_BYTES);
  }
  @event() add(): void {
    this.count++;
  }
}

const PROGRAM: Program = {
  view: Large,
  source: '<button do-click="add">+</button><b>{{ count }}</b><p>{{ padding }}</p>',
};

const short = (lines: readonly string[]): string[] =>
  lines.map((line) => line.replace(/x{100,}/, "…"));

test("while it is in memory a click costs a patch, and nothing is stored of the frame", async () => {
  const world = await World.of(PROGRAM);
  const tab = await world.connected();
  expect(print(await tab.click(path(0)))).toEqual(["ack last=1 rejections=[]", "patch seq=1 ops"]);
  expect(world.ports.storage.stored?.record.frame).toBe(null);
  expect(print(await tab.connect())).toEqual(["ack last=1 rejections=[]", "resume seq=1"]);
});

test("after sleep a click counts, and the page is sent anew", async () => {
  const world = await World.of(PROGRAM);
  const tab = await world.connected();
  await tab.click(path(0));
  world.hibernate();
  expect(short(print(await tab.click(path(0))))).toEqual([
    "ack last=2 rejections=[]",
    expect.stringMatching(/^snap seq=2 .*<b>2<\/b>/),
  ]);
  expect(print(await tab.click(path(0)))).toEqual(["ack last=3 rejections=[]", "patch seq=3 ops"]);
});

test("after a crash a click that waited counts, and the page is sent anew", async () => {
  const world = await World.of(PROGRAM);
  const tab = await world.connected();
  world.crash();
  const answer = short(print(await tab.connect([tab.event(path(0))])));
  expect(answer[0]).toBe("ack last=1 rejections=[]");
  expect(answer[1]).toMatch(/^snap seq=\d .*<b>1<\/b>/);
  world.crash();
  expect(short(print(await tab.connect()))[1]).toMatch(/^snap /);
});
