/**
 * @module The storage of sessions on SQLite inside workerd: the contract, and what it costs.
 */
import { runInDurableObject } from "cloudflare:test";
import { exports } from "cloudflare:workers";
import { expect, test } from "vitest";
import { SqliteStorage } from "../../src/platform/cloudflare-storage.ts";
import { RECORD, STORAGE_CONTRACT } from "../support/storage-contract.ts";

/** Runs `check` in a session object that nobody has used. */
async function inObject(check: (state: DurableObjectState) => Promise<void>): Promise<void> {
  const sessions = (exports as unknown as { LiveSession: DurableObjectNamespace }).LiveSession;
  const stub = sessions.get(sessions.newUniqueId());
  await runInDurableObject(stub, async (_instance, state) => check(state));
}

test.each(Object.entries(STORAGE_CONTRACT))("%s", async (_, check) => {
  await inObject(async ({ storage }) => {
    await check(new SqliteStorage(storage), (actual, expected) => expect(actual).toEqual(expected));
  });
});

test("looking for a session writes nothing", async () => {
  await inObject(async ({ storage }) => {
    const before = storage.sql.databaseSize;
    expect(new SqliteStorage(storage).load()).toBe(null);
    expect(storage.sql.databaseSize).toBe(before);
    expect(
      storage.sql
        .exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'")
        .toArray(),
    ).toEqual([]);
    expect(await storage.getAlarm()).toBe(null);
  });
});

test("the first write sets the alarm, erasing takes it away", async () => {
  await inObject(async ({ storage }) => {
    const sqlite = new SqliteStorage(storage);
    sqlite.create(RECORD, []);
    expect(await storage.getAlarm()).toBe(RECORD.expiresAt);
    await sqlite.erase();
    expect(await storage.getAlarm()).toBe(null);
  });
});

test("a commit that fails half way has written nothing", async () => {
  await inObject(async ({ storage }) => {
    const sqlite = new SqliteStorage(storage);
    sqlite.create(RECORD, []);
    const rejected = {
      nonce: "a",
      id: Symbol("not a number") as unknown as number,
      code: "",
      message: "",
    };
    expect(() =>
      sqlite.commit({ columns: { last: 99 }, rejected, forgotten: null, beside: [] }),
    ).toThrow();
    expect(sqlite.load()?.record.last).toBe(RECORD.last);
  });
});
