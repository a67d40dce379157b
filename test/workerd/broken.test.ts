/**
 * @module What breaks in a turn inside workerd: handlers of every bad kind, and a database that refuses a write. Each time the
 * page is told, nothing of the turn is left in memory or storage, and what comes next counts once.
 */
import { evictAllDurableObjects, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SqliteStorage } from "../../src/platform/cloudflare-storage.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { Session } from "../../src/session/session.ts";
import type { Handler } from "../../src/view/registry.ts";
import { HeadlessPage } from "../support/headless-page.ts";
import { comparable, slotsOf } from "../oracle/slots.ts";
import { fetcher, sessionOf, storedOf } from "./support/gallery.ts";

interface Counting {
  count: unknown;
  [name: string]: unknown;
}
type Broken = (this: Counting) => unknown;

// oxlint-disable-next-line unicorn/no-thenable -- what is awaited of an object, whatever it is
const THEN = "then";

let restore = (): void => undefined;
beforeEach(() => {
  vi.spyOn(console, "error").mockReturnValue();
});
afterEach(() => {
  vi.restoreAllMocks();
  restore();
});

/** A connected counter that counts one, and its session. */
async function begin(): Promise<[HeadlessPage, Session]> {
  const page = await HeadlessPage.open(fetcher, "/counter");
  const told = vi.spyOn(Session.prototype, "message");
  await page.connect();
  const session = told.mock.contexts[0] as Session;
  told.mockRestore();
  await page.click("increment");
  return [page, session];
}

/** Puts `method` in the place of the counter's `decrement`. */
function breakHandler({ resident }: Session, method: Broken): void {
  const handler = resident?.registered.handlers.get("decrement");
  if (handler === undefined) throw new Error("the counter has no decrement");
  const { method: whole } = handler;
  Object.assign(handler, { method: method as unknown as Handler["method"] });
  restore = () => void Object.assign(handler, { method: whole });
}

/** Whether memory, storage and page agree, and what is counted. */
async function expectCount(page: HeadlessPage, count: string): Promise<void> {
  const stored = await storedOf(page);
  const frame = stored?.record.frame ?? new Uint8Array(0);
  expect(page.shown).toEqual(comparable(slotsOf(frame)));
  expect(page.texts).toContain(count);
}

/** Goes on as if nothing had happened: awake, and after sleep. */
async function goesOn(page: HeadlessPage): Promise<void> {
  await page.click("increment");
  await expectCount(page, "2");
  await evictAllDurableObjects({ webSockets: "hibernate" });
  await page.click("increment");
  await expectCount(page, "3");
}

function spoil(view: Counting): void {
  view.count = 1000;
  view["extra"] = 1;
}

const FAILURES: Readonly<Record<string, readonly [code: string, method: Broken]>> = {
  "mutates and throws": [
    "event.failed",
    function method() {
      spoil(this);
      throw new Error("secret");
    },
  ],
  "throws nothing": [
    "event.failed",
    function method() {
      spoil(this);
      // oxlint-disable-next-line typescript/only-throw-error -- what apps do
      throw undefined;
    },
  ],
  rejects: [
    "event.failed",
    async function method() {
      spoil(this);
      await Promise.resolve();
      throw new Error("secret");
    },
  ],
  "returns what cannot be awaited": [
    "event.failed",
    function method() {
      spoil(this);
      return Object.defineProperty({}, THEN, {
        get() {
          throw new Error("secret");
        },
      });
    },
  ],
  "leaves what cannot be stored": [
    "session.state-type",
    function method() {
      spoil(this);
      this["extra"] = () => 1;
    },
  ],
  "leaves too much": [
    "session.state-too-large",
    function method() {
      spoil(this);
      this["extra"] = "x".repeat(1_100_000);
    },
  ],
  "leaves what cannot be shown": [
    "engine.not-text",
    function method() {
      spoil(this);
      this.count = { no: "text" };
    },
  ],
};

test.each(Object.entries(FAILURES))(
  "[T13] a handler that %s changes nothing; its event is answered",
  async (_, [code, method]) => {
    const [page, session] = await begin();
    breakHandler(session, method);
    const [answer] = await page.click("decrement");
    expect(answer).toMatchObject({ type: "ack", last: 2, rejections: [{ id: 2, code }] });
    expect(session.resident?.record).toEqual((await storedOf(page))?.record);
    await expectCount(page, "1");
    await goesOn(page);
  },
);

test.each([
  ["a symbol", Symbol("garbage")],
  ["an object that is no promise", { [THEN]: 7 }],
  ["a function", () => 1],
])("a handler that returns %s: nobody looks at it", async (_, garbage) => {
  const [page, session] = await begin();
  breakHandler(session, function method() {
    this.count = 1;
    return garbage;
  });
  expect((await page.click("decrement"))[0]).toMatchObject({ last: 2, rejections: [] });
  await goesOn(page);
});

test("[T14] a handler that never ends is given up, and what it writes later is ignored", async () => {
  const [page, session] = await begin();
  let detached: Counting | undefined;
  const detach = (view: Counting): void => void (detached = view);
  breakHandler(session, async function method() {
    spoil(this);
    detach(this);
    return new Promise(() => undefined);
  });
  const time = vi.spyOn(systemClock, "after");
  time.mockImplementation((_, run) => {
    // The schema of what is contributed has its own time, which is not over: there is nothing to await.
    const timer = setTimeout(run);
    return () => clearTimeout(timer);
  });
  expect((await page.click("decrement"))[0]).toMatchObject({
    rejections: [{ id: 2, code: "event.timeout" }],
  });
  time.mockRestore();
  expect(detached?.count).toBe(1000);
  if (detached !== undefined) detached.count = 2000;
  await goesOn(page);
});

/** A statement that the database of a page's session runs. */
async function sql(page: HeadlessPage, statement: string): Promise<void> {
  await runInDurableObject(sessionOf(page), (_, { storage }) => void storage.sql.exec(statement));
}

/** The database refuses something. FAIL keeps what the statement did so far: undoing that is the transaction's affair. */
const refuse = (what: string): string =>
  `CREATE TRIGGER full AFTER ${what} BEGIN SELECT RAISE(FAIL, 'the disk is full'); END`;

test.each([
  ["of what a handler did", "UPDATE ON session", "increment", undefined, "2"],
  ["of a refusal, after the page's", "INSERT ON rejection", "setStep", "many", "1"],
])("[T19] a write %s that fails undoes the turn; it counts once afterwards", async (...given) => {
  const [, what, handler, data, count] = given;
  const [page, session] = await begin();
  const before = await storedOf(page);
  await sql(page, refuse(what));
  expect(await page.click(handler, data)).toEqual([]);
  expect(page.closed).toBe(1011);
  expect(session.resident).toBe(null);
  expect(await storedOf(page)).toEqual(before);
  // It fails for the hello as well, as long as it fails.
  await page.connect();
  expect([page.closed, page.pending.length]).toEqual([1011, 1]);
  await sql(page, "DROP TRIGGER full");
  await page.connect();
  expect(page.pending).toEqual([]);
  await expectCount(page, count);
  expect((await storedOf(page))?.record.last).toBe(2);
});

test("[T19] a first write that fails leaves the page as it was sent; it comes alive when it succeeds", async () => {
  const page = await HeadlessPage.open(fetcher, "/counter");
  vi.spyOn(SqliteStorage.prototype, "create").mockImplementationOnce(() => {
    throw new Error("the disk is full");
  });
  await page.connect();
  expect(page.closed).toBe(1011);
  expect(await storedOf(page)).toBe(null);
  await page.connect();
  await page.click("increment");
  await expectCount(page, "1");
});
