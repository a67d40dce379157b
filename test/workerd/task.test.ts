/**
 * @module A task of the gallery inside workerd: what it finds arrives as a push, and after a crash it is begun again from what
 * is stored, by the alarm or by the page that comes back. (While it runs an object is not evicted: its timer keeps it awake.)
 */
import {
  abortAllDurableObjects,
  evictAllDurableObjects,
  runDurableObjectAlarm,
  runInDurableObject,
} from "cloudflare:test";
import { exports } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Place, places } from "../../examples/search/places.ts";
import { decodeBase64url } from "../../src/security/base64url.ts";
import { HeadlessPage } from "../support/headless-page.ts";

interface Gallery {
  readonly default: { fetch(request: Request): Promise<Response> };
  readonly LiveSession: DurableObjectNamespace;
}

const gallery = exports as unknown as Gallery;
const fetcher = (request: Request): Promise<Response> => gallery.default.fetch(request);
const BERLIN: Place = { id: 1, name: "Berlin", country: "Germany" };

/** Searches that were begun: each with what it looks for, and how it ends. */
let searches: {
  readonly term: string;
  readonly signal: AbortSignal;
  end: (found: Place[]) => void;
}[] = [];

beforeEach(() => {
  searches = [];
  vi.spyOn(places, "find").mockImplementation(async (term, signal) => {
    const found = Promise.withResolvers<Place[]>();
    searches.push({ term, signal, end: found.resolve });
    return found.promise;
  });
});
afterEach(() => vi.restoreAllMocks());

async function searching(): Promise<HeadlessPage> {
  const page = await HeadlessPage.open(fetcher, "/search");
  await page.connect();
  await page.click("search", "berl");
  return page;
}

/** The session of a page: its token names it, after two bytes. */
function stubOf({ island }: HeadlessPage): DurableObjectStub {
  const bytes = decodeBase64url(island.token ?? "")?.slice(2, 34) ?? [];
  const sid = Array.from(bytes, (byte: number) => byte.toString(16).padStart(2, "0")).join("");
  return gallery.LiveSession.get(gallery.LiveSession.idFromString(sid));
}

/** Ends a search, in the object that it belongs to. */
async function find(page: HeadlessPage, which: number): Promise<void> {
  await runInDurableObject(stubOf(page), () => searches[which]?.end([BERLIN]));
  while (!page.texts.includes("Berlin")) await page.next();
}

test("[W1] a search is answered while it runs, and what it finds arrives by itself", async () => {
  const page = await searching();
  expect(searches.map(({ term }) => term)).toEqual(["berl"]);
  expect(page.texts).toContain("searching");
  await find(page, 0);
  expect(page.texts).toContain("1 place");
});

test("[W2] the next search aborts it", async () => {
  const page = await searching();
  await page.click("search", "berli");
  expect(searches.map(({ signal }) => signal.aborted)).toEqual([true, false]);
  await find(page, 1);
});

test("[W5] crashed while it runs, and nobody comes back: the alarm begins it again", async () => {
  const page = await searching();
  await abortAllDurableObjects();
  expect(searches).toHaveLength(1);
  await runDurableObjectAlarm(stubOf(page));
  expect(searches.map(({ term }) => term)).toEqual(["berl", "berl"]);
  await runInDurableObject(stubOf(page), () => searches[1]?.end([BERLIN]));
  await page.connect();
  expect(page.texts).toContain("Berlin");
});

test("[W4] what it found survives eviction", async () => {
  const page = await searching();
  await find(page, 0);
  await evictAllDurableObjects({ webSockets: "hibernate" });
  page.resync(0);
  while (!(await page.next()).some(({ type }) => type === "snap"));
  expect(page.texts).toContain("Berlin");
  expect(searches).toHaveLength(1);
});

test("[W5] crashed while it runs: the page that comes back begins it again", async () => {
  const page = await searching();
  await abortAllDurableObjects();
  await page.connect();
  expect(searches.map(({ term }) => term)).toEqual(["berl", "berl"]);
  await find(page, 1);
});

test("[W9] when it has ended the alarm is for expiry again, once it has looked", async () => {
  const page = await searching();
  await find(page, 0);
  await runDurableObjectAlarm(stubOf(page));
  const alarm = await runInDurableObject(stubOf(page), async (_, { storage }) =>
    storage.getAlarm(),
  );
  expect(alarm).toBeGreaterThan(Date.now() + 3_600_000);
});
