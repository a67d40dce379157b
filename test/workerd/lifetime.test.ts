/**
 * @module The end of a session inside workerd: its page leaves, a day later the platform's own alarm rings, nothing is left. What the
 * view is told of it, it is told once.
 */
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, expect, test, vi } from "vitest";
import { Counter } from "../../examples/counter/counter.ts";
import { SESSION_LIFETIME_MS } from "../../src/protocol/limits.ts";
import { HeadlessPage } from "../support/headless-page.ts";
import { fetcher, sessionOf, storedOf } from "./support/gallery.ts";

const CALLBACKS = ["onConnect", "onDisconnect", "unmount"] as const;

/** What counters of this isolate are told; `heard` waits until it was so much. */
function listen(): Disposable & { told: string[]; heard(count: number): Promise<void> } {
  let wake = (): void => undefined;
  const told: string[] = [];
  for (const name of CALLBACKS)
    Reflect.set(Counter.prototype, name, () => {
      told.push(name);
      wake();
    });
  return {
    told,
    async heard(count) {
      while (told.length < count) await new Promise<void>((resolve) => (wake = resolve));
    },
    [Symbol.dispose]() {
      for (const name of CALLBACKS) Reflect.deleteProperty(Counter.prototype, name);
    },
  };
}

afterEach(() => vi.restoreAllMocks());

test("[T8] [T9] a page that left is told so once, and so is the end of its session, when its alarm rings", async () => {
  using listening = listen();
  const page = await HeadlessPage.open(fetcher, "/counter");
  await page.connect();
  await page.click("increment");
  page.cut();
  await listening.heard(2);
  const stub = sessionOf(page);
  const later = Date.now() + SESSION_LIFETIME_MS;
  vi.spyOn(Date, "now").mockImplementation(() => later);
  expect(await runDurableObjectAlarm(stub)).toBe(true);
  expect(await storedOf(page)).toBe(null);
  expect(listening.told).toEqual(["onConnect", "onDisconnect", "unmount"]);
  expect(await runInDurableObject(stub, async (_, { storage }) => storage.getAlarm())).toBe(null);
  expect(await runDurableObjectAlarm(stub)).toBe(false);
  expect(listening.told).toEqual(["onConnect", "onDisconnect", "unmount"]);
});

test("[R5] a page that comes back on another connection was not away, and leaves once", async () => {
  using listening = listen();
  const page = await HeadlessPage.open(fetcher, "/counter");
  await page.connect();
  await listening.heard(1);
  // The old connection is still open when the new one says hello.
  await page.connect();
  await page.click("increment");
  page.cut();
  await listening.heard(2);
  expect(listening.told).toEqual(["onConnect", "onDisconnect"]);
});
