/** @module What the page says of its connection: `do-offline`, and what it tells whoever watches it. Time is the test's. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { Chromium, type LivePage } from "./client-harness.ts";
import { hint, page, tick } from "./client-offers.ts";

/** Longer than any first try to connect again. */
const A_TRY_MS = 250;
const OFFLINE_AFTER_MS = 3_000;
const HTML = `<p hidden role="status">Offline</p>`;

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.launch();
});
afterAll(() => chromium.close());

/** The second script comes when the page is idle. */
async function idle(live: LivePage): Promise<void> {
  await live.page.evaluate(() => window.lab.idle());
  await live.page.waitForFunction(() => window.lab.isLoaded);
}

/** A page with such an element; what it tells is kept. */
async function begin(): Promise<LivePage> {
  const live = await page(chromium, HTML, [["p", hint("do-offline")]]);
  await idle(live);
  await live.page.evaluate(() => {
    const told: unknown[] = [];
    Object.assign(globalThis, { told });
    document.addEventListener("dormouse:diagnostic", (event) =>
      told.push(Object.values((event as CustomEvent<object>).detail)),
    );
  });
  return live;
}

const told = (live: LivePage): Promise<unknown> =>
  live.page.evaluate(() => (Reflect.get(globalThis, "told") as unknown[]).splice(0));
const isShown = (live: LivePage): Promise<boolean> => live.page.isVisible("p");
const close = (live: LivePage, code: number): Promise<void> =>
  live.page.evaluate((why) => window.lab.close(why), code);

test("[X8] it shows when the connection was gone for a while, until it is back", async () => {
  const live = await begin();
  expect(await isShown(live)).toBe(false);
  await close(live, 1006);
  await tick(live, OFFLINE_AFTER_MS - 1);
  expect(await isShown(live)).toBe(false);
  await tick(live, 1);
  expect(await isShown(live)).toBe(true);
  await live.greet();
  expect(await isShown(live)).toBe(false);
});

test("[X8] it costs a first click nothing: the second script comes when the page is idle", async () => {
  const live = await page(chromium, HTML, [["p", hint("do-offline")]]);
  expect(await live.page.evaluate(() => window.lab.isWanted)).toBe(false);
});

test("[X8] tries that fail do not put it off", async () => {
  const live = await begin();
  await close(live, 1006);
  await tick(live, A_TRY_MS);
  await close(live, 1006);
  await tick(live, OFFLINE_AFTER_MS - A_TRY_MS);
  expect(await isShown(live)).toBe(true);
});

test("[X8] a drop that is over soon does not show", async () => {
  const live = await begin();
  await close(live, 1006);
  await tick(live, A_TRY_MS);
  await live.greet();
  await tick(live, OFFLINE_AFTER_MS);
  expect(await isShown(live)).toBe(false);
});

test("[X8] a page that never got a connection is offline as well", async () => {
  const live = await chromium.show({
    html: HTML,
    blocks: { 0: { first: 0, shape: ["(", "p", "e", ...hint("do-offline"), ")"] } },
    skeleton: [],
  });
  await idle(live);
  await tick(live, OFFLINE_AFTER_MS);
  expect(await isShown(live)).toBe(true);
});

test.each([4409, 4410])(
  "[X8] a page that will not come back (%i) says nothing of coming back",
  async (code) => {
    const live = await begin();
    await close(live, 1006);
    await tick(live, OFFLINE_AFTER_MS);
    await close(live, code);
    expect(await isShown(live)).toBe(false);
    await tick(live, OFFLINE_AFTER_MS);
    expect(await isShown(live)).toBe(false);
  },
);

test.each([
  [1006, "network"],
  [1012, "network"],
  [4429, "network"],
  [1011, "internal"],
  [4400, "internal"],
  [4500, "internal"],
])("[X9] the end of a connection (%i) is told, as %s", async (code, attribution) => {
  const live = await begin();
  await close(live, code);
  expect(await told(live)).toEqual([["client.closed", `${code}`, attribution]]);
});

test("[X9] that it is back is told, once", async () => {
  const live = await begin();
  await close(live, 1006);
  await tick(live, A_TRY_MS);
  await live.greet();
  await live.patch(() => undefined);
  expect(await told(live)).toEqual([
    ["client.closed", "1006", "network"],
    ["client.reconnected", "", "network"],
  ]);
});

test("[X9] that the page is sent anew is told with its reason, once", async () => {
  const live = await begin();
  const late = { type: "patch", ops: new Uint8Array(0) } as const;
  await live.deliver({ ...late, seq: live.seq + 3 });
  await live.deliver({ ...late, seq: live.seq + 4 });
  expect(await told(live)).toEqual([["client.resync", "gap", "network"]]);
});

test("[X9] a patch that does not fit is told, and then that the page is sent anew", async () => {
  const live = await begin();
  await live.patch((ops) => ops.varint(1 << 20));
  expect(await told(live)).toEqual([["client.resync", "broken", "internal"]]);
  expect(await live.lab("diagnostics")).toHaveLength(1);
});
