/**
 * @module `npm run screenshots`: the pictures of the gallery and the README, taken from the gallery itself, in both colour schemes.
 * `--check <folder>` takes every page as a phone and as a desktop shows it, to be looked at.
 */
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { createTestHarness } from "wrangler";
import { chromium as playwright } from "playwright-core";
import { build, chromium, root, say, setup } from "../../src/cli/setup.mjs";
import { fillLibrary } from "../browser/library-data.ts";

const SCHEMES = ["light", "dark"];
/** Pictures are 640 × 400, of a window half as wide again. */
const PICTURE = { width: 960, height: 600 };
const PICTURE_SCALE = 2 / 3;
const SCREENS = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };

/** Clicks, and waits until the page shows what it must show then. */
async function click(page, selector, wanted, where = ".badge") {
  await page.click(selector);
  await page.waitForFunction(
    ([at, text]) => document.querySelector(at)?.textContent === text,
    [where, wanted],
  );
}

/** What is done on each page before its picture is taken. */
const PAGES = {
  home: { path: "/", act: (page) => click(page, "#nudge", "awake") },
  counter: {
    path: "/counter",
    async act(page) {
      for (let n = 1; n <= 5; n++)
        await click(
          page,
          n === 3 ? "#decrement" : "#increment",
          n === 1 ? "1 click" : `${n} clicks`,
        );
    },
  },
  todo: {
    path: "/todo",
    async act(page) {
      for (const [n, title] of [
        "Fill the den with hazelnuts",
        "Find a moss pillow",
        "Sleep until April",
      ].entries()) {
        await page.fill("#title", title);
        await page.press("#title", "Enter");
        await page.waitForFunction(
          (count) => document.querySelectorAll("#todos .title").length === count,
          n + 1,
        );
      }
      await click(page, "#todos [type=checkbox]", "2 to do");
    },
  },
  table: {
    path: "/table",
    async act(page) {
      await click(page, "#run", "1,000 rows");
      await click(page, "tbody tr:nth-child(3) a", "1,000 rows, 3 selected");
    },
  },
  search: {
    path: "/search",
    async act(page) {
      await page.fill("#term", "italy");
      await page.waitForFunction(() => document.querySelectorAll("#hits .title").length > 3);
    },
  },
  dashboard: { path: "/dashboard", act: (page) => click(page, "#next", "Day 1, 01:00", "#clock") },
  library: {
    path: "/library",
    async act(page) {
      await page.click("#facets summary");
      await click(page, "#facets a:has-text('sea')", "Tagged sea", "#facets summary");
    },
  },
  book: { path: "/library/5", act: (page) => page.locator("#reviews li").first().waitFor() },
};

async function shoot(browser, url, { name, scheme, viewport, scale, file, fullPage }) {
  const context = await browser.newContext({
    colorScheme: scheme,
    viewport,
    deviceScaleFactor: scale,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const { path, act } = PAGES[name];
  await page.goto(new URL(path, url).href);
  await act(page);
  await page.mouse.move(0, 0);
  await page.evaluate(() => {
    document.activeElement?.blur();
    scrollTo(0, 0);
    for (const image of document.images) image.loading = "eager";
    return Promise.all(
      [...document.images].filter(({ width }) => width > 0).map((image) => image.decode()),
    );
  });
  await page.screenshot({ path: file, fullPage, animations: "disabled" });
  await context.close();
}

const inBoth = (name, rest) => SCHEMES.map((scheme) => ({ name, scheme, ...rest(scheme) }));

/** What the gallery and the README show. */
function pictures(names) {
  return names.flatMap((name) =>
    inBoth(name, (scheme) => ({
      viewport: PICTURE,
      scale: PICTURE_SCALE,
      file: join(root, `examples/public/pictures/${name}-${scheme}.png`),
      fullPage: false,
    })),
  );
}

/** Every page, as a phone and as a desktop shows it. */
function screens(folder) {
  return Object.keys(PAGES).flatMap((name) =>
    Object.entries(SCREENS).flatMap(([screen, viewport]) =>
      inBoth(name, (scheme) => ({
        viewport,
        scale: 1,
        file: join(folder, `${name}-${screen}-${scheme}.png`),
        fullPage: name !== "table",
      })),
    ),
  );
}

async function shootAll(shots) {
  const secrets = { DORMOUSE_SECRET: "a secret that only the screenshots know" };
  const server = createTestHarness({
    workers: [{ configPath: join(root, "wrangler.toml"), secrets }],
  });
  const args = ["--headless", "--no-sandbox", "--disable-gpu"];
  const [{ url }, browser] = await Promise.all([
    server.listen(),
    playwright.launch({ executablePath: chromium(), args }),
  ]);
  await fillLibrary(server);
  for (const shot of shots) {
    mkdirSync(dirname(shot.file), { recursive: true });
    await shoot(browser, url, shot);
  }
  await browser.close();
  await server.close();
  say(`${shots.length} pictures`);
}

setup();
build();
const [flag, folder = join(root, "test/output/screens")] = process.argv.slice(2);
if (flag === "--check") await shootAll(screens(folder));
else {
  await shootAll(pictures(["counter", "todo", "table", "dashboard", "library", "search"]));
  // It shows the others, and a server knows the files that were there when it began.
  await shootAll(pictures(["home"]));
}
