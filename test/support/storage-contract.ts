/**
 * @module What every session storage promises, as checks that run over each implementation.
 */
import type {
  Change,
  OutboxMessage,
  SessionRecord,
  SessionStorage,
  SideChange,
} from "../../src/platform/storage.ts";

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
  databases: "",
  expiresAt: 4_102_444_800_000,
  tokens: 12.25,
  countedAt: 1_790_000_000_123,
  nonce: "00000000000000ff",
  last: 5,
  mark: 6,
  known: new Uint8Array(0),
  former: [{ nonce: "0000000000000001", last: 2 }],
};

function beside(...changes: readonly SideChange[]): Change {
  return { columns: {}, rejected: null, forgotten: null, beside: changes };
}

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
    storage.create(RECORD, []);
    equal(storage.load(), { record: RECORD, rejections: [], tasks: [] });
  },
  "a commit changes the columns that it names, and no other": (storage, equal) => {
    storage.create(RECORD, []);
    const columns = { frame: null, last: 6, known: Uint8Array.of(9), former: [] };
    storage.commit({ columns, rejected: null, forgotten: null, beside: [] });
    equal(storage.load()?.record, { ...RECORD, ...columns });
    storage.commit({ columns: {}, rejected: null, forgotten: null, beside: [] });
    equal(storage.load()?.record, { ...RECORD, ...columns });
  },
  "rejections come in order, and go by tab and id": (storage, equal) => {
    storage.create(RECORD, []);
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
      storage.commit({ columns: {}, rejected: rejection(nonce, id), forgotten: null, beside: [] });
    }
    storage.commit({
      columns: {},
      rejected: rejection("a", 3),
      forgotten: rejection("a", 2),
      beside: [],
    });
    equal(storage.load()?.rejections, [rejection("b", 2), rejection("a", 1), rejection("a", 3)]);
  },
  "the id of a push is seen once it was taken, until it is forgotten": (storage, equal) => {
    storage.create(RECORD, [{ kind: "seen", id: "a", at: 10 }]);
    storage.commit(beside({ kind: "seen", id: "b'--", at: 20 }));
    equal(
      [storage.hasSeen("a"), storage.hasSeen("b'--"), storage.hasSeen("c")],
      [true, true, false],
    );
    storage.forgetPushes(20);
    equal([storage.hasSeen("a"), storage.hasSeen("b'--")], [false, true]);
  },
  "a push is not taken twice: nothing of the commit is written": (storage, equal) => {
    storage.create(RECORD, [{ kind: "seen", id: "a", at: 10 }]);
    let threw = false;
    try {
      storage.commit({ ...beside({ kind: "seen", id: "a", at: 20 }), columns: { last: 99 } });
    } catch {
      threw = true;
    }
    equal([threw, storage.load()?.record.last], [true, RECORD.last]);
  },
  "each event of each room has its own version": (storage, equal) => {
    storage.create(RECORD, []);
    const version = (room: string, event: string, of: number): Change =>
      beside({ kind: "version", source: { room, event, version: of }, at: of });
    storage.commit(version("r", "a", 3));
    storage.commit(version("r", "b", 0));
    storage.commit(version("r", "a", 4));
    const versions = [
      ["r", "a"],
      ["r", "b"],
      ["s", "a"],
    ] as const;
    equal(
      versions.map(([room, event]) => storage.versionOf(room, event)),
      [4, 0, -1],
    );
    storage.forgetPushes(4);
    equal(
      versions.map(([room, event]) => storage.versionOf(room, event)),
      [4, -1, -1],
    );
  },
  "a field has one run, the latest": (storage, equal) => {
    const run = { id: "1", field: "hits", args: '["a"]', attempts: 1 };
    const other = { ...run, field: "more" };
    storage.create(RECORD, [{ kind: "task", run }]);
    storage.commit(
      beside({ kind: "task", run: other }, { kind: "task", run: { ...run, id: "2", attempts: 2 } }),
    );
    equal(
      storage.load()?.tasks.toSorted((a, b) => a.field.localeCompare(b.field)),
      [{ ...run, id: "2", attempts: 2 }, other],
    );
    storage.commit(beside({ kind: "task-over", field: "hits" }));
    equal(storage.load()?.tasks, [other]);
  },
  "messages are due in the order in which they came, until they are struck out": (
    storage,
    equal,
  ) => {
    equal(storage.outboxSize(), { messages: 0, nextAt: null });
    const message = (id: string, dueAt: number): OutboxMessage => ({
      id,
      queue: "QUEUE",
      body: '["ö"]',
      attempts: 0,
      dueAt,
    });
    const [first, second, third] = [message("z", 10), message("b", 10), message("a", 30)];
    storage.create(RECORD, [{ kind: "message", message: first }]);
    storage.commit(
      beside({ kind: "message", message: second }, { kind: "message", message: third }),
    );
    equal(storage.outboxSize(), { messages: 3, nextAt: 10 });
    equal(storage.dueMessages(9, 8), []);
    equal(storage.dueMessages(30, 2), [first, second]);
    const later = { ...first, attempts: 1, dueAt: 40 };
    storage.commit(beside({ kind: "message-over", id: "b" }, { kind: "message", message: later }));
    equal(storage.dueMessages(40, 8), [later, third]);
    equal(storage.outboxSize(), { messages: 2, nextAt: 30 });
  },
  "what is erased is gone, and may be created again": async (storage, equal) => {
    storage.create(RECORD, []);
    storage.commit({
      columns: {},
      rejected: { nonce: "a", id: 1, code: "event.stale", message: "" },
      forgotten: null,
      beside: [],
    });
    await storage.erase();
    equal(storage.load(), null);
    storage.create(RECORD, []);
    equal(storage.load(), { record: RECORD, rejections: [], tasks: [] });
  },
};
