/**
 * @module The whole core and the shipping client in real Chromium: after each of ≥ 10,000 random steps (over all families) the
 * live DOM equals a fresh parse of the fresh HTML, and every kind of op was seen often.
 */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compilePage, newEngine } from "../oracle/core.ts";
import { FAMILIES } from "../oracle/families.ts";
import type { Failure } from "../oracle/in-page.ts";
import { play, type Script } from "../oracle/script.ts";
import { OP_KINDS } from "../oracle/slots.ts";
import { launchChromium } from "./chromium.ts";
import { bundleOracle, follow, openOracle } from "./oracle-page.ts";

const SEEDS = Number(process.env["SEEDS"] ?? 15);
const STEPS = 50;
const LEAST_OF_A_KIND = 500;

let browser: Browser;
let page: Page;
const counts = new Map<string, number>();
let steps = 0;

beforeAll(async () => {
  browser = await launchChromium();
  page = await openOracle(browser, await bundleOracle([]));
});

afterAll(async () => {
  await browser?.close();
});

/** What one needs to understand a failure, or nothing. */
function trace(scripts: readonly Script[], failed: (Failure & { run: number }) | null): string {
  if (failed === null) return "";
  const { start, steps: all, states } = scripts[failed.run] ?? { steps: [], states: [] };
  const [before, after] = [states[failed.step], states[failed.step + 1]];
  const html = all[failed.step]?.html ?? start?.html;
  return JSON.stringify({ seed: failed.run + 1, ...failed, before, after, html });
}

for (const family of FAMILIES) {
  test(`[C2] ${family.name}: the page in Chromium equals a fresh parse after every patch`, async () => {
    const engine = newEngine();
    const template = await compilePage(family.sources);
    const scripts = Array.from({ length: SEEDS }, (_, i) =>
      play({ engine, template, family, seed: i + 1, steps: STEPS, counts }),
    );
    steps += SEEDS * STEPS;
    const failed = await follow(page, "run", scripts);
    expect(failed, trace(scripts, failed)).toBeNull();
  });
}

test.skipIf(SEEDS < 15)("[C2] at least 10,000 steps with at least 500 ops of every kind", () => {
  expect(steps).toBeGreaterThanOrEqual(10_000);
  const rare = OP_KINDS.filter((kind) => (counts.get(kind) ?? 0) < LEAST_OF_A_KIND);
  expect(rare, JSON.stringify(Object.fromEntries(counts))).toEqual([]);
});
