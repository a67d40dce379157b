/**
 * @module Somebody types while patches reorder, edit and remove what is around the field, in real Chromium: focus, selection and
 * typed text stay as long as the field is part of the page; with `moveBefore`, and as in browsers without it.
 */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compilePage, newEngine } from "../oracle/core.ts";
import { play } from "../oracle/script.ts";
import { TYPING } from "../oracle/typing.ts";
import { launchChromium } from "./chromium.ts";
import { bundleOracle, follow, openOracle } from "./oracle-page.ts";

const SEEDS = Number(process.env["SEEDS"] ?? 6);
const STEPS = 60;

let browser: Browser;
let bundle: string;

beforeAll(async () => {
  browser = await launchChromium();
  bundle = await bundleOracle([]);
});

afterAll(async () => {
  await browser?.close();
});

for (const family of TYPING) {
  for (const can of ["moveBefore", "insertBefore"] as const) {
    test(`[C8] ${family.name}, moved by ${can}: typing goes on`, async () => {
      const engine = newEngine();
      const template = await compilePage(family.sources);
      const page = await openOracle(browser, bundle);
      if (can === "insertBefore") {
        await page.evaluate(() => Object.assign(Element.prototype, { moveBefore: undefined }));
      }
      const scripts = Array.from({ length: SEEDS }, (_, i) =>
        play({ engine, template, family, seed: i + 1, steps: STEPS, counts: null }),
      );
      const failed = await follow(page, "type", scripts);
      const at = failed === null ? undefined : scripts[failed.run];
      const states = at?.states.slice(failed?.step, (failed?.step ?? 0) + 2);
      expect(failed, JSON.stringify({ ...failed, states })).toBeNull();
      await page.close();
    });
  }
}
