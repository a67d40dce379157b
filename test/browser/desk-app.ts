/**
 * @module The app of `desk.ts`, running, and a browser beside it, for all tests of a file.
 */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { launchChromium } from "./chromium.ts";
import { DeployedApp } from "./deployed-app.ts";
import { FIRST, sourcesOf } from "./desk.ts";

/** The app, and a way to new pages. */
export interface DeskApp {
  readonly app: DeployedApp;
  newPage(): Promise<Page>;
}

/** The first edition; begins before the tests of the file that calls it, and ends after them. */
export function deskApp(): DeskApp {
  const app = new DeployedApp();
  let browser: Browser;
  beforeAll(async () => {
    await app.write(sourcesOf(FIRST));
    await Promise.all([app.start(), launchChromium().then((launched) => (browser = launched))]);
  });
  afterAll(async () => {
    await browser?.close();
    await app.close();
  });
  return { app, newPage: () => browser.newPage() };
}
