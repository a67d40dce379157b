/**
 * @module axe-core finds nothing on any page of the gallery: at first, in use, with the source open; light and dark, on a phone and on
 * a desktop. And what axe cannot see: every control is reached by the keyboard, and nothing is wider than a phone.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectText, type Gallery, openGallery } from "./harness.ts";
import { fillLibrary } from "./library-data.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Results {
  readonly passes: readonly unknown[];
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

/** Each page, and what is done on it. */
const PAGES: readonly (readonly [path: string, use: (page: Page) => Promise<void>])[] = [
  [
    "/",
    async (page) => {
      await page.click("#nudge");
      await expectText(page, ".badge", "awake");
    },
  ],
  [
    "/counter",
    async (page) => {
      await page.click("#increment");
      await expectText(page, ".badge", "1 click");
    },
  ],
  [
    "/table",
    async (page) => {
      for (let row = 1; row <= 3; row++) await page.click("#prepend");
      await page.locator("#tbody tr:nth-child(3)").waitFor();
      await page.click("#tbody tr:nth-child(2) td:nth-child(2) a");
      await expectText(page, ".badge", "3 rows, 2 selected");
    },
  ],
  [
    "/dashboard",
    async (page) => {
      await page.click("#next");
      await expectText(page, "#clock", "Day 1, 01:00");
    },
  ],
  [
    "/library",
    async (page) => {
      await page.click("#facets summary");
      await page.click("#explain");
      await page.locator("#explanation pre").first().waitFor();
      await page.click("#next");
      await expectText(page, ".badge", "page 2");
    },
  ],
  [
    "/library/1",
    async (page) => {
      await page.fill("#rename", " ");
      await page.press("#rename", "Enter");
      await expectText(page, ".refused", "A book needs a title");
    },
  ],
  [
    "/search",
    async (page) => {
      await page.fill("#term", "berl");
      await expectText(page, "#hits .title", "Berlin");
    },
  ],
];

const SCREENS = [
  { colorScheme: "light", viewport: { width: 390, height: 844 } },
  { colorScheme: "dark", viewport: { width: 1280, height: 800 } },
] as const;

let gallery: Gallery;
beforeAll(async () => {
  gallery = await openGallery();
  await fillLibrary(gallery.server);
});
afterAll(() => gallery.close());

async function findings(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  const results = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<Results> } }).axe.run(),
  );
  // It has really looked.
  expect(results.passes.length).toBeGreaterThan(10);
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ""}`),
  );
}

for (const [path, use] of PAGES) {
  test(`axe finds nothing on ${path}`, async () => {
    for (const screen of SCREENS) {
      await using visit = await gallery.visit(path, screen);
      const { page, troubles } = visit;
      expect(await findings(page)).toEqual([]);
      await use(page);
      expect(await findings(page)).toEqual([]);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width).toBeLessThanOrEqual(screen.viewport.width);
      await page.getByRole("button", { name: "View source" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Close" }).waitFor();
      expect(await findings(page)).toEqual([]);
      expect(troubles).toEqual([]);
    }
  });
}

test("the keyboard alone reaches and works every control of the table", async () => {
  await using visit = await gallery.visit("/table");
  const { page, troubles } = visit;
  const focused = (): Promise<string> =>
    page.evaluate(() => document.activeElement?.id || (document.activeElement?.textContent ?? ""));
  const seen: string[] = [];
  for (let n = 0; n < 16; n++) {
    await page.keyboard.press("Tab");
    seen.push(await focused());
  }
  const buttons = [
    "run",
    "runlots",
    "add",
    "update",
    "swaprows",
    "prepend",
    "reverse",
    "shuffle",
    "clear",
  ];
  expect(seen).toEqual([
    "Skip to the content",
    "Dormouse",
    "View source",
    ...buttons,
    "find",
    "sort-id",
    "sort-label",
    expect.anything(),
  ]);
  await page.focus("#prepend");
  await page.keyboard.press("Enter");
  await expectText(page, ".badge", "1 row");
  await page.focus("#tbody tr td:nth-child(2) a");
  await page.keyboard.press("Enter");
  await expectText(page, ".badge", "1 row, 1 selected");
  expect(troubles).toEqual([]);
});
