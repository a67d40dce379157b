/** @module Events: what is sent for what users do, what the browser does itself, and what an element learns of its event. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ShapeItem } from "../../src/protocol/page.ts";
import { Chromium, type LivePage } from "./client-harness.ts";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.launch();
});
afterAll(() => chromium.close());

/** An element that offers `type`; what is in it is static. */
async function offering(html: string, tag: string, ...events: ShapeItem[][]): Promise<LivePage> {
  const shape = ["(", tag, ...events.flatMap((event) => ["e", ...event]), ")"];
  const live = await chromium.show({ html, blocks: { 0: { first: 0, shape } }, skeleton: [] });
  await live.greet();
  return live;
}

const data = async (live: LivePage): Promise<unknown[]> =>
  (await live.sent()).map((message) => (message.type === "event" ? message.data : message));

test.each([
  ["text", `<input value="">`, "ab", "ab"],
  ["number", `<input type="number">`, "4.5", 4.5],
  ["no number", `<input type="number" value="3">`, "", null],
])("$value of a %s", async (_, html, typed, expected) => {
  const live = await offering(html, "input", ["change", "", "value", "f", []]);
  await live.page.fill("input", typed);
  await live.page.evaluate(() => (document.activeElement as HTMLElement).blur());
  expect(await data(live)).toEqual([expected]);
});

test("$value of a select with several", async () => {
  const live = await offering(`<select multiple><option>a<option>b<option>c</select>`, "select", [
    "change",
    "",
    "value",
    "f",
    [],
  ]);
  await live.page.selectOption("select", ["a", "c"]);
  expect(await data(live)).toEqual([["a", "c"]]);
});

test("$checked", async () => {
  const live = await offering(`<input type="checkbox">`, "input", [
    "change",
    "",
    "checked",
    "f",
    [],
  ]);
  await live.page.check("input");
  expect(await data(live)).toEqual([true]);
});

test("[C12] $form has the fields, with lists and the button that was pressed, and nothing is posted", async () => {
  const html = `<form><input name="a" value="1"><input name="a" value="2"><input name="b" value=""><input type="file" name="f"><button name="go" value="x">Go</button></form>`;
  const live = await offering(html, "form", ["submit", "", "form", "f", []]);
  await live.page.click("button");
  expect(await data(live)).toEqual([{ a: ["1", "2"], b: "", go: "x" }]);
  expect(live.page.url()).toBe("http://localhost/");
});

test("$key and $point", async () => {
  const live = await offering(
    `<button style="border:0;width:50px;height:50px"></button>`,
    "button",
    ["keydown", "", "key", "f", []],
    ["click", "", "point", "g", []],
  );
  await live.page.click("button", { position: { x: 10, y: 20 } });
  await live.page.keyboard.press("PageUp");
  expect(await data(live)).toEqual([{ x: 10, y: 20 }, "PageUp"]);
});

test("key filters", async () => {
  const live = await offering(
    "<input>",
    "input",
    ["keydown", "enter", "", "f", []],
    ["keydown", "ctrl+enter", "", "g", []],
    ["keydown", "up", "", "h", []],
  );
  await live.page.focus("input");
  for (const key of ["a", "Enter", "Control+Enter", "Shift+Enter", "ArrowUp"])
    await live.page.keyboard.press(key);
  const slots = (await live.sent()).map(
    (message) => message.type === "event" && message.path[0]?.slot,
  );
  expect(slots).toEqual([0, 1, 2]);
});

test("[C12] only the nearest handler gets a click; one that wants it for itself lets it pass on", async () => {
  const live = await chromium.show({
    html: "<div><p><b>x</b><i>y</i></p></div>",
    blocks: {
      0: {
        first: 0,
        shape: [
          "(",
          "div",
          "e",
          "click",
          "",
          "",
          "outer",
          [],
          "(",
          "p",
          "e",
          "click",
          "self",
          "",
          "inner",
          [],
          "(",
          "b",
          "e",
          "click",
          "",
          "",
          "own",
          [],
          ")",
          1,
          ")",
          ")",
        ],
      },
    },
    skeleton: [],
  });
  await live.greet();
  await live.page.click("b");
  await live.page.click("i");
  const slots = (await live.sent()).map(
    (message) => message.type === "event" && message.path[0]?.slot,
  );
  expect(slots).toEqual([2, 0]);
});

test("focus and blur, once", async () => {
  const live = await offering(
    "<input>",
    "input",
    ["focus", "once", "", "f", []],
    ["blur", "", "", "g", []],
  );
  for (let i = 0; i < 2; i++) {
    await live.page.focus("input");
    await live.page.evaluate(() => document.querySelector("input")?.blur());
  }
  const slots = (await live.sent()).map(
    (message) => message.type === "event" && message.path[0]?.slot,
  );
  expect(slots).toEqual([0, 1, 1]);
});

test("a link with a handler stays on the page", async () => {
  const live = await offering(`<a href="/elsewhere">x</a>`, "a", ["click", "", "", "f", []]);
  await live.page.click("a");
  expect([live.page.url(), (await live.sent()).length]).toEqual(["http://localhost/", 1]);
});

test("what is disabled is not clicked", async () => {
  const live = await offering(`<button disabled><b>x</b></button>`, "button", [
    "click",
    "",
    "",
    "f",
    [],
  ]);
  await live.page.evaluate(() =>
    document.querySelector("b")?.dispatchEvent(new MouseEvent("click", { bubbles: true })),
  );
  expect(await live.sent()).toEqual([]);
});

test("commands run in order with the call", async () => {
  const live = await chromium.show({
    html: `<input value=""><p id="menu">menu</p>`,
    blocks: {
      0: {
        first: 0,
        shape: [
          "(",
          "input",
          "e",
          "keydown",
          "enter",
          "value",
          "add",
          [["hide", "#menu"], 0, ["clear"]],
          "e",
          "click",
          "",
          "",
          "",
          [["toggle", "#menu"]],
          ")",
        ],
      },
    },
    skeleton: [],
  });
  await live.greet();
  await live.page.fill("input", "milk");
  await live.page.keyboard.press("Enter");
  expect(await data(live)).toEqual(["milk"]);
  expect(await live.page.inputValue("input")).toBe("");
  expect(await live.page.isVisible("#menu")).toBe(false);
  await live.page.click("input");
  expect(await live.page.isVisible("#menu")).toBe(true);
  expect(await live.sent()).toEqual([]);
});

test("[C13] an element is marked until its event is answered, and told of a refusal", async () => {
  const live = await offering(`<button id="b">x</button>`, "button", ["click", "", "", "f", []]);
  await live.page.click("button");
  await live.page.click("button");
  expect(await live.page.getAttribute("button", "data-do-pending")).toBe("");
  await live.patch(() => undefined, { type: "ack", last: 1, rejections: [] });
  expect(await live.page.getAttribute("button", "data-do-pending")).toBe("");
  await live.patch(() => undefined, {
    type: "ack",
    last: 2,
    rejections: [{ id: 2, code: "event.refused", message: "Once is enough" }],
  });
  expect(await live.page.getAttribute("button", "data-do-pending")).toBe(null);
  expect(await live.lab("refusals")).toEqual(["b event.refused Once is enough"]);
});

test("[C14] the 65th pending event is refused on the page", async () => {
  const live = await offering(`<button id="b">x</button>`, "button", ["click", "", "", "f", []]);
  await live.page.evaluate(() => {
    for (let i = 0; i < 65; i++) document.querySelector("button")?.click();
  });
  expect((await live.sent()).length).toBe(64);
  expect(await live.lab("refusals")).toEqual(["b event.limited "]);
});

test("keys of the window, and clicks elsewhere", async () => {
  const live = await chromium.show({
    html: `<div style="width:50px"><b>in</b></div><p>out</p>`,
    blocks: {
      0: {
        first: 0,
        shape: [
          "(",
          "div",
          "e",
          "window-keydown",
          "esc",
          "",
          "f",
          [],
          "e",
          "click-away",
          "",
          "",
          "g",
          [],
          ")",
          1,
        ],
      },
    },
    skeleton: [],
  });
  await live.greet();
  await live.page.keyboard.press("Escape");
  await live.page.click("b");
  await live.page.click("p");
  const slots = (await live.sent()).map(
    (message) => message.type === "event" && message.path[0]?.slot,
  );
  expect(slots).toEqual([0, 1]);
});
