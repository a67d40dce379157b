/**
 * @module Controls after an answer: a field or checkbox that the user changed, and the frame contradicts, is set back; one that
 * the frame confirms, or that somebody is typing in, is left alone.
 */
import { expect, test } from "vitest";
import type { Path } from "../../src/protocol/key.ts";
import type { ServerMessage } from "../../src/protocol/server-messages.ts";
import { placeOf } from "../../src/session/control.ts";
import { event } from "../../src/view/decorators.ts";
import { LiveView } from "../../src/view/live-view.ts";
import { Refused } from "../../src/view/refused.ts";
import { flag, type Schema, text } from "../../src/view/schema.ts";
import { compilePage } from "../oracle/core.ts";
import { path, type Program, type Tab, World } from "../support/session-world.ts";

const anything: Schema = {
  "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) },
};

class Form extends LiveView {
  static readonly template = "page.html";
  q = "";
  done = false;
  draft = "";

  @event(text(20)) search(q: string): void {
    if (q === "no") throw new Refused("no");
    this.q = q.trim();
  }
  @event() keep(): void {
    this.done = false;
  }
  @event() toggle(): void {
    throw new Refused("no");
  }
  @event(flag()) set(done: boolean): void {
    this.done = done && false;
  }
  @event(anything) add(_form: unknown): void {
    this.draft = "";
  }
  @event(anything) typing(_form: unknown): void {
    this.draft = "";
  }
}

const CHECKED = "{% if done %}checked{% endif %}";
const PROGRAM: Program = {
  view: Form,
  source: [
    '<input value="{{ q }}" do-input="search($value)">',
    `<input type="checkbox" do-click="keep" ${CHECKED}>`,
    `<input type="checkbox" do-click="toggle" ${CHECKED}>`,
    `<input type="checkbox" ${CHECKED} do-change="set($checked)">`,
    '<form do-submit="add($form)"><input name="draft" value="{{ draft }}"></form>',
    '<form do-input="typing($form)"><input name="draft" value="{{ draft }}"></form>',
    '<input value="{{ q }}" do-keydown="keep">',
  ].join(""),
};

const compiled = compilePage({ "page.html": PROGRAM.source });

/** The hole of the `nth` event of the page. */
async function hole(nth: number): Promise<Path> {
  const { blocks } = await compiled;
  const slots = [...Array(40).keys()].filter((slot) => placeOf({ blocks } as never, slot) !== null);
  return path(slots[nth] ?? -1);
}

const [SEARCH, KEEP, TOGGLE, SET, ADD, TYPING, KEYS] = await Promise.all(
  [0, 1, 2, 3, 4, 5, 6].map(hole),
);

async function begin(): Promise<[World, Tab]> {
  const world = await World.of(PROGRAM);
  return [world, await world.connected()];
}

/** Bytes of ops in an answer. */
function opsOf(messages: readonly ServerMessage[]): number {
  const last = messages.at(-1);
  return last?.type === "patch" ? last.ops.length : -1;
}

test("the place of an event is its type and what else is on its element", async () => {
  const { blocks } = await compiled;
  const places = [SEARCH, KEEP, SET, ADD].map((at) =>
    placeOf({ blocks } as never, at?.[0]?.slot ?? -1),
  );
  expect(places).toEqual([
    { type: "input", attributes: ["value"] },
    { type: "click", attributes: ["checked"] },
    { type: "change", attributes: ["checked"] },
    { type: "submit", attributes: [] },
  ]);
});

test.each([
  ["a field whose value was normalised", SEARCH, " x ", true],
  ["a field whose value was taken as it is", SEARCH, "x", false],
  ["a field whose event was refused", SEARCH, "no", false],
  ["a checkbox that contributed", SET, true, true],
  ["a checkbox that did not change", KEEP, undefined, true],
  ["a checkbox whose event was refused", TOGGLE, undefined, true],
  ["a form after submit", ADD, { draft: "x" }, true],
  ["a form while somebody types", TYPING, { draft: "x" }, false],
  ["a field at a key", KEYS, undefined, false],
])("%s", async (_, at, data, isSetBack) => {
  const [, tab] = await begin();
  if (at === undefined) throw new Error("no such hole");
  // The frame says already what the event leads to.
  if (at === SEARCH) await tab.click(at, "x");
  const answer = await tab.click(at, data);
  expect(opsOf(answer) > 0).toBe(isSetBack);
});

test("also when the answer comes with a reconnect, whether the event had run before or not", async () => {
  const [world, tab] = await begin();
  const submit = tab.event(ADD ?? [], { draft: "x" });
  const seen = tab.seq;
  await tab.send(submit);
  tab.seq = seen;
  expect(opsOf(await tab.connect([submit]))).toBeGreaterThan(0);
  world.crash();
  expect(opsOf(await tab.connect([tab.event(ADD ?? [], { draft: "y" })]))).toBeGreaterThan(0);
});
