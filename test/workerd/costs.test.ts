/**
 * @module What things cost, counted where it is billed: rows written, alarms set, bytes sent, objects woken.
 */
import {
  abortAllDurableObjects,
  evictAllDurableObjects,
  runInDurableObject,
} from "cloudflare:test";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PING, PONG } from "../../src/protocol/limits.ts";
import { Session } from "../../src/session/session.ts";
import { HeadlessPage } from "../support/headless-page.ts";
import { fetcher, sessionOf } from "./support/gallery.ts";

/** What was written since the last look, in all objects. */
interface Writes {
  rows: number;
  alarms: number;
}

const PINGS = 200;
let cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];
let alarms = 0;

/** Rows are counted by the cursors of SQLite itself. */
function writes(): Writes {
  const rows = cursors.reduce((sum, { rowsWritten }) => sum + rowsWritten, 0);
  const counted = { rows, alarms };
  cursors = [];
  alarms = 0;
  return counted;
}

beforeEach(async () => {
  const page = await HeadlessPage.open(fetcher, "/");
  const [storage, sql] = await runInDurableObject(sessionOf(page), (_, state) => [
    Object.getPrototypeOf(state.storage) as DurableObjectStorage,
    Object.getPrototypeOf(state.storage.sql) as SqlStorage,
  ]);
  const { exec } = sql;
  const { setAlarm } = storage;
  vi.spyOn(sql, "exec").mockImplementation(function counted(this: SqlStorage, query, ...values) {
    const cursor = exec.call(this, query, ...values);
    cursors.push(cursor);
    return cursor;
  });
  vi.spyOn(storage, "setAlarm").mockImplementation(function counted(
    this: DurableObjectStorage,
    at,
  ) {
    alarms++;
    return setAlarm.call(this, at);
  });
  writes();
});
afterEach(() => vi.restoreAllMocks());

async function connected(path = "/counter"): Promise<HeadlessPage> {
  const page = await HeadlessPage.open(fetcher, path);
  await page.connect();
  writes();
  return page;
}

/** The tables in the database of a page's session. */
async function tablesOf(page: HeadlessPage): Promise<unknown[]> {
  return runInDurableObject(sessionOf(page), (_, { storage }) =>
    storage.sql
      .exec(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
      )
      .toArray(),
  );
}

test("[T10] the GET of a crawler writes no row, sets no alarm, and leaves no table", async () => {
  const page = await HeadlessPage.open(fetcher, "/counter");
  expect(writes()).toEqual({ rows: 0, alarms: 0 });
  expect(await tablesOf(page)).toEqual([]);
});

test("[T11] a turn writes one row; with a refusal to be remembered, two", async () => {
  const page = await connected();
  await page.click("increment");
  expect(writes()).toEqual({ rows: 1, alarms: 0 });
  await page.click("setStep", "many");
  expect(writes()).toEqual({ rows: 2, alarms: 0 });
  await evictAllDurableObjects({ webSockets: "hibernate" });
  await page.click("increment");
  expect(writes()).toEqual({ rows: 1, alarms: 0 });
});

test("[T11] the socket writes the table's row and sets the one alarm; an answer that is told again writes nothing", async () => {
  const page = await HeadlessPage.open(fetcher, "/counter");
  await page.connect();
  // The session's, beside what SQLite writes into its own list of tables; a new table of sessions makes it one more.
  expect(writes()).toEqual({ rows: 6, alarms: 1 });
  const event = page.issue(page.offer("increment").path);
  await page.next();
  writes();
  page.sendEvent(event);
  await page.next();
  expect(writes()).toEqual({ rows: 0, alarms: 0 });
});

const PAUSES = {
  "that is awake": () => Promise.resolve(),
  "that sleeps": () => evictAllDurableObjects({ webSockets: "hibernate" }),
  "that was evicted": () => evictAllDurableObjects({ webSockets: "close" }),
  "that crashed": () => abortAllDurableObjects(),
} as const;

test.each(Object.entries(PAUSES))(
  "[H1] to reconnect to a session %s: at most 64 bytes both ways, no HTML, one row",
  async (_, pause) => {
    const page = await connected();
    await page.click("increment");
    await pause();
    page.cut();
    writes();
    const before = page.messages.length;
    const bytes = page.bytesUp + page.bytesDown;
    await page.connect();
    expect(page.messages.slice(before).map(({ type }) => type)).toEqual(["ack", "resume"]);
    expect(page.bytesUp + page.bytesDown - bytes).toBeLessThanOrEqual(64);
    expect(writes()).toEqual({ rows: 1, alarms: 0 });
  },
);

test("[T23] pages that do nothing: their pings reach no session, awake or asleep, and write nothing", async () => {
  const pages = [await connected(), await connected("/todo")];
  const told = vi.spyOn(Session.prototype, "message");
  for (const pause of [PAUSES["that is awake"], PAUSES["that sleeps"]]) {
    await pause();
    for (let i = 0; i < PINGS; i++)
      for (const page of pages) expect(await page.ping(PING)).toBe(PONG);
  }
  expect(told).toHaveBeenCalledTimes(0);
  expect(writes()).toEqual({ rows: 0, alarms: 0 });
  // That the spies would have seen it:
  await pages[0]?.click("increment");
  expect(told).toHaveBeenCalledTimes(1);
  expect(writes().rows).toBe(1);
});
