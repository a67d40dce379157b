/** @module Controls and snaps: the user's input, focus and selection survive; the server's answer to an event arrives. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { Chromium, head, type LivePage } from "./client-harness.ts";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.launch();
});
afterAll(() => chromium.close());

const SEARCH = ["(", "input", "a", "value", "e", "input", "", "value", "search", [], ")"];

async function search(): Promise<LivePage> {
  const live = await chromium.show({
    html: `<input value="">`,
    blocks: { 0: { first: 0, shape: SEARCH } },
    skeleton: [],
  });
  await live.greet();
  return live;
}

const set =
  (text: string, variant = 0) =>
  (w: { varint(n: number): void; text(t: string): void }): void => {
    w.varint(head(0, variant, true));
    w.text(text);
  };

test("[C8] a push leaves the focused field alone, and sets its attribute", async () => {
  const live = await search();
  await live.page.focus("input");
  await live.patch(set("pushed"));
  expect(await live.page.inputValue("input")).toBe("");
  expect(await live.page.getAttribute("input", "value")).toBe("pushed");
});

test("a push sets a field that nobody is in, whatever was typed there", async () => {
  const live = await chromium.show({
    html: `<input value="">`,
    blocks: { 0: { first: 0, shape: ["(", "input", "a", "value", ")"] } },
    skeleton: [],
  });
  await live.greet();
  await live.page.fill("input", "typed");
  await live.page.evaluate(() => document.querySelector("input")?.blur());
  await live.patch(set("pushed"));
  expect(await live.page.inputValue("input")).toBe("pushed");
});

test("[C9] an answer never overwrites newer typing", async () => {
  const live = await search();
  await live.page.type("input", "ab");
  await live.patch(set("A", 2), { type: "ack", last: 1, rejections: [] });
  expect(await live.page.inputValue("input")).toBe("ab");
  await live.patch(set("AB", 2), { type: "ack", last: 2, rejections: [] });
  expect(await live.page.inputValue("input")).toBe("AB");
});

test("the selection survives a forced value", async () => {
  const live = await search();
  await live.page.type("input", "abc");
  await live.page.evaluate(() => document.querySelector("input")?.setSelectionRange(1, 2));
  await live.patch(set("ABC", 2), { type: "ack", last: 3, rejections: [] });
  expect(
    await live.page.evaluate(() => [
      document.querySelector("input")?.selectionStart,
      document.querySelector("input")?.value,
    ]),
  ).toEqual([1, "ABC"]);
});

test("[C8] what an input method composes is left alone", async () => {
  const live = await search();
  await live.page.type("input", "a");
  await live.page.evaluate(() =>
    document
      .querySelector("input")
      ?.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true })),
  );
  await live.patch(set("", 2), { type: "ack", last: 1, rejections: [] });
  expect(await live.page.inputValue("input")).toBe("a");
});

test("[C10] a refused checkbox goes back", async () => {
  const live = await chromium.show({
    html: `<input type="checkbox">`,
    blocks: {
      0: {
        first: 0,
        shape: ["(", "input", "a", "checked", "e", "click", "", "", "toggle", [], ")"],
      },
    },
    skeleton: [],
  });
  await live.greet();
  await live.page.click("input");
  await live.patch((w) => w.varint(head(0, 3, true)), {
    type: "ack",
    last: 1,
    rejections: [{ id: 1, code: "event.refused", message: "" }],
  });
  expect(await live.page.isChecked("input")).toBe(false);
});

test("options and textareas follow", async () => {
  const live = await chromium.show({
    html: `<select><option selected>a</option><option>b</option></select><textarea>one</textarea>`,
    blocks: {
      0: {
        first: 0,
        shape: [
          "(",
          "select",
          "(",
          "option",
          "a",
          "selected",
          ")",
          "(",
          "option",
          "a",
          "selected",
          ")",
          ")",
          "(",
          "textarea",
          "x",
          ")",
        ],
      },
    },
    skeleton: [],
  });
  await live.greet();
  await live.page.selectOption("select", "b");
  await live.page.selectOption("select", "a");
  await live.page.fill("textarea", "typed");
  await live.page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await live.patch(
    (w) => (
      w.varint(head(0, 3, false)),
      w.varint(head(1, 0, false)),
      w.text(""),
      w.varint(head(2, 2, true)),
      w.text(" two")
    ),
  );
  expect(await live.page.inputValue("select")).toBe("b");
  expect(await live.page.inputValue("textarea")).toBe("one two");
});

test("a focused textarea keeps what is typed; an answer to its event sets it", async () => {
  const live = await chromium.show({
    html: `<textarea>one</textarea>`,
    blocks: {
      0: {
        first: 0,
        shape: ["(", "textarea", "e", "keydown", "enter", "value", "send", [], "x", ")"],
      },
    },
    skeleton: [],
  });
  await live.greet();
  await live.page.fill("textarea", "draft");
  await live.patch((w) => (w.varint(head(1, 0, true)), w.text("pushed")));
  expect(await live.page.inputValue("textarea")).toBe("draft");
  await live.page.evaluate(() =>
    document
      .querySelector("textarea")
      ?.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true })),
  );
  await live.patch((w) => (w.varint(head(1, 0, true)), w.text("")), {
    type: "ack",
    last: 1,
    rejections: [],
  });
  expect(await live.page.inputValue("textarea")).toBe("");
});

test("[C11] a snap keeps focus, selection, unsent input, open details and what stays the same element", async () => {
  const html = (n: number): string =>
    `<h1>${n}</h1><details><summary>s</summary>d</details><form><input name="a" value="${n}"><input name="b" value="${n}"></form><ul><li id="x">x</li></ul>`;
  const live = await chromium.show({
    html: html(1),
    blocks: { 0: { first: 0, shape: [4] } },
    skeleton: [],
  });
  await live.greet();
  await live.page.fill("[name=a]", "typed");
  await live.page.evaluate(() => {
    document.querySelector("input")?.setSelectionRange(2, 3);
    document.querySelector("details")?.setAttribute("open", "");
    Object.assign(document.querySelector("#x") as object, { marked: true });
  });
  await live.snap(html(2).replace("<ul>", "<p>new</p><ul><li>before</li>"));
  const state = await live.page.evaluate(() => {
    const field = document.activeElement as HTMLInputElement;
    const other = document.querySelector<HTMLInputElement>("[name=b]");
    return [
      field.name,
      field.value,
      field.selectionStart,
      field.getAttribute("value"),
      other?.value,
      document.querySelector("details")?.open,
      "marked" in (document.querySelector("#x") as object),
    ];
  });
  expect(state).toEqual(["a", "typed", 2, "2", "2", true, true]);
  expect(await live.page.textContent("ul")).toBe("beforex");
});
