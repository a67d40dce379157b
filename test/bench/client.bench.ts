/**
 * @module The client's part alone, in Chromium: from the bytes to the changed DOM of the gallery's table, beside code written by hand
 * for this page and two libraries that morph it into new HTML, on the same changes in the same run.
 */
import { build } from "esbuild";
import type { Page } from "playwright-core";
import { bundleClient } from "../../client/compact.mjs";
import type { Templates } from "../../src/engine/types.ts";
import { launchChromium } from "../browser/chromium.ts";
import { newEngine } from "../oracle/core.ts";
import type { Contest, RunContest } from "./in-page-contest.ts";
import { isQuick, type Measurement, printTable, summarise } from "./measure.ts";
import { contests } from "./table-contest.ts";

const ROUNDS = isQuick() ? 1 : 60;
/** For each of them, the page anew and its painting included. */
const LIMIT_MS = 6_000;
/** The first rounds warm up. */
const WARM_UP = isQuick() ? 0 : 8;
/** By a name that the type checker does not follow: it would bring the types of Workers with it. */
const MODULE = new URL("../../.dormouse/templates.js", import.meta.url).href;

const here = (name: string): string => new URL(name, import.meta.url).pathname;

async function scripts(): Promise<string[]> {
  const [client] = await bundleClient(here("in-page-client.ts"));
  const contest = await build({
    entryPoints: [here("in-page-contest.ts")],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: "es2022",
  });
  return [`{${client?.script ?? ""}}`, contest.outputFiles[0]?.text ?? ""];
}

/** Shows `html` with the gallery's styles, to scripts with a fine clock: the page is isolated from other origins. */
async function show(page: Page, html: string): Promise<void> {
  const headers = {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
  };
  await page.route("**/*", (route) => {
    const name = /\/(\w+\.(?:css|svg))$/.exec(route.request().url())?.[1];
    return name === undefined
      ? route.fulfill({ contentType: "text/html; charset=utf-8", headers, body: html })
      : route.fulfill({ path: here(`../../examples/public/${name}`), headers });
  });
  await page.goto("http://localhost/");
  for (const script of await scripts()) await page.evaluate(script);
}

async function compete(page: Page, name: string, contest: Contest): Promise<Measurement[]> {
  const run = ([it, rounds, limitMs]: readonly [Contest, number, number]): ReturnType<RunContest> =>
    (globalThis as unknown as { runContest: RunContest }).runContest(it, rounds, limitMs);
  const times = await page.evaluate(run, [contest, ROUNDS, LIMIT_MS] as const);
  const measured = Object.entries(times).map(([who, each]) =>
    summarise(who, "ms", each.slice(each.length > WARM_UP * 2 ? WARM_UP : 0)),
  );
  const limit = measured.find((each) => each.name === "by hand")?.median ?? Number.NaN;
  return measured.map((each) => ({
    ...each,
    name: `${name}, ${each.name}`,
    ratio: each.median / limit,
  }));
}

/** All of it. */
export async function clientBench(): Promise<Measurement[]> {
  const { templates } = (await import(MODULE)) as { templates: Templates };
  const template = templates["table/table.html"];
  if (template === undefined) throw new Error("the gallery has no table");
  const all = Object.entries(
    contests(newEngine(), template, isQuick() ? [100, 200] : [1000, 10_000]),
  );
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await show(page, all[0]?.[1].html ?? "");
    const rows: Measurement[] = [];
    for (const [name, contest] of all) rows.push(...(await compete(page, name, contest)));
    printTable("bytes → DOM, the client alone", rows, "to by hand");
    return rows;
  } finally {
    await browser.close();
  }
}
