/**
 * @module Whole pages: the gallery as wrangler builds it, in workerd, and Chromium. One server and one browser a test file; every
 * visit is a fresh profile that notes whatever went wrong in the page: exceptions, errors on the console, failed
 * requests, violations of the content security policy. A test ends by expecting none.
 */
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { createTestHarness, type TestHarness } from "wrangler";
import { launchChromium } from "./chromium.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const WORKER = {
  configPath: `${ROOT}wrangler.toml`,
  vars: { DORMOUSE_DEV: "1" },
  secrets: { DORMOUSE_SECRET: "a secret that only the tests know" },
};
const EXPECT_MS = 15_000;

/** A page and what went wrong in it. */
export interface Visit extends AsyncDisposable {
  readonly page: Page;
  readonly troubles: readonly string[];
}

/** The running gallery. */
export interface Gallery {
  readonly url: URL;
  readonly server: TestHarness;
  /** Opens a path in a fresh profile. */
  visit(path: string, options?: BrowserContextOptions): Promise<Visit>;
  close(): Promise<void>;
}

/** Starts server and browser. */
export async function openGallery(): Promise<Gallery> {
  const server = createTestHarness({ workers: [WORKER] });
  const [{ url }, browser] = await Promise.all([server.listen(), launchChromium()]);
  return {
    url,
    server,
    visit: (path, options = {}) => visit(browser, new URL(path, url), options),
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

async function visit(browser: Browser, url: URL, options: BrowserContextOptions): Promise<Visit> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(EXPECT_MS);
  const page = await context.newPage();
  const troubles: string[] = [];
  const scripts = options.javaScriptEnabled !== false;
  watch(page, troubles, scripts);
  if (scripts) {
    await page.exposeFunction("reportViolation", (what: string) =>
      troubles.push(`policy: ${what}`),
    );
    await page.addInitScript(reportViolations);
  }
  await page.goto(url.href);
  return { page, troubles, [Symbol.asyncDispose]: () => context.close() };
}

function watch(page: Page, troubles: string[], scripts: boolean): void {
  page.on("pageerror", (error) => troubles.push(`exception: ${error.stack ?? error.message}`));
  page.on("console", (message) => {
    const type = message.type();
    if (type === "error" || type === "warning") troubles.push(`${type}: ${message.text()}`);
  });
  page.on("requestfailed", (request) => {
    // Without JavaScript a browser refuses to fetch scripts, as it should.
    if (!scripts && request.resourceType() === "script") return;
    // What the next page cuts off is no trouble.
    if (request.failure()?.errorText === "net::ERR_ABORTED") return;
    troubles.push(`request: ${request.url()} ${request.failure()?.errorText ?? ""}`);
  });
}

/** Runs in the page, before its own scripts. */
function reportViolations(): void {
  document.addEventListener("securitypolicyviolation", (event) => {
    const report: unknown = Reflect.get(globalThis, "reportViolation");
    if (typeof report !== "function") return;
    report(
      `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`,
    );
  });
}

/** Waits until an element's text is as said. */
export async function expectText(page: Page, selector: string, text: string): Promise<void> {
  await page.waitForFunction(
    ([at, wanted]) => document.querySelector(at)?.textContent?.trim() === wanted,
    [selector, text] as const,
  );
}

/** What an element shows. */
export async function textOf(page: Page, selector: string): Promise<string> {
  return (await page.locator(selector).innerText()).trim();
}
