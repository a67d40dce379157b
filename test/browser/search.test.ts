/**
 * @module The search as somebody uses it: types with pauses and without, changes their mind, asks for what there is not, loses the
 * network. The page's clock is the test's where pauses matter.
 */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FaultProxy } from "../support/fault-proxy.ts";
import { expectFrame } from "./frame.ts";
import { expectText, type Gallery, openGallery } from "./harness.ts";

const TEMPLATE = "search/search.html";
const PAUSE_MS = 250;
const SEED = 11;

let gallery: Gallery;
beforeAll(async () => {
  gallery = await openGallery();
});
afterAll(() => gallery.close());

const hits = (page: Page): Promise<string[]> => page.locator("#hits .title").allInnerTexts();

/** Messages that the page has sent since it was loaded, pings left out. */
function countSent(page: Page): { frames: number } {
  const sent = { frames: 0 };
  page.on("websocket", (socket) =>
    socket.on("framesent", ({ payload }) => (sent.frames += typeof payload === "string" ? 0 : 1)),
  );
  return sent;
}

/** The clock stands still, once the page is alive. */
async function stopClock(page: Page): Promise<void> {
  await page.clock.install();
  await page.goto(page.url());
  await page.fill("#term", "oslo");
  await expectText(page, "#hits .title", "Oslo");
  await page.clock.pauseAt(new Date(Date.now() + 60_000));
}

test("it waits until one pauses, and asks once", async () => {
  await using visit = await gallery.visit("/search");
  const { page, troubles } = visit;
  const sent = countSent(page);
  await stopClock(page);
  const before = sent.frames;
  await page.fill("#term", "");
  await page.locator("#term").pressSequentially("zagreb");
  await page.clock.runFor(PAUSE_MS - 1);
  expect(sent.frames).toBe(before);
  await page.clock.runFor(1);
  await expectText(page, "#hits .title", "Zagreb");
  expect(sent.frames).toBe(before + 1);
  expect(await hits(page)).toEqual(["Zagreb"]);
  expect(await page.inputValue("#term")).toBe("zagreb");
  expect(new URL(page.url()).search).toBe("?term=zagreb");
  await expectFrame(gallery, visit, TEMPLATE);
  expect(troubles).toEqual([]);
});

test("what cannot be found is said, and why not; then one goes on", async () => {
  await using visit = await gallery.visit("/search");
  const { page, troubles } = visit;
  await page.fill("#term", "atlantis");
  await expectText(page, "#hits", "Nothing");
  await page.fill("#term", "route 66");
  await expectText(page, "[role=alert]", "No place has a number in its name.");
  await page.fill("#term", "riga");
  await expectText(page, "#hits .title", "Riga");
  expect(await page.locator("[role=alert]").count()).toBe(0);
  await expectFrame(gallery, visit, TEMPLATE);
  expect(troubles).toEqual([]);
});

test("a reload, and a link with the term, find the same again", async () => {
  await using visit = await gallery.visit("/search?term=porto");
  const { page, troubles } = visit;
  await expectText(page, "#hits .title", "Porto");
  await page.reload();
  await expectText(page, "#hits .title", "Porto");
  expect(await page.inputValue("#term")).toBe("porto");
  expect(troubles).toEqual([]);
});

test("offline one types on; back again only the latest search shows", async () => {
  await using proxy = await FaultProxy.before(gallery.url, SEED);
  await using visit = await gallery.visit("/");
  const { page } = visit;
  await page.goto(new URL("/search", proxy.url).href);
  await stopClock(page);
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    new MutationObserver(() =>
      seen.push(...[...document.querySelectorAll("#hits .title")].map((hit) => hit.innerHTML)),
    ).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  proxy.goDown();
  for (const term of ["ber", "berlin"]) {
    await page.fill("#term", term);
    await page.clock.runFor(PAUSE_MS);
  }
  expect(await hits(page)).toEqual(["Oslo"]);
  proxy.isDown = false;
  await page.clock.resume();
  await expectText(page, "#hits .title", "Berlin");
  const seen = await page.evaluate(() => Reflect.get(globalThis, "seen") as string[]);
  expect(new Set(seen)).toEqual(new Set(["Oslo", "Berlin"]));
  expect(await page.inputValue("#term")).toBe("berlin");
});
