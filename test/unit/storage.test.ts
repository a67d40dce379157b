/**
 * @module The storage of the tests keeps the promises that the real one keeps (`test/workerd/storage.test.ts`).
 */
import { expect, test } from "vitest";
import { MemoryStorage } from "../support/memory-ports.ts";
import { STORAGE_CONTRACT } from "../support/storage-contract.ts";

test.each(Object.entries(STORAGE_CONTRACT))("%s", async (_, check) => {
  await check(new MemoryStorage(), (actual, expected) => expect(actual).toEqual(expected));
});
