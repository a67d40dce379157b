/**
 * @module The todo list as a person uses it: TodoMVC's usual cases. At the end of each the page is what its session says, and
 * nothing went wrong in it.
 */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectFrame, settled } from "./frame.ts";
import { expectText, type Gallery, openGallery, textOf, type Visit } from "./harness.ts";

let gallery: Gallery;
beforeAll(async () => {
  gallery = await openGallery();
});
afterAll(() => gallery.close());

const visit = (query = ""): Promise<Visit> => gallery.visit(`/todo${query}`);
const atRest = (visited: Visit): Promise<void> => expectFrame(gallery, visited, "todo/todo.html");

/** What the list shows: a done item has an x. */
const list = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll("#todos li:not(.quiet)")].map((item) => {
      const edit = item.querySelector<HTMLInputElement>(".edit");
      const title = edit ? `[${edit.value}]` : (item.querySelector(".title")?.textContent ?? "");
      const isTicked = item.querySelector<HTMLInputElement>("[type=checkbox]")?.checked === true;
      return isTicked && item.classList.contains("done") ? `x ${title}` : title;
    }),
  );

const isFocused = (page: Page, selector: string): Promise<boolean> =>
  page.evaluate((at) => document.activeElement?.matches(at) === true, selector);

async function expectList(page: Page, ...items: string[]): Promise<void> {
  await expect.poll(() => list(page), { timeout: 15_000 }).toEqual(items);
}

async function add(page: Page, ...titles: string[]): Promise<void> {
  for (const title of titles) {
    await page.fill("#title", title);
    await page.press("#title", "Enter");
  }
  await expect.poll(() => page.inputValue("#title")).toBe("");
}

const item = (page: Page, n: number) => page.locator("#todos li").nth(n);

test("items are added, trimmed, and the field is empty again and keeps the focus", async () => {
  await using visited = await visit();
  const { page } = visited;
  await add(page, "milk", "  bread  ");
  await page.fill("#title", "   ");
  await page.click("#new button");
  await expect.poll(() => page.inputValue("#title")).toBe("");
  await expectList(page, "milk", "bread");
  await expectText(page, "#left", "2 items left");
  expect(await page.title()).toBe("Todo: 2 to do");
  await add(page, "jam");
  expect(await isFocused(page, "#title")).toBe(true);
  await atRest(visited);
});

test("items are ticked and unticked, one by one and all at once", async () => {
  await using visited = await visit();
  const { page } = visited;
  await add(page, "milk", "bread");
  await item(page, 0).locator("[type=checkbox]").check();
  await expectList(page, "x milk", "bread");
  await expectText(page, "#left", "1 item left");
  expect(await page.isChecked("#toggle-all")).toBe(false);
  await page.check("#toggle-all");
  await expectList(page, "x milk", "x bread");
  await page.uncheck("#toggle-all");
  await expectList(page, "milk", "bread");
  await item(page, 0).locator("[type=checkbox]").check();
  await item(page, 1).locator("[type=checkbox]").check();
  await expect.poll(() => page.isChecked("#toggle-all")).toBe(true);
  await item(page, 1).locator("[type=checkbox]").uncheck();
  await expect.poll(() => page.isChecked("#toggle-all")).toBe(false);
  await atRest(visited);
});

test("an item is edited: Enter and leaving keep it, Escape does not, an empty title removes it", async () => {
  await using visited = await visit();
  const { page } = visited;
  await add(page, "milk", "bread");
  await item(page, 0).locator(".title").dblclick();
  await expectList(page, "[milk]", "bread");
  expect(await isFocused(page, ".edit")).toBe(true);
  await page.fill(".edit", " oat milk ");
  await page.press(".edit", "Enter");
  await expectList(page, "oat milk", "bread");
  await item(page, 0).locator(".title").dblclick();
  await page.fill(".edit", "nothing");
  await page.press(".edit", "Escape");
  await expectList(page, "oat milk", "bread");
  await item(page, 1).locator(".title").dblclick();
  await page.fill(".edit", "rye bread");
  await page.click("#title");
  await expectList(page, "oat milk", "rye bread");
  expect(await isFocused(page, "#title")).toBe(true);
  await item(page, 0).locator(".edits").click();
  await page.fill(".edit", " ");
  await page.press(".edit", "Enter");
  await expectList(page, "rye bread");
  await atRest(visited);
});

test("[X6] no end of an edit is told twice", async () => {
  await using visited = await visit();
  const { page } = visited;
  await page.evaluate(() =>
    document.addEventListener("dormouse:rejected", () => console.error("an event was rejected")),
  );
  await add(page, "milk");
  for (const key of ["Enter", "Escape"]) {
    await item(page, 0).locator(".title").dblclick();
    await page.press(".edit", key);
    await expectList(page, "milk");
  }
  await atRest(visited);
});

test("items are removed, and what is done is cleared", async () => {
  await using visited = await visit();
  const { page } = visited;
  await add(page, "milk", "bread", "jam");
  await item(page, 1).locator(".removes").click();
  await expectList(page, "milk", "jam");
  expect(await page.isVisible("#clear-done")).toBe(false);
  await item(page, 0).locator("[type=checkbox]").check();
  await expectText(page, "#clear-done", "Clear 1 done");
  await page.click("#clear-done");
  await expectList(page, "jam");
  await page.check("#toggle-all");
  await page.click("#clear-done");
  await expectText(page, "#todos", "Nothing to do");
  expect(await page.isVisible("#toggle-all")).toBe(false);
  await atRest(visited);
});

test("[X5] filters are in the URL: links, back, forward, all without a reload", async () => {
  await using visited = await visit();
  const { page } = visited;
  await page.evaluate(() => Object.assign(window, { stays: true }));
  const query = (): string => new URL(page.url()).search;
  await add(page, "milk", "bread");
  await item(page, 0).locator("[type=checkbox]").check();
  await expectList(page, "x milk", "bread");
  await page.click("text=Open");
  await expectList(page, "bread");
  expect(query()).toBe("?show=open");
  expect(await textOf(page, "[aria-current]")).toBe("Open");
  await page.click("#filters >> text=Done");
  await expectList(page, "x milk");
  await page.goBack();
  await expectList(page, "bread");
  expect(await textOf(page, "[aria-current]")).toBe("Open");
  await page.goBack();
  await expectList(page, "x milk", "bread");
  expect(query()).toBe("");
  await page.goForward();
  await expectList(page, "bread");
  await item(page, 0).locator("[type=checkbox]").click();
  await expectText(page, "#todos", "Nothing to do");
  await page.click("#filters >> text=All");
  await expectList(page, "x milk", "x bread");
  expect(await page.evaluate(() => "stays" in window)).toBe(true);
  await atRest(visited);
});

test("[U1] a reload and a link from elsewhere keep the filter; one that does not exist is none", async () => {
  await using visited = await visit("?show=done");
  const { page } = visited;
  expect(await textOf(page, "#todos")).toBe("Nothing done yet");
  await page.click("text=Open");
  await expectText(page, "#todos", "Nothing to do");
  await page.reload();
  expect(await textOf(page, "[aria-current]")).toBe("Open");
  await page.goto(new URL("/todo?show=everything", gallery.url).href);
  expect(await textOf(page, "[aria-current]")).toBe("All");
  await add(page, "milk");
  await expectList(page, "milk");
  await atRest(visited);
});

test("[U1] without JavaScript the links are links", async () => {
  await using visited = await gallery.visit("/todo", { javaScriptEnabled: false });
  const { page } = visited;
  await page.click("text=Open");
  expect(new URL(page.url()).search).toBe("?show=open");
  expect(await textOf(page, "[aria-current]")).toBe("Open");
  expect(await page.isVisible("#refused")).toBe(false);
});

test("[X4] what is refused is said, keeps what was typed, and is forgotten with the next that is not", async () => {
  await using visited = await visit();
  const { page } = visited;
  await add(page, "milk");
  expect(await page.isVisible("#refused")).toBe(false);
  await page.fill("#title", "milk");
  await page.press("#title", "Enter");
  await expectText(page, "#refused", "“milk” is on the list already");
  expect(await page.isVisible("#refused")).toBe(true);
  expect(await page.inputValue("#title")).toBe("milk");
  await add(page, "bread");
  await expectList(page, "milk", "bread");
  expect(await page.isVisible("#refused")).toBe(false);
  await atRest(visited);
});

test("everything works from the keyboard", async () => {
  await using visited = await visit();
  const { page } = visited;
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await page.focus("#title");
  await page.keyboard.type("milk");
  await press("Enter");
  await expect.poll(() => page.inputValue("#title")).toBe("");
  await page.keyboard.type("bread");
  await press("Enter");
  await expectList(page, "milk", "bread");
  // Add, toggle all, then the first item's checkbox.
  await press("Tab", "Tab", "Tab", "Space");
  await expectList(page, "x milk", "bread");
  await press("Tab", "Enter");
  await expect.poll(() => isFocused(page, ".edit")).toBe(true);
  await press("Control+a");
  await page.keyboard.type("oat milk");
  await press("Enter");
  await expectList(page, "x oat milk", "bread");
  // Where the field was: next are the buttons that edit and remove.
  await press("Tab", "Tab", "Enter");
  await expectList(page, "bread");
  await settled(page);
  await page.focus("#filters a");
  await press("Tab", "Tab", "Enter");
  await expectText(page, "#todos", "Nothing done yet");
  await atRest(visited);
});
