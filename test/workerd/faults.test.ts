/**
 * @module A session of the counter inside workerd, with a fault between every two messages: hibernation, eviction that closes
 * the socket, abort (a crash). After each: nothing lost, nothing doubled, and the page shows what a fresh page of the same
 * session shows.
 */
import { abortAllDurableObjects, evictAllDurableObjects } from "cloudflare:test";
import { exports } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { HeadlessPage } from "../support/headless-page.ts";

const fetcher = (request: Request): Promise<Response> =>
  (exports as unknown as { default: { fetch(request: Request): Promise<Response> } }).default.fetch(
    request,
  );

const SCRIPT = ["increment", "increment", "decrement", "increment"] as const;
const RESULT = 2;

/** What the counter shows. */
function count(page: HeadlessPage): number {
  const number = page.texts
    .map((text) => /^\s*(-?\d+)\s*$/.exec(text)?.[1])
    .find((text) => text !== undefined);
  return Number(number);
}

const FAULTS = {
  hibernate: () => evictAllDurableObjects({ webSockets: "hibernate" }),
  "evict and close": () => evictAllDurableObjects({ webSockets: "close" }),
  abort: () => abortAllDurableObjects(),
} as const;

/** Clicks; when the connection is gone, connects again, which resends. */
async function clickThrough(page: HeadlessPage, handler: string): Promise<void> {
  page.issue(page.offer(handler).path);
  while (page.pending.length > 0) {
    const messages = await page.next();
    if (messages.length === 0) await page.connect();
  }
}

/** Whether a page that starts from nothing (a snap) shows the same. */
async function expectAgreement(page: HeadlessPage): Promise<void> {
  const shown = JSON.stringify(page.shown);
  page.resync(0);
  for (
    let messages = await page.next();
    !messages.some(({ type }) => type === "snap");
    messages = await page.next()
  ) {
    if (messages.length === 0) await page.connect().then(() => page.resync(0));
  }
  expect(JSON.stringify(page.shown)).toBe(shown);
}

describe.each(Object.keys(FAULTS) as (keyof typeof FAULTS)[])("%s", (fault) => {
  for (let at = 0; at <= SCRIPT.length; at++) {
    test(`[T1] before message ${at}: every click counts once`, async () => {
      const page = await HeadlessPage.open(fetcher, "/counter");
      await page.connect();
      for (const [i, handler] of SCRIPT.entries()) {
        if (i === at) await FAULTS[fault]();
        await clickThrough(page, handler);
      }
      if (at === SCRIPT.length) await FAULTS[fault]();
      if (page.closed !== undefined) await page.connect();
      expect(count(page)).toBe(RESULT);
      await expectAgreement(page);
      expect(count(page)).toBe(RESULT);
    });
  }

  test("[T1] while a click is on its way: it counts once", async () => {
    const page = await HeadlessPage.open(fetcher, "/counter");
    await page.connect();
    page.issue(page.offer("increment").path);
    page.issue(page.offer("increment").path);
    await FAULTS[fault]();
    while (page.pending.length > 0) {
      const messages = await page.next();
      if (messages.length === 0) await page.connect();
    }
    expect(count(page)).toBe(2);
    await expectAgreement(page);
  });
});

test("[T2] an event whose answer was lost is acknowledged again, and changes nothing", async () => {
  const page = await HeadlessPage.open(fetcher, "/counter");
  await page.connect();
  const event = page.issue(page.offer("increment").path);
  await page.next();
  page.sendEvent(event);
  const again = await page.next();
  expect(again.map(({ type }) => type)).toContain("ack");
  expect(again.map(({ type }) => type)).not.toContain("snap");
  expect(count(page)).toBe(1);
  page.cut();
  page.pending = [event];
  await page.connect();
  expect(page.pending).toEqual([]);
  expect(count(page)).toBe(1);
});

test("[T3] an id beyond the next one ends the connection with 4400", async () => {
  const page = await HeadlessPage.open(fetcher, "/counter");
  await page.connect();
  page.lastId = 5;
  page.issue(page.offer("increment").path);
  while ((await page.next()).length > 0);
  expect(page.closed).toBe(4400);
  page.lastId = 0;
  page.pending = [];
  await page.connect();
  expect(count(page)).toBe(0);
});

test("[H1] reconnecting without a change sends no HTML and at most 64 bytes", async () => {
  const page = await HeadlessPage.open(fetcher, "/counter");
  await page.connect();
  await page.click("increment");
  page.cut();
  const [up, down] = [page.bytesUp, page.bytesDown];
  const before = page.messages.length;
  await page.connect();
  expect(page.messages.slice(before).map(({ type }) => type)).not.toContain("snap");
  expect(page.bytesUp - up + page.bytesDown - down).toBeLessThanOrEqual(64);
});
