/** @module The second script: what waits for it, pace, questions, what shows how an event is doing, and URLs. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ShapeItem } from "../../src/protocol/page.ts";
import { Chromium, head, type LivePage, type Shown } from "./client-harness.ts";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.launch();
});
afterAll(() => chromium.close());

type Events = readonly (readonly ShapeItem[])[];

/** One element after the other, each with its events. */
async function page(
  html: string,
  elements: readonly (readonly [tag: string, ...events: Events])[],
  more: Partial<Shown> = {},
): Promise<LivePage> {
  const shape = elements.flatMap(([tag, ...events]) => [
    "(",
    tag,
    ...events.flatMap((event) => ["e", ...event]),
    ")",
  ]);
  const live = await chromium.show({
    html,
    blocks: { 0: { first: 0, shape } },
    skeleton: [],
    ...more,
  });
  await live.greet();
  return live;
}

const hint = (type: string, ...names: string[]): ShapeItem[] => [
  type,
  "",
  "",
  "",
  names.map((name) => [name]),
];
const call = (type: string, contributes: string, handler: string): ShapeItem[] => [
  type,
  "",
  contributes,
  handler,
  [],
];

/** Slot and data of every event. */
const events = async (live: LivePage): Promise<unknown[]> =>
  (await live.sent()).map((message) =>
    message.type === "event" ? [message.path.at(-1)?.slot, message.data] : message,
  );

const tick = (live: LivePage, ms: number): Promise<void> =>
  live.page.evaluate((by) => window.lab.tick(by), ms);

/** Answers everything up to `last`. */
const ack = (live: LivePage, last: number, why?: string): Promise<void> =>
  live.patch(() => undefined, {
    type: "ack",
    last,
    rejections: why === undefined ? [] : [{ id: last, code: "event.refused", message: why }],
  });

const INPUT_AND_BUTTON = `<input><button>go</button>`;
const search = [
  ["input", call("input", "value", "search")],
  ["button", call("click", "", "go")],
] as const;

test("[X1] an event that needs the second script waits for it, and so does what comes after", async () => {
  const live = await page(
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

test("[X1] a page without anything special does not wait for it", async () => {
  const live = await page(INPUT_AND_BUTTON, search, { holds: true });
  await live.page.click("button");
  expect(await events(live)).toEqual([[1, undefined]]);
  expect(await live.lab("isWanted")).toBe(false);
});

test("[X2] a debounced call is sent when nothing more came, with what the field says then", async () => {
  const live = await page(INPUT_AND_BUTTON, search, { marks: { search: { debounce: 300 } } });
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
  const live = await page(INPUT_AND_BUTTON, search, { marks });
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
  const live = await page(INPUT_AND_BUTTON, search, { marks: { search: { debounce: 300 } } });
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
  const live = await page(INPUT_AND_BUTTON, search, { marks: { search: { throttle: 100 } } });
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
  const live = await page(INPUT_AND_BUTTON, [[...input, hint("do-throttle", "50")], button], {
    marks: { search: { debounce: 300 } },
  });
  await live.page.focus("input");
  await live.page.keyboard.type("a");
  expect(await events(live)).toEqual([[0, "a"]]);
});

test.each([
  ["yes", true, [[0, undefined]], true],
  ["no", false, [], false],
])("[X3] a question answered with %s", async (_, accepts, expected, isChecked) => {
  const live = await page(`<input type="checkbox">`, [
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
    `<select><option selected>a</option><option>b</option></select>`,
    [["select", call("change", "value", "move")]],
    { marks: { move: { confirm: "Really?" } } },
  );
  live.page.on("dialog", (dialog) => void dialog.dismiss());
  await live.page.selectOption("select", "b");
  expect(await live.page.inputValue("select")).toBe("a");
  expect(await events(live)).toEqual([]);
});

const FEEDBACK = `<button>Save</button><i hidden>wait</i><em hidden></em>`;
const feedback = [
  ["button", call("click", "", "save"), hint("do-disable-with", "Saving…")],
  ["i", hint("do-loading", "save", "other")],
  ["em", hint("do-error", "save")],
] as const;

const shown = (live: LivePage): Promise<string[]> =>
  live.page.evaluate(() =>
    [...document.querySelectorAll<HTMLButtonElement>("button,i,em")]
      .filter((element) => !element.hidden)
      .map((element) => `${element.textContent}${element.disabled ? " (disabled)" : ""}`),
  );

test("[X4] an element shows while an event of its handler is under way; a button is disabled, and keeps the focus", async () => {
  const live = await page(FEEDBACK, feedback);
  expect(await shown(live)).toEqual(["Save"]);
  await live.page.click("button");
  expect(await shown(live)).toEqual(["Saving… (disabled)", "wait"]);
  await live.page.evaluate(() => document.querySelector("button")?.click());
  await ack(live, 1);
  expect(await shown(live)).toEqual(["Save"]);
  expect(await live.page.evaluate(() => document.activeElement?.nodeName)).toBe("BUTTON");
  expect(await events(live)).toEqual([[0, undefined]]);
});

test("[X4] a refusal is shown until an event of its handler is accepted, also by a page that became a snap", async () => {
  const live = await page(FEEDBACK, feedback);
  await live.page.click("button");
  await ack(live, 1, "No <b>room</b>");
  expect(await shown(live)).toEqual(["Save", "No <b>room</b>"]);
  await live.snap(FEEDBACK);
  expect(await shown(live)).toEqual(["Save", "No <b>room</b>"]);
  await live.page.click("button");
  await ack(live, 2);
  expect(await shown(live)).toEqual(["Save"]);
});

const LINK = `<a href="?show=open">open</a><a id="away" href="/other">other</a>`;
const links = [
  ["a", ["click", "", "", "", [["patch"]]]],
  ["a", ["click", "", "", "", [["patch"]]]],
] as const;

test("[X5] a do-patch link changes the URL and sends its query; back sends the one before; nothing is loaded", async () => {
  const live = await page(LINK, links);
  await live.page.evaluate(() => Object.assign(window, { stays: true }));
  await live.page.click("a");
  expect(await events(live)).toEqual([[0, "?show=open"]]);
  expect(new URL(live.page.url()).search).toBe("?show=open");
  await ack(live, 1);
  await live.page.goBack();
  expect(await events(live)).toEqual([[0, ""]]);
  await live.page.goForward();
  expect(await events(live)).toEqual([[0, "?show=open"]]);
  expect(await live.page.evaluate(() => "stays" in window)).toBe(true);
});

test("[X5] a link to another path loads it; one that opens elsewhere is left to the browser", async () => {
  const live = await page(LINK, links);
  const opened = live.page.context().waitForEvent("page");
  await live.page.click("a", { modifiers: ["Control"] });
  await (await opened).close();
  expect(await events(live)).toEqual([]);
  await live.page.click("#away");
  await live.page.waitForURL("**/other");
});

test("[X5] a form without a method does the same, and a jump within the page tells nobody", async () => {
  const live = await page(
    `<form><input name="q" value="a b"></form><a href="#x">x</a><p id="x"></p>`,
    [["form", ["submit", "", "", "", [["patch"]]]]],
  );
  await live.page.press("input", "Enter");
  expect(await events(live)).toEqual([[0, "?q=a+b"]]);
  await ack(live, 1);
  await live.page.click("a");
  await live.page.goBack();
  expect(await events(live)).toEqual([]);
});

test("[U4] a page goes nowhere else while a query of its own is pending", async () => {
  const live = await page(LINK, links);
  await live.page.click("a");
  await live.deliver({ type: "go", kind: 1, url: "/?show=all" });
  expect(await live.lab("frames")).not.toContain("go 1 /?show=all");
  await ack(live, 1);
  await live.deliver({ type: "go", kind: 1, url: "/?show=all" });
  expect(await live.lab("frames")).toContain("go 1 /?show=all");
});

/** A branch that comes with a field, and a field that goes with it. */
async function branch(html: string): Promise<LivePage> {
  const field = ["(", "input", "e", ...call("blur", "value", "left"), ")"];
  const live = await chromium.show({
    html: `<p><input id="a"></p>`,
    blocks: {
      0: { first: 0, shape: ["(", "p", 1, "b", [1], ")"] },
      1: { first: 1, shape: field, html },
    },
    skeleton: [0],
  });
  await live.greet();
  return live;
}

test("[X6] autofocus in what a patch brings takes the focus, once", async () => {
  const live = await branch(`<input id="b" autofocus>`);
  await live.page.focus("#a");
  await live.patch((ops) => {
    ops.varint(head(0, 1, true));
    ops.varint(0);
  });
  const focused = (): Promise<string | undefined> =>
    live.page.evaluate(() => document.activeElement?.id);
  expect(await focused()).toBe("b");
  await live.page.focus("#a");
  await live.patch(() => undefined);
  expect(await focused()).toBe("a");
});

test("[X6] what a patch takes away does not tell that it lost the focus", async () => {
  const live = await branch(`<input id="b" autofocus>`);
  await live.patch((ops) => {
    ops.varint(head(0, 1, true));
    ops.varint(0);
  });
  await live.patch((ops) => ops.varint(head(0, 0, true)));
  expect(await events(live)).toEqual([]);
  expect(await live.lab("diagnostics")).toEqual([]);
});
