/**
 * @module The oracle itself, put to the test: the client with one fault at a time, in real Chromium. Each must be found, and
 * without a fault there is nothing to find (oracle.test.ts).
 */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compilePage, newEngine } from "../oracle/core.ts";
import { FAMILIES } from "../oracle/families.ts";
import { FAULTS } from "../oracle/faults.ts";
import type { PageRun } from "../oracle/in-page.ts";
import { play } from "../oracle/script.ts";
import { launchChromium } from "./chromium.ts";
import { bundleOracle, follow, openOracle } from "./oracle-page.ts";

const SEEDS = 4;
const STEPS = 40;

let browser: Browser;
let runs: readonly PageRun[];

beforeAll(async () => {
  browser = await launchChromium();
  const engine = newEngine();
  const played = FAMILIES.map(async (family) => {
    const template = await compilePage(family.sources);
    return Array.from({ length: SEEDS }, (_, i) =>
      play({ engine, template, family, seed: i + 1, steps: STEPS, counts: new Map() }),
    );
  });
  runs = (await Promise.all(played)).flat();
});

afterAll(async () => {
  await browser?.close();
});

for (const fault of FAULTS) {
  test(`the oracle finds: ${fault.name}`, async () => {
    const page = await openOracle(browser, await bundleOracle([fault]));
    expect(await follow(page, "run", runs)).not.toBeNull();
    await page.close();
  });
}

test("[C3] hostile patches are refused by name, and what is refused changed nothing", async () => {
  const page = await openOracle(browser, await bundleOracle([]));
  expect(await follow(page, "garble", runs)).toBeNull();
  await page.close();
});
