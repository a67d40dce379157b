/**
 * @module The table in a browser: every button of js-framework-benchmark and the others, with 1,000 rows and with 10,000, and
 * the page compared with the server's frame after each.
 */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectFrame, settled } from "./frame.ts";
import { expectText, type Gallery, openGallery, textOf, type Visit } from "./harness.ts";

const TEMPLATE = "table/table.html";

let gallery: Gallery;
beforeAll(async () => {
  gallery = await openGallery();
});
afterAll(() => gallery.close());

/** Ids of the rows, top to bottom. */
const ids = (page: Page): Promise<number[]> =>
  page.evaluate(() =>
    Array.from(document.querySelectorAll("#tbody td:first-child:not(:only-child)"), (cell) =>
      Number(cell.textContent),
    ),
  );

const labels = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    Array.from(
      document.querySelectorAll("#tbody td:nth-child(2)"),
      (cell) => cell.textContent ?? "",
    ),
  );

const upTo = (count: number, from = 1): number[] =>
  Array.from({ length: count }, (_, i) => from + i);

/** A visit with rows. */
async function withRows(button: "#run" | "#runlots", status: string): Promise<Visit> {
  const visit = await gallery.visit("/table");
  await visit.page.click(button);
  await expectText(visit.page, ".badge", status);
  return visit;
}

/** Clicks, and waits for the answer. */
async function click(page: Page, selector: string): Promise<void> {
  await page.click(selector);
  await settled(page);
}

test("create, append, clear", async () => {
  await using visit = await withRows("#run", "1,000 rows");
  const { page } = visit;
  expect(await ids(page)).toEqual(upTo(1000));
  await expectFrame(gallery, visit, TEMPLATE);
  await click(page, "#add");
  expect(await ids(page)).toEqual(upTo(2000));
  await click(page, "#run");
  expect(await ids(page)).toEqual(upTo(1000, 2001));
  await expectFrame(gallery, visit, TEMPLATE);
  await click(page, "#clear");
  expect(await textOf(page, "#tbody")).toBe("No rows");
  expect(await textOf(page, ".badge")).toBe("0 rows");
  await expectFrame(gallery, visit, TEMPLATE);
});

test("select, and select another", async () => {
  await using visit = await withRows("#run", "1,000 rows");
  const { page } = visit;
  await click(page, "#tbody tr:nth-child(3) td:nth-child(2) a");
  await expectText(page, ".badge", "1,000 rows, 3 selected");
  await click(page, "#tbody tr:nth-child(5) td:nth-child(2) a");
  expect(await page.locator(".danger").count()).toBe(1);
  expect(await textOf(page, ".danger td:first-child")).toBe("5");
  expect(new URL(page.url()).hash).toBe("");
  await expectFrame(gallery, visit, TEMPLATE);
});

test("remove one; the selected one", async () => {
  await using visit = await withRows("#run", "1,000 rows");
  const { page } = visit;
  await click(page, "#tbody tr:nth-child(4) td:nth-child(3) a");
  expect((await ids(page)).slice(0, 5)).toEqual([1, 2, 3, 5, 6]);
  await click(page, "#tbody tr:nth-child(4) td:nth-child(2) a");
  await expectText(page, ".badge", "999 rows, 5 selected");
  await click(page, ".danger td:nth-child(3) a");
  await expectText(page, ".badge", "998 rows");
  await expectFrame(gallery, visit, TEMPLATE);
});

test("update every tenth, swap two: other rows stay the same elements", async () => {
  await using visit = await withRows("#run", "1,000 rows");
  const { page } = visit;
  const before = await labels(page);
  await page.evaluate(() => {
    for (const row of document.querySelectorAll("#tbody tr")) row.setAttribute("title", "kept");
  });
  await click(page, "#update");
  expect(await labels(page)).toEqual(
    before.map((text, i) => (i % 10 === 0 ? `${text} !!!` : text)),
  );
  await click(page, "#swaprows");
  const order = await ids(page);
  expect([order[1], order[998], order.length]).toEqual([999, 2, 1000]);
  expect(await page.locator("#tbody tr[title=kept]").count()).toBe(1000);
  await page.evaluate(() => {
    for (const row of document.querySelectorAll("#tbody tr")) row.removeAttribute("title");
  });
  await expectFrame(gallery, visit, TEMPLATE);
});

test("sort, reverse, shuffle, prepend", async () => {
  await using visit = await withRows("#run", "1,000 rows");
  const { page } = visit;
  await click(page, "#reverse");
  expect(await ids(page)).toEqual(upTo(1000).toReversed());
  await expectFrame(gallery, visit, TEMPLATE);
  await click(page, "#sort-label");
  const compare = new Intl.Collator("en").compare;
  const texts = await labels(page);
  expect(texts).toEqual(texts.toSorted(compare));
  await expectFrame(gallery, visit, TEMPLATE);
  await click(page, "#shuffle");
  await expectFrame(gallery, visit, TEMPLATE);
  await click(page, "#sort-id");
  expect(await ids(page)).toEqual(upTo(1000));
  await click(page, "#prepend");
  expect((await ids(page)).slice(0, 3)).toEqual([1001, 1, 2]);
  await expectFrame(gallery, visit, TEMPLATE);
});

test("find narrows while one types, the field keeps what was typed, and an empty one shows all", async () => {
  await using visit = await withRows("#run", "1,000 rows");
  const { page } = visit;
  await page.locator("#find").pressSequentially("17");
  await expectText(page, "#tbody tr td:first-child", "17");
  expect(await ids(page)).toEqual([17]);
  expect(await page.inputValue("#find")).toBe("17");
  await page.locator("#find").fill("pink");
  // Of 1,000 random labels far more than one is pink; which rows these are is chance.
  await page.waitForFunction(() => document.querySelectorAll("#tbody tr").length > 1);
  expect((await labels(page)).every((label) => label.includes("pink"))).toBe(true);
  await expectFrame(gallery, visit, TEMPLATE);
  await page.locator("#find").fill("");
  await page.waitForFunction(() => document.querySelectorAll("#tbody tr").length === 1000);
  await expectFrame(gallery, visit, TEMPLATE);
});

test("10,000 rows: create, select, swap, clear; their frame is not stored, and the page is whole all the same", async () => {
  await using visit = await withRows("#runlots", "10,000 rows");
  const { page, troubles } = visit;
  expect(await ids(page)).toEqual(upTo(10_000));
  await click(page, "#tbody tr:nth-child(9999) td:nth-child(2) a");
  await expectText(page, ".badge", "10,000 rows, 9999 selected");
  await click(page, "#swaprows");
  expect((await ids(page)).slice(0, 3)).toEqual([1, 999, 3]);
  // Torn out, as a translator does it: the page asks for all of itself, and finds itself right.
  const before = await labels(page);
  await page.evaluate(() => document.querySelector(".badge")?.replaceChildren("torn"));
  await page.click("#tbody tr:nth-child(7) td:nth-child(2) a");
  await expectText(page, ".badge", "10,000 rows, 7 selected");
  expect(await labels(page)).toEqual(before);
  await click(page, "#clear");
  await expectText(page, ".badge", "0 rows");
  expect(troubles).toEqual([]);
  await expectFrame(gallery, visit, TEMPLATE);
});
