/**
 * @module The front page in a browser: alive like the others, with its own figures, the way to every example, and their sources.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectFrame, settled } from "./frame.ts";
import { expectText, type Gallery, openGallery, textOf } from "./harness.ts";
import { fillLibrary } from "./library-data.ts";

const TEMPLATE = "home/home.html";
const EXAMPLES = ["Counter", "Todo", "Table", "Search", "Dashboard", "Library"];

let gallery: Gallery;
beforeAll(async () => {
  gallery = await openGallery();
  await fillLibrary(gallery.server);
});
afterAll(() => gallery.close());

test("the dormouse wakes and sleeps", async () => {
  await using visit = await gallery.visit("/");
  const { page } = visit;
  await page.getByRole("img", { name: "A dormouse, asleep" }).waitFor();
  await page.click("#nudge");
  await page.getByRole("img", { name: "A dormouse, awake" }).waitFor();
  expect(await textOf(page, "#nudges")).toBe("nudged 1 time");
  expect(await textOf(page, ".badge")).toBe("awake");
  await expectFrame(gallery, visit, TEMPLATE);
  await page.click("#nudge");
  await expectText(page, "#nudges", "nudged 2 times");
  await expectFrame(gallery, visit, TEMPLATE);
});

test("each example has a picture that loads, and can be reached", async () => {
  await using visit = await gallery.visit("/");
  const { page, troubles } = visit;
  for (const name of EXAMPLES) {
    const link = page.locator(".examples a").filter({ has: page.getByText(name, { exact: true }) });
    const image = link.locator("img.light");
    await image.scrollIntoViewIfNeeded();
    expect(
      await image.evaluate((img: HTMLImageElement) => img.decode().then(() => img.naturalWidth)),
    ).toBe(640);
    await link.click();
    await page.getByRole("heading", { level: 1, name }).waitFor();
    // What a page still loads when one leaves it fails.
    await page.waitForLoadState("load");
    await page.getByRole("banner").getByRole("link").click();
    await page.getByRole("heading", { name: "Pages that stay alive" }).waitFor();
    await page.waitForLoadState("load");
  }
  expect(troubles).toEqual([]);
});

test("[C15] [C16] the figures are those of this page, as of its last turn, and no patch touches them", async () => {
  await using visit = await gallery.visit("/");
  const { page, troubles } = visit;
  const figures = (): Promise<string[]> => page.locator("#figures dd").allInnerTexts();
  const turns: { up: number; down: number; patches: number }[] = [];
  await page.exposeFunction("noteTurn", (turn: (typeof turns)[0]) => turns.push({ ...turn }));
  await page.evaluate(() =>
    document.addEventListener("dormouse:turn", ({ detail }: CustomEventInit) => {
      const note: unknown = Reflect.get(globalThis, "noteTurn");
      if (typeof note === "function") note(detail);
    }),
  );
  for (const nudged of [1, 2]) {
    await page.click("#nudge");
    await expectText(page, "#nudges", `nudged ${nudged} time${nudged === 1 ? "" : "s"}`);
  }
  await settled(page);
  const last = turns.at(-1);
  const state = await page.locator("#figures").getAttribute("data-state");
  expect(last?.patches).toBe(2);
  expect(Number(state)).toBeGreaterThan(20);
  expect(await figures()).toEqual([`${last?.up} B`, `${last?.down} B`, "2", `${state} B`]);
  await page.evaluate(() => document.querySelector(".badge")?.replaceChildren("torn"));
  await page.click("#nudge");
  await expectText(page, "#nudges", "nudged 3 times");
  expect((await figures()).length).toBe(4);
  expect(troubles).toEqual([]);
});

test("`View source` shows class and template of each page; Escape closes it, and focus returns", async () => {
  for (const [path, parts] of [
    ["/", ["class Home extends LiveView", "home.html"]],
    ["/counter", ["class Counter extends LiveView", 'do-click="increment"']],
    ["/table", ["class Table extends LiveView", "{% for row in rows %}"]],
    ["/dashboard", ["class Dashboard extends LiveView", "_comment.html"]],
  ] as const) {
    await using visit = await gallery.visit(path);
    const { page, troubles } = visit;
    const button = page.getByRole("button", { name: "View source" });
    await button.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByRole("button", { name: "Close" }).waitFor();
    const text = await page.getByRole("dialog").innerText();
    for (const part of parts) expect(text).toContain(part);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(troubles).toEqual([]);
  }
});
