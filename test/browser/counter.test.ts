/**
 * @module The counter in a browser: complete without JavaScript, and alive with it.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectFrame } from "./frame.ts";
import { expectText, type Gallery, openGallery, textOf } from "./harness.ts";

const TEMPLATE = "counter/counter.html";

let gallery: Gallery;
beforeAll(async () => {
  gallery = await openGallery();
});
afterAll(() => gallery.close());

const lines = (text: string): string[] => text.split("\n").map((line) => line.trim());

test("the first paint is complete without JavaScript", async () => {
  await using visit = await gallery.visit("/counter", { javaScriptEnabled: false });
  const { page } = visit;
  expect(await page.title()).toBe("Counter: 0");
  expect(await textOf(page, "#count")).toBe("0");
  expect(await page.locator("#step").inputValue()).toBe("1");
  expect(await textOf(page, "#history")).toBe("Nothing yet");
  expect(visit.troubles).toEqual([]);
});

test("[T10] a visit that never connects leaves nothing behind", async () => {
  const worker = gallery.server.getWorker();
  await using _ = await gallery.visit("/counter", { javaScriptEnabled: false });
  for (const id of await worker.listDurableObjectIds("LiveSession")) {
    const storage = await worker.getDurableObjectStorage("LiveSession", { id });
    expect(await storage.exec("SELECT name FROM sqlite_master")).toEqual([]);
  }
});

test("clicks count, up and down, and reach the base template", async () => {
  await using visit = await gallery.visit("/counter");
  const { page } = visit;
  await page.click("#increment");
  await page.click("#increment");
  await page.click("#decrement");
  await expectText(page, ".badge", "3 clicks");
  expect(await textOf(page, "#count")).toBe("1");
  expect(await page.title()).toBe("Counter: 1");
  await expectFrame(gallery, visit, TEMPLATE);
});

test("a typed step applies to the next click, and the field keeps it", async () => {
  await using visit = await gallery.visit("/counter");
  const { page } = visit;
  await page.locator("#step").selectText();
  await page.keyboard.type("25");
  await page.click("#increment");
  await expectText(page, "#count", "25");
  expect(await page.locator("#step").inputValue()).toBe("25");
  await page.click("#decrement");
  await expectText(page, "#count", "0");
  await expectFrame(gallery, visit, TEMPLATE);
});

test("the history keeps the last ten, newest first", async () => {
  await using visit = await gallery.visit("/counter");
  const { page } = visit;
  for (let i = 0; i < 12; i++) await page.click("#increment");
  await expectText(page, ".badge", "12 clicks");
  const wanted = Array.from({ length: 10 }, (_, i) => `+1 makes ${12 - i}`);
  expect(lines(await textOf(page, "#history"))).toEqual(wanted);
  await expectFrame(gallery, visit, TEMPLATE);
});
