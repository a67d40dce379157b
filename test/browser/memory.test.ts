/**
 * @module A page in which 1,000 rows are created and cleared a hundred times keeps nothing of them: nodes and heap of Chromium,
 * counted after its garbage collection.
 */
import type { CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Gallery, openGallery } from "./harness.ts";

const ROUNDS = 100;
/** Until caches and compiled code have their size. */
const WARM_UP = 20;
/** Of 80 rounds: less than a tenth of what a single one of them takes would add up to more. */
const TOLERANCE_BYTES = 1_000_000;
/** What a task holds on its stack, or waits to be painted, is free in the next collection or the one after. */
const COLLECTIONS = 3;
const MINUTES_MS = 180_000;

let gallery: Gallery;
beforeAll(async () => {
  gallery = await openGallery();
});
afterAll(() => gallery.close());

interface Kept {
  readonly nodes: number;
  readonly listeners: number;
  readonly heap: number;
}

/** Two frames: whatever was under way has been painted. */
function painted(): Promise<void> {
  return new Promise((resolve) =>
    requestAnimationFrame(() => requestAnimationFrame(() => resolve())),
  );
}

async function kept(page: Page, cdp: CDPSession): Promise<Kept> {
  for (let n = 0; n < COLLECTIONS; n++) {
    await page.evaluate(painted);
    await cdp.send("HeapProfiler.collectGarbage");
  }
  const { nodes, jsEventListeners } = await cdp.send("Memory.getDOMCounters");
  const { usedSize } = await cdp.send("Runtime.getHeapUsage");
  return { nodes, listeners: jsEventListeners, heap: usedSize };
}

/** Clicks until that many rows are there: a click that came too fast is refused, and made again. */
function clickUntil(page: Page, button: string, rows: number): Promise<void> {
  const run = ([selector, wanted]: readonly [string, number]): Promise<void> =>
    new Promise((resolve) => {
      const click = (): void => document.querySelector<HTMLElement>(selector)?.click();
      const done = (): void => {
        if (document.querySelectorAll("#tbody td:nth-child(3)").length !== wanted) return;
        document.removeEventListener("dormouse:turn", done);
        document.removeEventListener("dormouse:rejected", click);
        resolve();
      };
      document.addEventListener("dormouse:turn", done);
      document.addEventListener("dormouse:rejected", click);
      click();
    });
  return page.evaluate(run, [button, rows] as const);
}

test(
  "100 rounds of create and clear leave nothing behind in the page",
  async () => {
    await using visit = await gallery.visit("/table");
    const { page, troubles } = visit;
    const cdp = await page.context().newCDPSession(page);
    let before: Kept | undefined;
    for (let round = 1; round <= ROUNDS; round++) {
      await clickUntil(page, "#run", 1000);
      await clickUntil(page, "#clear", 0);
      if (round === WARM_UP) before = await kept(page, cdp);
    }
    const after = await kept(page, cdp);
    expect(after.nodes).toBeLessThanOrEqual(before?.nodes ?? 0);
    expect(after.listeners).toBeLessThanOrEqual(before?.listeners ?? 0);
    expect(after.heap - (before?.heap ?? 0)).toBeLessThan(TOLERANCE_BYTES);
    expect(troubles).toEqual([]);
  },
  MINUTES_MS,
);
