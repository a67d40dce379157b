/**
 * @module The whole system on loopback, in Chromium: bytes of one click, what is fetched until the first click is handled, and
 * the time from click to DOM with the durable write in between.
 */
import { gzipSync } from "node:zlib";
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { openGallery } from "../browser/harness.ts";
import { type Measurement, printTable, summarise } from "./measure.ts";

const CLICKS = process.env["BENCH"] === "quick" ? 10 : 500;

/** Milliseconds from a click to the changed text, in the page's own clock. */
function clickTimes(clicks: number): Promise<number[]> {
  const button = document.querySelector<HTMLElement>("#increment");
  const count = document.querySelector("#count");
  if (button === null || count === null) throw new Error("not the counter");
  const once = (): Promise<number> =>
    new Promise((resolve) => {
      const start = performance.now();
      const observer = new MutationObserver(() => {
        observer.disconnect();
        resolve(performance.now() - start);
      });
      observer.observe(count, { characterData: true, childList: true, subtree: true });
      button.click();
    });
  return (async () => {
    const times: number[] = [];
    for (let i = 0; i < clicks; i++) {
      times.push(await once());
      // Slower than the rate limit, and from an idle page, as people click.
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return times;
  })();
}

/** Sizes of the WebSocket frames of each click: up and down. */
async function clickBytes(page: Page, clicks: number): Promise<{ up: number[]; down: number[] }> {
  const up: number[] = [];
  const down: number[] = [];
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  const size = (payload: string, opcode: number): number =>
    opcode === 2 ? Buffer.from(payload, "base64").length : 0;
  session.on("Network.webSocketFrameSent", ({ response }) =>
    up.push(size(response.payloadData, response.opcode)),
  );
  session.on("Network.webSocketFrameReceived", ({ response }) =>
    down.push(size(response.payloadData, response.opcode)),
  );
  await page.evaluate(clickTimes, clicks);
  await session.detach();
  return { up: up.filter((n) => n > 0), down: down.filter((n) => n > 0) };
}

const bytes = (name: string, samples: readonly number[]): Measurement =>
  summarise(name, "bytes", samples);

/** All of it. */
export async function pageBench(): Promise<Measurement[]> {
  const gallery = await openGallery();
  try {
    await using visit = await gallery.visit("/counter");
    const { page } = visit;
    const scripts = await page.evaluate(() =>
      performance
        .getEntriesByType("resource")
        .filter(({ name }) => /\/_do\/client\.[^/]*\.js$/.test(name))
        .map(({ name }) => name),
    );
    const fetched = await Promise.all(
      scripts.map(async (url) => gzipSync(await (await fetch(url)).text(), { level: 9 }).length),
    );
    const { up, down } = await clickBytes(page, 20);
    const core = gzipSync(readFileSync(new URL("../../wasm/pkg/core_bg.wasm", import.meta.url)), {
      level: 9,
    }).length;
    const rows = [
      bytes("client: the script that handles the first click, gzip", [
        fetched.reduce((sum, n) => sum + n, 0),
      ]),
      bytes("core, gzip", [core]),
      bytes("a click of the counter, up", up),
      bytes("a click of the counter, down (badge, title, count, history)", down),
      summarise(
        "click → DOM, durable write included",
        "ms",
        await page.evaluate(clickTimes, CLICKS),
      ),
    ];
    printTable("the page", rows);
    return rows;
  } finally {
    await gallery.close();
  }
}
