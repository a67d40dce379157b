/**
 * @module How the tests start a browser: Debian's Chromium unless `CHROMIUM` names another; as root, without a display, and without
 * talking to anybody but the test's server.
 */
import { type Browser, chromium } from "playwright-core";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** What Playwright switches off. */
const CACHE_OFF = "--disable-back-forward-cache";

/** A browser of its own. @param features "back-forward-cache": pages that are left stay in memory, as for everybody else */
export function launchChromium(features?: "back-forward-cache"): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: FLAGS,
    ...(features && { ignoreDefaultArgs: [CACHE_OFF] }),
  });
}
