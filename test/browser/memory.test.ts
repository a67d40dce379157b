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
/** 1,000 rows of ten nodes, and their texts. */
const NODES_OF_A_ROUND = 15_000;
/** What one round takes, generously; 80 rounds would take 80 times as much. */
const TOLERANCE_BYTES = 5_000_000;
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

async function kept(cdp: CDPSession): Promise<Kept> {
  await cdp.send("HeapProfiler.collectGarbage");
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
      if (round === WARM_UP) before = await kept(cdp);
    }
    const after = await kept(cdp);
    // What the last round removed may not be collected yet (a stale pointer on the stack is enough); a leak would keep every round.
    expect(after.nodes).toBeLessThanOrEqual((before?.nodes ?? 0) + NODES_OF_A_ROUND);
    expect(after.listeners).toBeLessThanOrEqual(before?.listeners ?? 0);
    expect(after.heap - (before?.heap ?? 0)).toBeLessThan(TOLERANCE_BYTES);
    expect(troubles).toEqual([]);
  },
  MINUTES_MS,
);
