/** @module The second script: what waits for it, pace, questions. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { Chromium, head, type LivePage } from "./client-harness.ts";
import { call, events, hint, page, tick } from "./client-offers.ts";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.launch();
});
afterAll(() => chromium.close());

const INPUT_AND_BUTTON = `<input><button>go</button>`;
const search = [
  ["input", call("input", "value", "search")],
  ["button", call("click", "", "go")],
] as const;

test("[X1] an event that needs the second script waits for it, and so does what comes after", async () => {
  const live = await page(
    chromium,
    INPUT_AND_BUTTON,
    [
      ["input", ["keydown", "enter", "value", "add", [0, ["clear"]]]],
      ["button", call("click", "", "go")],
    ],
    { holds: true },
  );
  await live.page.focus("input");
  await live.page.keyboard.type("milk");
  await live.page.keyboard.press("Enter");
  await live.page.keyboard.type("!");
  await live.page.click("button");
  expect(await events(live)).toEqual([]);
  await live.page.evaluate(() => window.lab.release());
  await live.page.waitForFunction(() => window.lab.isLoaded);
  expect(await events(live)).toEqual([
    [0, "milk"],
    [1, undefined],
  ]);
});

test("[X1] [C9] a form is sent as it was, and what was typed while it waited stays", async () => {
  const shape = ["(", "form", "e", ...call("submit", "form", "add")];
  shape.push("(", "input", "a", "value", ")", ")");
  const html = `<form><input name="title" value=""></form>`;
  const live = await chromium.show({
    html,
    blocks: { 0: { first: 0, shape } },
    skeleton: [],
    holds: true,
  });
  await live.greet();
  await live.page.focus("input");
  await live.page.keyboard.type("milk");
  await live.page.keyboard.press("Enter");
  await live.page.keyboard.type(" and bread");
  await live.page.evaluate(() => window.lab.release());
  await live.page.waitForFunction(() => window.lab.isLoaded);
  expect(JSON.stringify(await events(live))).toBe('[[0,{"title":"milk"}]]');
  const clear = (ops: { varint(n: number): void; text(text: string): void }): void => {
    ops.varint(head(1, 2, true));
    ops.text("");
  };
  await live.patch(clear, { type: "ack", last: 1, rejections: [] });
  expect(await live.page.inputValue("input")).toBe("milk and bread");
  await live.page.keyboard.press("Enter");
  expect(JSON.stringify(await events(live))).toBe('[[0,{"title":"milk and bread"}]]');
  await live.patch(clear, { type: "ack", last: 2, rejections: [] });
  expect(await live.page.inputValue("input")).toBe("");
});

test("[X1] a page without anything special does not wait for it", async () => {
  const live = await page(chromium, INPUT_AND_BUTTON, search, { holds: true });
  await live.page.click("button");
  expect(await events(live)).toEqual([[1, undefined]]);
  expect(await live.lab("isWanted")).toBe(false);
});

test("[X2] a debounced call is sent when nothing more came, with what the field says then", async () => {
  const live = await page(chromium, INPUT_AND_BUTTON, search, {
    marks: { search: { debounce: 300 } },
  });
  await live.page.focus("input");
  await live.page.keyboard.type("a");
  await tick(live, 200);
  await live.page.keyboard.type("b");
  await tick(live, 200);
  expect(await events(live)).toEqual([]);
  await tick(live, 100);
  expect(await events(live)).toEqual([[0, "ab"]]);
});

test("[X2] and after its longest wait, whatever comes", async () => {
  const marks = { search: { debounce: 300, maxWait: 500 } };
  const live = await page(chromium, INPUT_AND_BUTTON, search, { marks });
  await live.page.focus("input");
  for (const letter of "abc") {
    await live.page.keyboard.type(letter);
    await tick(live, 200);
  }
  expect(await events(live)).toEqual([[0, "abc"]]);
});

test.each([
  [
    "an event of another element",
    (live: LivePage) => live.page.click("button"),
    [
      [0, "a"],
      [1, undefined],
    ],
  ],
  [
    "losing the focus",
    (live: LivePage) => live.page.evaluate(() => (document.activeElement as HTMLElement).blur()),
    [[0, "a"]],
  ],
])("[X2] a debounced call goes before %s", async (_, act, expected) => {
  const live = await page(chromium, INPUT_AND_BUTTON, search, {
    marks: { search: { debounce: 300 } },
  });
  await live.page.focus("input");
  await live.page.keyboard.type("a");
  await act(live);
  expect(await events(live)).toEqual(expected);
  await tick(live, 1000);
  expect(await events(live)).toEqual([]);
});

test("[X2] a submit sends what waits in its form first", async () => {
  const html = `<form><input name="q"><button>Go</button></form>`;
  const shape = [
    ["(", "form", "e", "submit", "", "form", "save", []],
    [
      "(",
      "input",
      "e",
      ...call("input", "value", "search"),
      "e",
      ...hint("do-debounce", "300"),
      ")",
      ")",
    ],
  ].flat();
  const live = await chromium.show({ html, blocks: { 0: { first: 0, shape } }, skeleton: [] });
  await live.greet();
  await live.page.focus("input");
  await live.page.keyboard.type("a");
  await live.page.keyboard.press("Enter");
  expect(JSON.stringify(await events(live))).toBe('[[1,"a"],[0,{"q":"a"}]]');
});

test("[X2] a throttled call is sent at once, then the last within its time", async () => {
  const live = await page(chromium, INPUT_AND_BUTTON, search, {
    marks: { search: { throttle: 100 } },
  });
  await live.page.focus("input");
  await live.page.keyboard.type("abc");
  expect(await events(live)).toEqual([[0, "a"]]);
  await tick(live, 100);
  expect(await events(live)).toEqual([[0, "abc"]]);
  await tick(live, 100);
  await live.page.keyboard.type("d");
  expect(await events(live)).toEqual([[0, "abcd"]]);
});

test("[X2] the pace of an element wins over that of its handler", async () => {
  const [input, button] = search;
  const live = await page(
    chromium,
    INPUT_AND_BUTTON,
    [[...input, hint("do-throttle", "50")], button],
    {
      marks: { search: { debounce: 300 } },
    },
  );
  await live.page.focus("input");
  await live.page.keyboard.type("a");
  expect(await events(live)).toEqual([[0, "a"]]);
});

test.each([
  ["yes", true, [[0, undefined]], true],
  ["no", false, [], false],
])("[X3] a question answered with %s", async (_, accepts, expected, isChecked) => {
  const live = await page(chromium, `<input type="checkbox">`, [
    ["input", call("click", "", "toggle"), hint("do-confirm", "Sure?")],
  ]);
  const asked: string[] = [];
  live.page.on("dialog", (dialog) => {
    asked.push(dialog.message());
    void (accepts ? dialog.accept() : dialog.dismiss());
  });
  await live.page.click("input");
  expect(asked).toEqual(["Sure?"]);
  expect(await events(live)).toEqual(expected);
  expect(await live.page.isChecked("input")).toBe(isChecked);
});

test("[X3] a select goes back when the answer is no", async () => {
  const live = await page(
    chromium,
    `<select><option selected>a</option><option>b</option></select>`,
    [["select", call("change", "value", "move")]],
    { marks: { move: { confirm: "Really?" } } },
  );
  live.page.on("dialog", (dialog) => void dialog.dismiss());
  await live.page.selectOption("select", "b");
  expect(await live.page.inputValue("select")).toBe("a");
  expect(await events(live)).toEqual([]);
});

test.each([
  ["event.stale", "network"],
  ["event.limited", "network"],
  ["event.refused", "application"],
  ["event.failed", "application"],
])("[X7] a refusal (%s) is told with its attribution: %s", async (code, attribution) => {
  const live = await page(chromium, `<button>x</button><i hidden></i>`, [
    ["button", call("click", "", "save")],
    ["i", hint("do-loading", "save")],
  ]);
  await live.page.evaluate(() => {
    const told: unknown[] = [];
    Object.assign(globalThis, { told });
    document.addEventListener("dormouse:diagnostic", (event) =>
      told.push((event as CustomEvent<unknown>).detail),
    );
  });
  await live.page.click("button");
  await live.patch(() => undefined, {
    type: "ack",
    last: 1,
    rejections: [{ id: 1, code, message: "no" }],
  });
  expect(await live.page.evaluate(() => Reflect.get(globalThis, "told"))).toEqual([
    { code, message: "no", attribution },
  ]);
});
