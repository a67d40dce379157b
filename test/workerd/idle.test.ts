/**
 * @module What does not happen, counted: a page is mounted once, and one that sleeps is not woken by its pings.
 */
import { evictAllDurableObjects, runInDurableObject } from "cloudflare:test";
import { exports } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { Counter } from "../../examples/counter/counter.ts";
import { PING, PONG } from "../../src/protocol/limits.ts";
import { HeadlessPage } from "../support/headless-page.ts";

interface Gallery {
  readonly default: { fetch(request: Request): Promise<Response> };
  readonly LiveSession: DurableObjectNamespace;
}

const gallery = exports as unknown as Gallery;
const fetcher = (request: Request): Promise<Response> => gallery.default.fetch(request);
const PINGS = 20;

/** Calls of `mount` on every counter of this isolate. */
function countMounts(): { readonly count: number } & Disposable {
  const mounts = {
    count: 0,
    [Symbol.dispose]: () => void Reflect.deleteProperty(Counter.prototype, "mount"),
  };
  Reflect.set(Counter.prototype, "mount", () => void mounts.count++);
  return mounts;
}

test("[T10] a page is mounted once: the object that rendered the HTML is the live session, asleep or not", async () => {
  using mounts = countMounts();
  const page = await HeadlessPage.open(fetcher, "/counter");
  await page.connect();
  await page.click("increment");
  expect(mounts.count).toBe(1);
  await evictAllDurableObjects({ webSockets: "hibernate" });
  await page.click("increment");
  page.cut();
  await page.connect();
  expect(mounts.count).toBe(1);
  expect(page.texts).toContain("2");
});

test("[T22] evicted between GET and socket, it is mounted again, and the page comes alive all the same", async () => {
  using mounts = countMounts();
  const page = await HeadlessPage.open(fetcher, "/counter");
  await evictAllDurableObjects({ webSockets: "close" });
  await page.connect();
  await page.click("increment");
  expect(mounts.count).toBe(2);
  expect(page.texts).toContain("1");
});

test("[T23] pings of a sleeping page are answered, and wake nothing", async () => {
  const page = await HeadlessPage.open(fetcher, "/counter");
  await page.connect();
  const stub = gallery.LiveSession.get(gallery.LiveSession.newUniqueId());
  const state = await runInDurableObject(
    stub,
    (_, ctx): object => Object.getPrototypeOf(ctx) as object,
  );
  await evictAllDurableObjects({ webSockets: "hibernate" });
  // Every construction of a session sets the answer to pings: the one thing that a waking object always does.
  const woken = vi.spyOn(state as DurableObjectState, "setWebSocketAutoResponse");
  try {
    for (let i = 0; i < PINGS; i++) expect(await page.ping(PING)).toBe(PONG);
    expect(woken).toHaveBeenCalledTimes(0);
    await page.click("increment");
    expect(woken).toHaveBeenCalledTimes(1);
  } finally {
    woken.mockRestore();
  }
});
