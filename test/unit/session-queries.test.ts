/**
 * @module Queries in a session, on SQLite in Node: when they run, how often, what a handler sees, what happens when they fail, and which
 * changes of the database reach the page.
 */
import { expect, test } from "vitest";
import { event } from "../../src/view/decorators.ts";
import { LiveView } from "../../src/view/live-view.ts";
import { LOG_COLUMNS, LOG_TABLE, type LogRow, readChange } from "../../src/protocol/row-change.ts";
import { query } from "../../src/query/query.ts";
import { declareSource, sourceOf } from "../../src/query/source.ts";
import { NO_TALLY } from "../../src/session/tally.ts";
import type { Notice } from "../../src/rpc/notice.ts";
import { relations, shelf } from "../support/shelf.ts";
import { engine, path, print, type Tab, World } from "../support/session-world.ts";

/** Runs in handlers, in place of Drizzle. */
let write: (sql: string) => void = () => undefined;

class Page extends LiveView {
  static readonly template = "page.html";
  author = 1;
  clicks = 0;
  isWide = false;
  heard: string[] = [];

  books = query(relations.books, () => ({
    where: { authorId: this.author },
    limit: 10,
    live: true,
  }));

  @event() click(): void {
    this.clicks++;
  }

  @event() other(): void {
    this.author = 3 - this.author;
  }

  @event() again(): void {
    this.books.refresh();
  }

  @event() look(): void {
    this.heard = this.books.map(({ title }) => title);
  }

  @event() widen(): void {
    this.isWide = true;
  }

  @event() rename(): void {
    write("UPDATE books SET title = 'Ocean' WHERE id = 1");
  }
}

const SOURCE = `<p>{% for book in books %}{{ book.title }} {% endfor %}</p><b>{{ clicks }}</b>{% if isWide %}<i>{{ books.total }}</i>{% endif %}<s>{{ heard|join:"," }}</s>
<button do-click="click">a</button><button do-click="other">b</button><button do-click="again">c</button><button do-click="look">d</button><button do-click="widen">e</button><button do-click="rename">f</button>`;

interface Scene {
  readonly world: World;
  readonly tab: Tab;
  readonly click: (handler: string) => Promise<string[]>;
  /** What the session's frame shows. */
  readonly shown: () => string;
  /** Batches that were read since this was asked. */
  readonly asked: () => number;
  /** What the database logged after a place. */
  readonly notice: (after?: number) => Notice;
}

const SLOTS = 20;

async function begin(): Promise<Scene> {
  // Of its own: what an isolate has written is remembered there.
  declareSource(relations, "DB");
  const world = await World.of({ view: Page, source: SOURCE });
  const data = shelf();
  world.ports.databases.data = data;
  write = (sql) => data.sqlite.exec(sql);
  const tab = await world.connected();
  const frame = (): Uint8Array =>
    world.session.resident?.picture?.frame ?? world.ports.storage.stored?.record.frame ?? never();
  const slotOf = (handler: string): number =>
    Array.from({ length: SLOTS }, (_, slot) => slot).find(
      (slot) => engine.resolve(frame(), path(slot))?.handler === handler,
    ) ?? never();
  let batches = 0;
  return {
    world,
    tab,
    click: async (handler) => print(await tab.click(path(slotOf(handler)))),
    shown: () =>
      engine
        .render(world.session.resident?.registered.template ?? never(), frame())
        .html.replace(/<button[^]*/, "")
        .trim(),
    asked: () => {
      const before = batches;
      batches = world.ports.databases.batches.length;
      return batches - before;
    },
    notice: (after = 0) => {
      const rows = data.sqlite.prepare(`SELECT ${LOG_COLUMNS} FROM ${LOG_TABLE}`).all();
      const changes = rows
        .map((row) => readChange(row as unknown as LogRow))
        .filter(({ seq }) => seq > after);
      return { database: "DB", changes, head: changes.at(-1)?.seq ?? after };
    },
  };
}

function never(): never {
  throw new Error("there is nothing");
}

test("[Q70] a page's rows are read once, with its GET; turns that ask for nothing else read nothing", async () => {
  const { asked, click, shown } = await begin();
  expect(asked()).toBe(1);
  await click("click");
  await click("click");
  expect(shown()).toBe("<p>Sea Sky </p><b>2</b><s></s>");
  expect(asked()).toBe(0);
});

test("[Q70] a turn after which the config says other rows reads those, in one batch", async () => {
  const { asked, click, shown } = await begin();
  asked();
  expect(await click("other")).toEqual(["ack last=1 rejections=[]", "patch seq=1 ops"]);
  expect(shown()).toBe("<p>Salt </p><b>0</b><s></s>");
  expect(asked()).toBe(1);
});

test("[Q70] refresh() reads again; so does a branch that needs more than was read", async () => {
  const { asked, click, shown, world } = await begin();
  asked();
  await click("again");
  expect(asked()).toBe(1);
  await click("widen");
  expect(shown()).toContain("<i>2</i>");
  expect(asked()).toBe(1);
  expect(world.ports.databases.batches.at(-1)?.statements).toHaveLength(3);
});

test("[Q71] rows are no state; a session that woke reads them before its handler looks", async () => {
  const { asked, click, shown, world } = await begin();
  expect(world.ports.storage.stored?.record.state).not.toContain("Sea");
  asked();
  world.hibernate();
  await click("look");
  expect(shown()).toBe("<p>Sea Sky </p><b>0</b><s>Sea,Sky</s>");
  expect(asked()).toBe(1);
});

test("[Q71] a page that comes back to a sleeping session is answered without a query", async () => {
  const { asked, tab, world } = await begin();
  asked();
  world.crash();
  expect(print(await tab.connect())).toContain("resume seq=0");
  expect(asked()).toBe(0);
});

test("[Q72] a query that fails rejects its event, and leaves page and state as they were", async () => {
  const { click, shown, world } = await begin();
  world.ports.databases.failing = new Error("D1_ERROR: no such column: secret");
  expect(await click("other")).toEqual([
    'ack last=1 rejections=[1 event.failed ""]',
    "patch seq=1",
  ]);
  expect(shown()).toBe("<p>Sea Sky </p><b>0</b><s></s>");
  expect(world.state).toContain('"author":1');
  await click("other");
  expect(shown()).toBe("<p>Salt </p><b>0</b><s></s>");
});

test("[Q73] what is read is at least as new as what was read before", async () => {
  const { click, world } = await begin();
  await click("other");
  world.hibernate();
  await click("other");
  const from = world.ports.databases.batches.map((batch) => batch.from);
  expect(from).toEqual([
    null,
    { bookmark: "after 1" },
    { bookmark: "after 2" },
    { bookmark: "after 3" },
  ]);
});

test("[Q73] after a write of this Worker's, rows come from where it is sure to be", async () => {
  const { click, world } = await begin();
  sourceOf(relations.books).activity.writes++;
  await click("other");
  expect(world.ports.databases.batches.at(-1)?.from).toBe("primary");
});

test("[Q74] what a handler wrote shows in the same turn", async () => {
  const { click, shown, asked, notice } = await begin();
  asked();
  const before = write;
  write = (sql) => {
    before(sql);
    const { changes } = notice();
    sourceOf(relations.books).activity.note(changes ?? []);
  };
  await click("rename");
  expect(shown()).toBe("<p>Ocean Sky </p><b>0</b><s></s>");
  expect(asked()).toBe(1);
});

test("[Q75] a notice of a change that the page shows reads its rows again, once", async () => {
  const { asked, notice, shown, tab, world } = await begin();
  asked();
  write("UPDATE books SET title = 'Ocean' WHERE id = 1");
  const before = tab.connection.frames.length;
  expect(await world.session.notice(notice())).toBe(true);
  expect(shown()).toBe("<p>Ocean Sky </p><b>0</b><s></s>");
  expect(print(tab.connection.frames.slice(before).flat())).toEqual(["patch seq=1 ops"]);
  expect(await world.session.notice(notice())).toBe(true);
  expect(asked()).toBe(1);
});

test.each([
  ["a column that is not shown", "UPDATE books SET pages = 7 WHERE id = 1"],
  ["a row that is not shown", "UPDATE books SET title = 'Salt!' WHERE id = 3"],
  ["a new row elsewhere", "INSERT INTO books VALUES (9, 'New', 1, 2)"],
  ["another table", "UPDATE authors SET name = 'X'"],
])("[Q75] a notice of %s runs no query and says nothing", async (_, sql) => {
  const { asked, notice, tab, world } = await begin();
  asked();
  write(sql);
  const before = tab.connection.frames.length;
  expect(await world.session.notice(notice())).toBe(true);
  expect(tab.connection.frames).toHaveLength(before);
  expect(asked()).toBe(0);
});

test("[Q75] a change that makes no difference to be seen sends nothing", async () => {
  const { asked, tab, world } = await begin();
  asked();
  const before = tab.connection.frames.length;
  await world.session.notice({ database: "DB", changes: null, head: 99 });
  expect(tab.connection.frames).toHaveLength(before);
  expect(asked()).toBe(1);
});

test("[Q75] a notice whose rows cannot be read is not taken: the room says it again", async () => {
  const { notice, shown, world } = await begin();
  write("UPDATE books SET title = 'Ocean' WHERE id = 1");
  world.ports.databases.failing = new Error("overloaded");
  await expect(world.session.notice(notice())).rejects.toThrow("could not be shown");
  await world.session.notice({ ...notice(), changes: null });
  expect(shown()).toBe("<p>Ocean Sky </p><b>0</b><s></s>");
});

test("[Q76] while a page is there its session is subscribed to the tables that it shows", async () => {
  const { click, world } = await begin();
  await click("click");
  expect(world.ports.rooms.subscriptions).toEqual(["DB: books"]);
  for (const connection of world.ports.open)
    connection.attach({ kind: "ended", view: "Page", tally: NO_TALLY });
  expect(await world.session.notice({ database: "DB", changes: null, head: 99 })).toBe(false);
});

test("[Q76] a page that comes back sees what it missed", async () => {
  const { shown, tab, world } = await begin();
  world.crash();
  write("UPDATE books SET title = 'Ocean' WHERE id = 1");
  world.ports.rooms.head = 1;
  await tab.connect();
  await world.session.notice({ database: "OTHER", changes: null, head: 0 });
  expect(shown()).toBe("<p>Ocean Sky </p><b>0</b><s></s>");
});
