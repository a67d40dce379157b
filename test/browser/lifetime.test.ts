/**
 * @module What becomes of a session when its tab is duplicated, reloaded, left for another page and come back to.
 */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FaultProxy } from "../support/fault-proxy.ts";
import { launchChromium } from "./chromium.ts";
import { DeployedApp } from "./deployed-app.ts";
import { expectText, textOf } from "./harness.ts";
import { sessionOf } from "./frame.ts";
import { LIFE } from "./lifetime-app.ts";

const SEED = 329;

const app = new DeployedApp();
let browser: Browser;

beforeAll(async () => {
  await app.write(LIFE);
  await Promise.all([
    app.start(),
    launchChromium("back-forward-cache").then((launched) => (browser = launched)),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await app.close();
});

/** A page, and the document that it was. */
interface Visit extends AsyncDisposable {
  readonly page: Page;
  readonly html: string;
}

/** A page in a profile of its own, clicked twice. */
async function visit(
  path: string,
  { at = app.url, who = "", by = browser }: Partial<{ at: URL; who: string; by: Browser }> = {},
): Promise<Visit> {
  const context = await by.newContext();
  if (who !== "") await context.addCookies([{ name: "who", value: who, url: at.href }]);
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const response = await page.goto(new URL(path, at).href);
  const html = (await response?.text()) ?? "";
  await page.click("#increment");
  await page.click("#increment");
  await expectText(page, "#count", "2");
  return { page, html, [Symbol.asyncDispose]: () => context.close() };
}

/** The same document in another tab, as the browser's cache has it: what duplicating a tab does. */
async function duplicate(page: Page, html: string): Promise<Page> {
  const other = await page.context().newPage();
  await other.route(
    page.url(),
    (route) => route.fulfill({ contentType: "text/html", body: html }),
    {
      times: 1,
    },
  );
  await other.goto(page.url());
  return other;
}

test("[R8] a duplicated tab goes its own way with a copy of the state; the first one notices nothing", async () => {
  await using shown = await visit("/refresh");
  const { page, html } = shown;
  const other = await duplicate(page, html);
  await expectText(other, "#count", "2");
  expect(await sessionOf(other)).not.toBe(await sessionOf(page));
  expect(await textOf(other, "#mounted")).toBe(await textOf(page, "#mounted"));
  await other.click("#increment");
  await expectText(other, "#count", "3");
  await page.click("#increment");
  await page.click("#increment");
  await expectText(page, "#count", "4");
  expect(await textOf(other, "#count")).toBe("3");
  expect(await textOf(page, "#comings")).toBe("+");
});

test("[R8] of a view that does not survive a refresh there is no copy", async () => {
  await using shown = await visit("/never");
  const { page, html } = shown;
  const other = await duplicate(page, html);
  await expectText(other, "#count", "0");
  await other.click("#increment");
  await expectText(other, "#count", "1");
  await page.click("#increment");
  await expectText(page, "#count", "3");
});

test("[R9] a page that is left closes its connection; out of the back-forward cache it connects again, and is up to date", async () => {
  await using proxy = await FaultProxy.before(app.url, SEED);
  await using shown = await visit("/refresh", { at: proxy.url });
  const { page } = shown;
  await page.evaluate(() => Object.assign(globalThis, { isSame: true }));
  const { link } = proxy;
  const said = link.frames("up");
  await page.goto(new URL("/elsewhere", proxy.url).href);
  await proxy.until(() => link.frames("up") > said);
  // What comes out of the cache is not loaded.
  await page.goBack({ waitUntil: "commit" });
  await expectText(page, "#comings", "+-+");
  expect(await page.evaluate(() => "isSame" in globalThis)).toBe(true);
  await page.click("#increment");
  await expectText(page, "#count", "3");
  expect(proxy.links.length).toBe(2);
});

test("[R10] a tab that is brought back with the document that it had goes on with its session", async () => {
  const forgetful = await launchChromium();
  await using shown = await visit("/refresh", { by: forgetful });
  const { page } = shown;
  const session = await sessionOf(page);
  await page.evaluate(() => Object.assign(globalThis, { isSame: true }));
  await page.goto(new URL("/elsewhere", app.url).href);
  await page.goBack();
  await expectText(page, "#count", "2");
  expect(await page.evaluate(() => "isSame" in globalThis)).toBe(false);
  expect(await sessionOf(page)).toBe(session);
  await forgetful.close();
});

test("[R10] one that is brought back without it loads itself anew, with the session that it had", async () => {
  await using shown = await visit("/refresh", { who: "ada" });
  const { page } = shown;
  const [session, mounted] = [await sessionOf(page), await textOf(page, "#mounted")];
  await page.evaluate(() => Object.assign(globalThis, { isSame: true }));
  await page.goto(new URL("/elsewhere", app.url).href);
  // The cookie of a reload would do it too, for ten seconds.
  await page.context().clearCookies({ name: "do" });
  await page.goBack({ waitUntil: "commit" });
  await expectText(page, "#count", "2");
  expect(await page.evaluate(() => "isSame" in globalThis)).toBe(false);
  expect(await sessionOf(page)).toBe(session);
  expect(await textOf(page, "#mounted")).toBe(mounted);
  await page.click("#increment");
  await expectText(page, "#count", "3");
});

test("[R10] what another tab has by now is copied", async () => {
  await using shown = await visit("/refresh", { who: "ada" });
  const { page } = shown;
  const kept = await page.evaluate(() => sessionStorage.getItem("do"));
  const other = await page.context().newPage();
  // What Chromium does with a tab that is duplicated: its storage is copied, and its way here is its history.
  await other.addInitScript((value) => {
    if (performance.getEntriesByType("navigation")[0]?.toJSON().type === "reload") return;
    sessionStorage.setItem("do", value ?? "");
    const entry = { type: "back_forward" };
    Object.defineProperty(performance, "getEntriesByType", { value: () => [entry] });
  }, kept);
  await other.goto(page.url());
  await expectText(other, "#count", "2");
  expect(await sessionOf(other)).not.toBe(await sessionOf(page));
  await page.click("#increment");
  await expectText(page, "#count", "3");
});

test.each([
  ["refresh", "2"],
  ["reconnect", "0"],
  ["never", "0"],
])("[R4] resume = %s: after a reload the count is %s", async (resume, count) => {
  await using shown = await visit(`/${resume}`);
  const { page } = shown;
  await page.reload();
  await expectText(page, "#count", count);
});

test.each([
  ["refresh", "2", 1],
  ["reconnect", "2", 1],
  ["never", "0", 2],
])(
  "[R4] resume = %s: after a lost connection the count is %s",
  async (resume, count, documents) => {
    await using proxy = await FaultProxy.before(app.url, SEED);
    await using shown = await visit(`/${resume}`, { at: proxy.url });
    const { page } = shown;
    let loads = 1;
    page.on("load", () => loads++);
    proxy.link.cut();
    await proxy.until(() => proxy.links.length > documents);
    await expectText(page, "#count", count);
    expect(loads).toBe(documents);
  },
);
