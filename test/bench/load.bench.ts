/**
 * @module The first load of each page of the gallery in a fresh profile on loopback: requests, bytes, and the time from the beginning
 * of the navigation until the answer to a click is shown, a click that is made as soon as the document is parsed. The local
 * server does not compress, Cloudflare does: bodies are counted as sent, and as gzip would make them.
 */
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { type Gallery, openGallery } from "../browser/harness.ts";
import { isQuick, type Measurement, printTable, summarise } from "./measure.ts";

const LOADS = isQuick() ? 1 : 15;

/** Pages, and what is clicked on them. */
const PAGES: readonly (readonly [path: string, clicked: string])[] = [
  ["/", "#nudge"],
  ["/counter", "#increment"],
  ["/todo", "#filters a:nth-child(2)"],
  ["/table", "#prepend"],
  ["/dashboard", "#next"],
];

interface Load {
  readonly requests: number;
  readonly plain: number;
  readonly gzip: number;
  readonly handledMs: number;
}

/** Runs in the page, before its own scripts: clicks, and notes when the answer is shown. */
function clickAtOnce(selector: string): void {
  document.addEventListener("DOMContentLoaded", () => {
    document.addEventListener("dormouse:turn", (event) => {
      const { patches } = (event as CustomEvent<{ patches: number }>).detail;
      if (patches > 0) Object.assign(globalThis, { handledMs: performance.now() });
    });
    document.querySelector<HTMLElement>(selector)?.click();
  });
}

const handled = (page: Page): Promise<number> =>
  page
    .waitForFunction(() => Reflect.get(globalThis, "handledMs") as number | undefined)
    .then(async (handle) => (await handle.jsonValue()) ?? Number.NaN);

async function load(gallery: Gallery, path: string, clicked: string): Promise<Load> {
  // A profile of its own, on another page: scripts and counters have to be there before the navigation.
  await using visit = await gallery.visit("/source/none");
  const { page } = visit;
  await page.addInitScript(clickAtOnce, clicked);
  const bodies: Promise<Buffer>[] = [];
  page.on("response", (response) => bodies.push(response.body()));
  await page.goto(new URL(path, gallery.url).href);
  const handledMs = await handled(page);
  await page.waitForLoadState("networkidle");
  const all = await Promise.all(bodies);
  const sum = (of: (body: Buffer) => number): number =>
    all.reduce((total, body) => total + of(body), 0);
  return {
    requests: all.length,
    plain: sum((body) => body.length),
    gzip: sum((body) => Math.min(body.length, gzipSync(body).length)),
    handledMs,
  };
}

async function measure(gallery: Gallery, path: string, clicked: string): Promise<Measurement[]> {
  const loads: Load[] = [];
  for (let n = 0; n < LOADS; n++) loads.push(await load(gallery, path, clicked));
  const of = (what: keyof Load): number[] => loads.map((each) => each[what]);
  return [
    summarise(`${path}: navigation → first click answered`, "ms", of("handledMs")),
    summarise("  requests", "count", of("requests")),
    summarise("  bodies as sent here", "bytes", of("plain")),
    summarise("  bodies, gzip", "bytes", of("gzip")),
  ];
}

/** All of it. */
export async function loadBench(): Promise<Measurement[]> {
  const gallery = await openGallery();
  try {
    const rows: Measurement[] = [];
    for (const [path, clicked] of PAGES) rows.push(...(await measure(gallery, path, clicked)));
    printTable("first load", rows);
    return rows;
  } finally {
    await gallery.close();
  }
}
