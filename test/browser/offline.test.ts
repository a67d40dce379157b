/**
 * @module The machine is offline, and somebody goes on: what is done waits, shows that it waits, and counts once and in order when
 * the network is back.
 */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { MAX_PENDING_EVENTS } from "../../src/protocol/limits.ts";
import { FaultProxy } from "../support/fault-proxy.ts";
import { deskApp } from "./desk-app.ts";
import { expectShown } from "./frame.ts";
import { expectText, openGallery } from "./harness.ts";
import { Person } from "./person.ts";

const SEED = 7;

const { app, newPage } = deskApp();

/** What waits for an answer, by id. */
const waiting = (page: Page): Promise<string[]> =>
  page.evaluate(() => [...document.querySelectorAll("[data-do-pending]")].map(({ id }) => id));

/** Takes the network away: what is open breaks as well, which Chromium's own switch does not do. */
async function goOffline(proxy: FaultProxy, page: Page): Promise<void> {
  await page.context().setOffline(true);
  proxy.goDown();
}

async function goOnline(proxy: FaultProxy, page: Page): Promise<void> {
  proxy.isDown = false;
  await page.context().setOffline(false);
}

test("[C18] what is done offline shows that it waits, and counts once and in order when the network is back", async () => {
  await using proxy = await FaultProxy.before(app.url, SEED);
  const page = await newPage();
  const person = await Person.at(page, proxy.url);
  await goOffline(proxy, page);
  await page.focus("#title");
  await person.type("offline");
  await person.beat();
  await person.beat();
  expect(await waiting(page)).toEqual(["title", "increment"]);
  expect(await page.textContent("#count")).toBe("1");
  await goOnline(proxy, page);
  await expectText(page, "#count", "3");
  await person.understood();
  expect(await waiting(page)).toEqual([]);
  expect(await page.textContent("#edits")).toBe(String("offline".length));
  expect(person.snaps).toBeLessThanOrEqual(1);
  await expectShown(app.server, page, await app.compiled());
  await page.close();
});

test("[X8] the gallery says that it is offline, to everybody, and that it is back", async () => {
  const gallery = await openGallery();
  try {
    await using proxy = await FaultProxy.before(gallery.url, SEED);
    const page = await newPage();
    await page.goto(new URL("/counter", proxy.url).href);
    await page.click("#increment");
    await expectText(page, ".badge", "1 click");
    const offline = page.getByRole("status").filter({ hasText: "Offline" });
    expect(await offline.count()).toBe(0);
    await goOffline(proxy, page);
    await offline.waitFor();
    await page.click("#increment");
    expect(await page.textContent(".badge")).toBe("1 click");
    await goOnline(proxy, page);
    await offline.waitFor({ state: "detached" });
    await expectText(page, ".badge", "2 clicks");
    await page.close();
  } finally {
    await gallery.close();
  }
});

test("[C14] offline no more than 64 wait: what comes after is refused on the page, and does not count", async () => {
  await using proxy = await FaultProxy.before(app.url, SEED);
  const page = await newPage();
  const person = await Person.at(page, proxy.url);
  await goOffline(proxy, page);
  const refused = await page.evaluate((times) => {
    const codes: string[] = [];
    document.addEventListener("dormouse:rejected", (event) =>
      codes.push((event as CustomEvent<{ code: string }>).detail.code),
    );
    for (let n = 0; n < times; n++) document.querySelector<HTMLElement>("#increment")?.click();
    return codes;
  }, MAX_PENDING_EVENTS + 2);
  expect(refused).toEqual(["event.limited", "event.limited"]);
  await goOnline(proxy, page);
  await expectText(page, "#count", String(1 + MAX_PENDING_EVENTS));
  await person.understood();
  await page.close();
});
