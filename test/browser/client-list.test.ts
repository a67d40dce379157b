/** @module Lists: random edits, compared with the list that they describe; identity and focus of what stays. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Writer } from "../../src/protocol/bytes.ts";
import { writeKey } from "../../src/protocol/key.ts";
import { Chromium, head, type LivePage } from "./client-harness.ts";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.launch();
});
afterAll(() => chromium.close());

/** Items of two root nodes each: an element and a text that touches the next item. */
const BLOCKS = {
  0: { first: 0, shape: ["(", "div", "t", 1, "l", 1, 1, "t", 1, ")"] },
  1: {
    first: 1,
    shape: ["(", "i", "e", "click", "", "", "pick", [], "x", ")", "b", [2]],
    html: "<i></i>",
  },
  2: { first: 4, shape: ["y"], html: "" },
};

const shown = (items: readonly number[]): string =>
  `<div>[${items.map((item) => `<i>${item}</i>-${item}`).join("")}]</div>`;

async function list(items: readonly number[]): Promise<LivePage> {
  const live = await chromium.show({
    html: shown(items),
    blocks: BLOCKS,
    skeleton: [
      items.length,
      ...(items.length > 0 ? [1] : []),
      ...items.flatMap((item) => [item, 1, `-${item}`.length]),
    ],
  });
  await live.greet();
  return live;
}

/** A generator of numbers in [0, below). */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}

/** Longest increasing subsequence, by dynamic programming: which items stay. */
function staying(indices: readonly number[]): Set<number> {
  const best: number[][] = [];
  for (const [i, index] of indices.entries()) {
    const before =
      best
        .filter((_, j) => (indices[j] ?? 0) < index && j < i)
        .toSorted((a, b) => b.length - a.length)[0] ?? [];
    best.push(index < 0 ? [] : [...before, index]);
  }
  return new Set(best.toSorted((a, b) => b.length - a.length)[0] ?? []);
}

/** An edit that leads from `old` to `fresh`, one segment for each item, or a reversed run of two. */
function edit(old: readonly number[], fresh: readonly number[], w: Writer): void {
  const indices = fresh.map((item) => old.indexOf(item));
  const stays = staying(indices.filter((index) => index >= 0));
  const segments: (readonly [kind: number, n: number, start: number, item: number])[] = [];
  for (let i = 0; i < fresh.length; i++) {
    const [index = -1, next = -1] = [indices[i], indices[i + 1]];
    const isRun = index > 0 && next === index - 1 && !stays.has(index) && !stays.has(next);
    if (index < 0) segments.push([3, 1, 0, fresh[i] ?? 0]);
    else if (isRun) {
      segments.push([2, 2, index, 0]);
      i++;
    } else segments.push([stays.has(index) ? 0 : 1, 1, index, 0]);
  }
  w.varint(segments.length * 2 + 1);
  let next = 0;
  for (const [kind, n, start, item] of segments) {
    w.varint(n * 4 + kind);
    if (kind === 3) {
      writeKey(w, item);
      w.text(String(item));
      w.varint(1);
      w.text(`-${item}`);
      continue;
    }
    const delta = start - next;
    w.varint(delta < 0 ? -2 * delta - 1 : 2 * delta);
    next = kind === 2 ? start + 1 : start + n;
  }
}

test.each([1, 2, 3, 4])(
  "random edits lead to the list that they describe (seed %i)",
  async (seed) => {
    const pick = random(seed);
    let items = Array.from({ length: pick(12) }, (_, i) => i);
    const live = await list(items);
    for (let round = 0; round < 40; round++) {
      const pool = Array.from({ length: 14 }, (_, i) => i).toSorted(() => pick(3) - 1);
      const old = items;
      items = pool.slice(0, pick(14));
      await live.patch((w) => (w.varint(head(0, 0, true)), edit(old, items, w)));
      expect(
        await live.html(),
        `seed ${seed}, round ${round}: ${old.join()} to ${items.join()}`,
      ).toBe(shown(items));
    }
    expect(await live.lab("diagnostics")).toEqual([]);
  },
);

test("an edit and updates in one op", async () => {
  const live = await list([1, 2, 3]);
  await live.patch((w) => {
    w.varint(head(0, 2, true));
    edit([1, 2, 3], [3, 4, 1], w);
    w.varint(2);
    for (const text of ["drei", "eins"]) {
      w.varint(text === "drei" ? 0 : 1);
      w.varint(head(1, 0, true));
      w.text(text);
    }
  });
  expect(await live.html()).toBe("<div>[<i>drei</i>-3<i>4</i>-4<i>eins</i>-1]</div>");
});

test("an address has the key of the item, wherever it is now", async () => {
  const live = await list([1, 2, 3]);
  await live.patch((w) => (w.varint(head(0, 0, true)), edit([1, 2, 3], [3, 9, 1], w)));
  await live.page.click("i:nth-of-type(2)");
  await live.page.click("i:nth-of-type(3)");
  expect((await live.sent()).map((message) => message.type === "event" && message.path)).toEqual([
    [
      { slot: 0, key: 9 },
      { slot: 1, key: null },
    ],
    [
      { slot: 0, key: 1 },
      { slot: 1, key: null },
    ],
  ]);
});

test("focus survives that its item moves", async () => {
  const block = { first: 1, shape: ["(", "input", "a", "id", ")"], html: "<input>" };
  const live = await chromium.show({
    html: `<div><input id="a"><input id="b"></div>`,
    blocks: { 0: { first: 0, shape: ["(", "div", "l", 1, 0, ")"] }, 1: block },
    skeleton: [2],
  });
  await live.greet();
  await live.page.fill("#b", "typed");
  await live.patch(
    (w) => (
      w.varint(head(0, 0, true)),
      w.varint(4),
      w.varint(4 + 1),
      w.varint(2),
      w.varint(4),
      w.varint(3)
    ),
  );
  expect(await live.html()).toBe(`<div><input id="b"><input id="a"></div>`);
  expect(
    await live.page.evaluate(() => [
      document.activeElement?.id,
      (document.activeElement as HTMLInputElement).value,
    ]),
  ).toEqual(["b", "typed"]);
});

test("an item that was torn out asks for a snap", async () => {
  const live = await list([1, 2, 3]);
  await live.page.evaluate(() => document.querySelectorAll("i")[1]?.remove());
  await live.patch((w) => (w.varint(head(0, 0, true)), edit([1, 2, 3], [3, 2, 1], w)));
  expect(await live.sent()).toEqual([{ type: "resync", why: 2 }]);
});
