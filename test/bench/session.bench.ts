/**
 * @module Sessions in workerd, asked from Node over loopback: the first event after sleep, a thousand pages that come back at once
 * after the Worker was restarted (as a deploy does it), and events beside a thousand pages that do nothing. Clients apply every
 * patch, and run on the same cores.
 */
import { fileURLToPath } from "node:url";
import { createTestHarness, type TestHarness } from "wrangler";
import { HeadlessPage } from "../support/headless-page.ts";
import { type Measurement, printTable, summarise } from "./measure.ts";
import { fetcherTo } from "./node-socket.ts";

const isQuick = process.env["BENCH"] === "quick";
const PAGES = isQuick ? 20 : 1000;
const SLEEPERS = isQuick ? 3 : 200;
/** Workerd evicts a Durable Object that was idle for 10 seconds. */
const ASLEEP_AFTER_MS = 15_000;
/** Below the burst of a session. */
const EVENTS = isQuick ? 5 : 90;
const CLICKERS = isQuick ? 1 : 10;
/** Pages that are opened at a time, so that opening them measures nothing but itself. */
const AT_ONCE = 50;

const options = (version: string): NonNullable<Parameters<typeof createTestHarness>[0]> => ({
  workers: [
    {
      configPath: fileURLToPath(new URL("../../wrangler.toml", import.meta.url)),
      vars: { VERSION: version },
      secrets: { DORMOUSE_SECRET: "a secret that only the benchmarks know" },
    },
  ],
});

async function join(url: URL, path = "/counter"): Promise<HeadlessPage> {
  const page = await HeadlessPage.open(fetcherTo(url), path);
  await page.connect();
  return page;
}

async function crowd(url: URL, size: number): Promise<HeadlessPage[]> {
  const pages: HeadlessPage[] = [];
  while (pages.length < size) {
    const few = Math.min(AT_ONCE, size - pages.length);
    pages.push(...(await Promise.all(Array.from({ length: few }, () => join(url)))));
  }
  return pages;
}

/** Milliseconds until the patch of one click is applied. */
async function click(page: HeadlessPage): Promise<number> {
  const start = performance.now();
  const messages = await page.click("increment");
  if (!messages.some(({ type }) => type === "patch")) throw new Error("a click without a patch");
  return performance.now() - start;
}

/** Whether the session has forgotten what its page showed before: then its memory was gone. */
async function wasAsleep(page: HeadlessPage, seq: number): Promise<boolean> {
  const { path } = page.offer("like");
  const event = { type: "event", id: ++page.lastId, issued: seq, path, data: undefined } as const;
  page.sendEvent(event);
  const [ack] = await page.next();
  return ack?.type === "ack" && ack.rejections.some(({ code }) => code === "event.stale");
}

async function wakeUps(url: URL): Promise<Measurement[]> {
  const pages = await crowd(url, SLEEPERS);
  const probe = await join(url, "/dashboard");
  const { seq } = probe;
  await probe.click("next");
  for (const page of pages) await click(page);
  await new Promise((resolve) => setTimeout(resolve, ASLEEP_AFTER_MS));
  const first: number[] = [];
  const second: number[] = [];
  for (const page of pages) {
    first.push(await click(page));
    second.push(await click(page));
  }
  if (!(await wasAsleep(probe, seq))) throw new Error("the sessions did not sleep");
  for (const page of [...pages, probe]) page.cut();
  return [
    summarise("first event after sleep → patch", "ms", first),
    summarise("  the event after it", "ms", second),
  ];
}

/** Until the server has ended the connection. */
async function dropped(page: HeadlessPage): Promise<void> {
  while ((await page.next()).length > 0);
}

async function storm(server: TestHarness, url: URL): Promise<Measurement[]> {
  const pages = await crowd(url, PAGES);
  await server.update(options("2"));
  await Promise.all(pages.map(dropped));
  const bytesBefore = pages.map(({ bytesUp, bytesDown }) => bytesUp + bytesDown);
  const start = performance.now();
  const times = await Promise.all(
    pages.map(async (page) => {
      await page.connect();
      if (page.closed !== undefined) throw new Error(`a page was sent away: ${page.closed}`);
      return performance.now() - start;
    }),
  );
  const total = performance.now() - start;
  const bytes = pages.map((page, i) => page.bytesUp + page.bytesDown - (bytesBefore[i] ?? 0));
  const clicks = await Promise.all(pages.map(click));
  for (const page of pages) page.cut();
  return [
    summarise(`${PAGES} pages reconnect at once after a restart: all of them`, "ms", [total]),
    summarise("  each page", "ms", times),
    summarise("  bytes a page, both ways", "bytes", bytes),
    summarise("  then all click at once: each page", "ms", clicks),
  ];
}

async function beside(url: URL, idle: number): Promise<Measurement> {
  const others = await crowd(url, idle);
  const times: number[] = [];
  for (let i = 0; i < CLICKERS; i++) {
    const page = await join(url);
    await click(page);
    for (let n = 0; n < EVENTS; n++) times.push(await click(page));
    page.cut();
  }
  for (const page of others) page.cut();
  return summarise(`event → patch, ${idle} idle pages open`, "ms", times);
}

/** All of it. */
export async function sessionBench(): Promise<Measurement[]> {
  const server = createTestHarness(options("1"));
  try {
    const { url } = await server.listen();
    // A first page loads what everything after it finds loaded.
    (await join(url)).cut();
    const rows = [
      await beside(url, 0),
      await beside(url, PAGES),
      ...(await wakeUps(url)),
      ...(await storm(server, url)),
    ];
    printTable("sessions in workerd", rows);
    return rows;
  } finally {
    await server.close();
  }
}
