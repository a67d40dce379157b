/** @module What shows how an event is doing; URLs, back and forward; where the focus goes. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { Chromium, head, type LivePage } from "./client-harness.ts";
import { ack, call, events, hint, page } from "./client-offers.ts";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.launch();
});
afterAll(() => chromium.close());

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
  const live = await page(chromium, FEEDBACK, feedback);
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
  const live = await page(chromium, FEEDBACK, feedback);
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
  const live = await page(chromium, LINK, links);
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
  const live = await page(chromium, LINK, links);
  const opened = live.page.context().waitForEvent("page");
  await live.page.click("a", { modifiers: ["Control"] });
  await (await opened).close();
  expect(await events(live)).toEqual([]);
  await live.page.click("#away");
  await live.page.waitForURL("**/other");
});

test("[X5] a form without a method does the same, and a jump within the page tells nobody", async () => {
  const live = await page(
    chromium,
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
  const live = await page(chromium, LINK, links);
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

test("[X6] so does autofocus that a patch sets", async () => {
  const shape = ["(", "input", "a", "autofocus", ")"];
  const html = `<input id="a">`;
  const live = await chromium.show({ html, blocks: { 0: { first: 0, shape } }, skeleton: [] });
  await live.greet();
  await live.patch((ops) => {
    ops.varint(head(0, 0, true));
    ops.text("");
  });
  expect(await live.page.evaluate(() => document.activeElement?.id)).toBe("a");
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
