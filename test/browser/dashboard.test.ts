/**
 * @module The dashboard in a browser: one turn changes cards, sparklines, table and navbar; a conversation that nests.
 */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cardsAt, regionsAt } from "../../examples/dashboard/figures.ts";
import { expectFrame } from "./frame.ts";
import { expectText, type Gallery, openGallery, textOf } from "./harness.ts";

const TEMPLATE = "dashboard/dashboard.html";
const HOUR = 24;

let gallery: Gallery;
beforeAll(async () => {
  gallery = await openGallery();
});
afterAll(() => gallery.close());

const values = (page: Page): Promise<string[]> => page.locator(".figure b").allInnerTexts();
const lines = (page: Page): Promise<(string | null)[]> =>
  page.evaluate(() =>
    Array.from(document.querySelectorAll(".figure polyline"), (line) =>
      line.getAttribute("points"),
    ),
  );

test("cards, sparklines, table and navbar are there without JavaScript", async () => {
  await using visit = await gallery.visit("/dashboard", { javaScriptEnabled: false });
  const { page, troubles } = visit;
  expect(await values(page)).toEqual(cardsAt(HOUR).map(({ value }) => value));
  expect(await page.locator("#regions tr").count()).toBe(regionsAt(HOUR).length);
  expect(await textOf(page, "#clock")).toBe("Day 1, 00:00");
  expect(troubles).toEqual([]);
});

test("one click changes all of them, each in its place", async () => {
  await using visit = await gallery.visit("/dashboard");
  const { page } = visit;
  for (let hour = HOUR + 1; hour < HOUR + 6; hour++) {
    await page.click("#next");
    await expectText(page, "#clock", `Day 1, 0${hour - HOUR}:00`);
    const cards = cardsAt(hour);
    expect(await values(page)).toEqual(cards.map(({ value }) => value));
    expect(await lines(page)).toEqual(cards.map(({ line }) => line));
    const regions = regionsAt(hour).map(({ id, orders, share }) => `${id}\t${orders}\t${share}`);
    expect((await textOf(page, "#regions")).split("\n")).toEqual(regions);
    const rising = cards.filter(({ rises }) => rises).length;
    expect(await textOf(page, ".badge")).toBe(`${rising} of ${cards.length} rising`);
    await expectFrame(gallery, visit, TEMPLATE);
  }
});

test("a sparkline is drawn: its line lies in the SVG namespace, within its card", async () => {
  await using visit = await gallery.visit("/dashboard");
  const { page } = visit;
  await page.click("#next");
  await expectText(page, "#clock", "Day 1, 01:00");
  const boxes = await page.evaluate(() =>
    Array.from(document.querySelectorAll<SVGPolylineElement>(".figure polyline"), (line) => {
      const { width, height } = line.getBBox();
      return width === 120 && height <= 28;
    }),
  );
  expect(boxes).toEqual(cardsAt(HOUR).map(() => true));
});

test("comments are liked and answered, however deep they are", async () => {
  await using visit = await gallery.visit("/dashboard");
  const { page } = visit;
  const linus = page.locator("#comments li li li");
  await linus.getByRole("button", { name: "Likes" }).click();
  await expectText(page, "#comments li li li .answers button", "♥ Likes: 3");
  await linus.getByRole("button", { name: "Reply" }).click();
  await page.waitForSelector("#comments li li li li");
  await page.locator("#comments li li li li").getByRole("button", { name: "Reply" }).click();
  await page.waitForSelector("#comments li li li li li");
  await expectFrame(gallery, visit, TEMPLATE);
  await page.locator("#comments > li:last-child > .answers > button").first().click();
  await expectText(page, "#comments > li:last-child .answers button", "♥ Likes: 1");
  await expectFrame(gallery, visit, TEMPLATE);
});
