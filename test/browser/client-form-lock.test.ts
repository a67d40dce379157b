/** @module A whole form while its events are under way: no answer that is older than what stands in a field changes that field, whichever it is. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Writer } from "../../src/protocol/bytes.ts";
import { Chromium, head, type LivePage } from "./client-harness.ts";
import { call, events } from "./client-offers.ts";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.launch();
});
afterAll(() => chromium.close());

const FIELD = ["(", "input", "a", "value", ")"];

/** A form that is sent whole at every key, or whose first field alone is, at its change. */
async function form(isWhole: boolean): Promise<LivePage> {
  const whole = ["(", "form", "e", ...call("input", "form", "check"), ...FIELD, ...FIELD, ")"];
  const first = ["(", "input", "a", "value", "e", ...call("change", "value", "check"), ")"];
  const live = await chromium.show({
    html: `<form><input name="a" value=""><input name="b" value=""></form>`,
    blocks: { 0: { first: 0, shape: isWhole ? whole : ["(", "form", ...first, ...FIELD, ")"] } },
    skeleton: [],
  });
  await live.greet();
  return live;
}

/** What a patch sets: slots and texts, in order. */
const set =
  (...slots: readonly (readonly [slot: number, text: string])[]) =>
  (ops: Writer): void => {
    for (const [i, [slot, text]] of slots.entries()) {
      ops.varint(head(slot, 0, i === slots.length - 1));
      ops.text(text);
    }
  };
const ack = (last: number) => ({ type: "ack", last, rejections: [] }) as const;
const values = (live: LivePage): Promise<string[]> =>
  live.page.evaluate(() => [...document.querySelectorAll("input")].map(({ value }) => value));

test("[C9] an answer changes no field of a form that has said something newer, in whichever field", async () => {
  const live = await form(true);
  await live.page.fill("[name=a]", "ann");
  await live.page.fill("[name=b]", "bob");
  expect(await events(live)).toHaveLength(2);
  await live.patch(set([1, "ANN"], [2, "?"]), ack(1));
  expect(await values(live)).toEqual(["ann", "bob"]);
  await live.patch(set([1, "Ann"], [2, "Bob"]), ack(2));
  expect(await values(live)).toEqual(["Ann", "Bob"]);
});

test("[C9] nor does a push that comes while an event of the form is under way", async () => {
  const live = await form(true);
  await live.page.fill("[name=b]", "bob");
  await live.page.focus("[name=a]");
  await live.patch(set([2, "pushed"]));
  expect(await values(live)).toEqual(["", "bob"]);
  await live.patch(set([2, "BOB"]), ack(1));
  expect(await values(live)).toEqual(["", "BOB"]);
});

test("[C9] what is typed in another field while an event is under way stays, though its answer touches that field", async () => {
  const live = await form(false);
  await live.page.fill("[name=a]", "ann");
  await live.page.focus("[name=b]");
  await live.page.keyboard.type("bo");
  expect(await events(live)).toHaveLength(1);
  await live.patch(set([0, "Ann"], [2, "b?"]), ack(1));
  expect(await values(live)).toEqual(["Ann", "bo"]);
  await live.page.keyboard.type("b");
  expect(await values(live)).toEqual(["Ann", "bob"]);
});
