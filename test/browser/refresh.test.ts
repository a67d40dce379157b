/**
 * @module A refresh in a browser: the session goes on, and the first paint already shows it.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectText, type Gallery, openGallery, textOf } from "./harness.ts";

let gallery: Gallery;
beforeAll(async () => {
  gallery = await openGallery();
});
afterAll(() => gallery.close());

test("[R1] a reload shows the state in its HTML, and goes on counting from there", async () => {
  await using visit = await gallery.visit("/counter");
  const { page } = visit;
  await page.click("#increment");
  await expectText(page, "#count", "1");
  const html = page.waitForResponse((response) => response.url().endsWith("/counter"));
  await page.reload();
  expect(await (await html).text()).toContain("Counter: 1");
  expect(await textOf(page, "#count")).toBe("1");
  await page.click("#increment");
  await expectText(page, "#count", "2");
  await page.reload();
  await expectText(page, "#count", "2");
  expect(visit.troubles).toEqual([]);
});

test("[R2] another tab opened after a reload has a session of its own, and takes nothing away", async () => {
  await using visit = await gallery.visit("/counter");
  const { page } = visit;
  await page.click("#increment");
  await expectText(page, "#count", "1");
  await page.reload();
  const other = await page.context().newPage();
  await other.goto(page.url());
  expect(await textOf(other, "#count")).toBe("0");
  await page.click("#increment");
  await expectText(page, "#count", "2");
  expect(visit.troubles).toEqual([]);
});

test("[R2] back to a page that was left: it connects again and goes on", async () => {
  await using visit = await gallery.visit("/counter");
  const { page } = visit;
  await page.click("#increment");
  await expectText(page, "#count", "1");
  await page.goto(new URL("/", page.url()).href);
  await page.goBack();
  await expectText(page, "#count", "1");
  await page.click("#increment");
  await expectText(page, "#count", "2");
  expect(visit.troubles).toEqual([]);
});
