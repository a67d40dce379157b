/**
 * @module What every session storage promises, as checks that run over each implementation.
 */
import type { SessionRecord, SessionStorage } from "../../src/platform/storage.ts";

/** A record with something in every column. */
export const RECORD: SessionRecord = {
  view: "Counter",
  url: "https://example.org/counter?q=ö",
  principal: "ab".repeat(16),
  user: '[{"name":1},"Ada"]',
  version: 3,
  state: '[{"text":1},"ö\\u0000\ud83d\ude00"]',
  frame: Uint8Array.of(1, 0, 255),
  build: "0123456789abcdef",
  epoch: 4_294_967_295,
  seq: 2 ** 40,
  since: 7,
  formerFrom: 3,
  formerTo: 4,
  aside: { state: "[1]", version: 4 },
  formerFrame: Uint8Array.of(9),
  expiresAt: 4_102_444_800_000,
  tokens: 12.25,
  countedAt: 1_790_000_000_123,
  nonce: "00000000000000ff",
  last: 5,
  mark: 6,
  known: new Uint8Array(0),
  former: [{ nonce: "0000000000000001", last: 2 }],
};

/** One promise. Throws when it is not kept. */
export type Check = (
  storage: SessionStorage,
  equal: (actual: unknown, expected: unknown) => void,
) => Promise<void> | void;

/** The promises by name. Each begins with storage in which nothing was ever written. */
export const STORAGE_CONTRACT: { readonly [promise: string]: Check } = {
  "nothing was stored: null": (storage, equal) => {
    equal(storage.load(), null);
  },
  "what was created is loaded, every column of it": (storage, equal) => {
    storage.create(RECORD);
    equal(storage.load(), { record: RECORD, rejections: [] });
  },
  "a commit changes the columns that it names, and no other": (storage, equal) => {
    storage.create(RECORD);
    const columns = { frame: null, last: 6, known: Uint8Array.of(9), former: [] };
    storage.commit({ columns, rejected: null, forgotten: null });
    equal(storage.load()?.record, { ...RECORD, ...columns });
    storage.commit({ columns: {}, rejected: null, forgotten: null });
    equal(storage.load()?.record, { ...RECORD, ...columns });
  },
  "rejections come in order, and go by tab and id": (storage, equal) => {
    storage.create(RECORD);
    const rejection = (nonce: string, id: number): { nonce: string; id: number } & typeof told => ({
      nonce,
      id,
      ...told,
    });
    const told = { code: "event.refused", message: "No; '--" };
    for (const [nonce, id] of [
      ["a", 2],
      ["b", 2],
      ["a", 1],
    ] as const) {
      storage.commit({ columns: {}, rejected: rejection(nonce, id), forgotten: null });
    }
    storage.commit({ columns: {}, rejected: rejection("a", 3), forgotten: rejection("a", 2) });
    equal(storage.load()?.rejections, [rejection("b", 2), rejection("a", 1), rejection("a", 3)]);
  },
  "what is erased is gone, and may be created again": async (storage, equal) => {
    storage.create(RECORD);
    storage.commit({
      columns: {},
      rejected: { nonce: "a", id: 1, code: "event.stale", message: "" },
      forgotten: null,
    });
    await storage.erase();
    equal(storage.load(), null);
    storage.create(RECORD);
    equal(storage.load(), { record: RECORD, rejections: [] });
  },
};
