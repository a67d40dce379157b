/**
 * @module Live data on the real thing: pages of the library, D1, the room of its database. Whatever is written, however, and whoever
 * dies meanwhile: every open page ends as a fresh one; and pages that a change cannot touch ask nothing.
 */
import {
  evictAllDurableObjects,
  evictDurableObject,
  runDurableObjectAlarm,
  runInDurableObject,
} from "cloudflare:test";
import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { db } from "../../examples/library/data.ts";
import { Library } from "../../examples/library/library.ts";
import {
  authors,
  books,
  bookTags,
  publishers,
  relations,
  reviews,
} from "../../examples/library/schema.ts";
import { query } from "../../src/query/query.ts";
import { HeadlessPage } from "../support/headless-page.ts";
import { inSession } from "./bound-session.ts";
import { fetcher, sessionOf } from "./support/gallery.ts";
import {
  expectFresh,
  fill,
  leave,
  listening,
  plain,
  Reads,
  room,
  subscribed,
  told,
  visit,
} from "./support/library.ts";

const PATHS = [
  "/library",
  "/library?sort=newest",
  "/library?q=sea",
  "/library?tag=sea",
  "/library?page=2",
  "/library/1",
  "/library/3",
  "/library/9",
];

beforeEach(fill);
afterEach(() => {
  vi.restoreAllMocks();
  leave();
});

async function expectAllFresh(pages: readonly HeadlessPage[], paths = PATHS): Promise<void> {
  await told(...pages);
  for (const [i, page] of pages.entries()) await expectFresh(page, paths[i] ?? "");
}

const review = (id: number, bookId: number) => ({
  id,
  bookId,
  stars: 4,
  reader: "Gus",
  words: "Well",
  writtenAt: new Date(5000),
});
const book = (id: number, title: string) => ({
  id,
  title,
  year: 2020,
  pages: 500,
  summary: "s",
  costCents: 1,
  authorId: 1,
  publisherId: 2,
});

const WRITES: Readonly<Record<string, () => Promise<unknown>>> = {
  "a row comes": () => db.insert(books).values(book(9, "About the sea")),
  "a row of a list in a row comes": () => db.insert(reviews).values(review(9, 3)),
  "a row changes": () => db.update(books).set({ title: "Zenith" }).where(eq(books.id, 1)),
  "a row goes": () => db.delete(reviews).where(eq(reviews.id, 2)),
  "a row goes, and what hangs on it": () => db.delete(books).where(eq(books.id, 3)),
  "a row moves to another": () => db.update(books).set({ authorId: 1 }).where(eq(books.id, 3)),
  "a row is another's name": () =>
    db.update(authors).set({ name: "Ada B." }).where(eq(authors.id, 1)),
  "many rows change": () => db.update(publishers).set({ name: sql`${publishers.name} || '!'` }),
  "two are joined": () => db.insert(bookTags).values({ bookId: 4, tagId: 1 }),
  "two are parted": () => db.delete(bookTags).where(eq(bookTags.bookId, 1)),
  "raw SQL": () => db.run(sql`UPDATE books SET title = upper(title) WHERE author_id = 1`),
  "raw SQL that answers": () => db.all(sql`DELETE FROM reviews WHERE id = 1 RETURNING id`),
  "a batch": () =>
    db.batch([
      db.insert(books).values(book(9, "Sea of tests")),
      db.insert(reviews).values(review(9, 9)),
      db.update(books).set({ pages: 1 }).where(eq(books.id, 4)),
    ]),
};

test.each(Object.entries(WRITES))(
  "[Q80] every open page ends as a fresh one: %s",
  async (_, write) => {
    const pages = await visit(...PATHS);
    const before = JSON.stringify(pages.map(({ shown }) => shown));
    await write();
    await expectAllFresh(pages);
    expect(JSON.stringify(pages.map(({ shown }) => shown))).not.toBe(before);
  },
);

test("[Q80] two writers at once", async () => {
  const pages = await visit(...PATHS);
  await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      i % 2 === 0
        ? db
            .update(books)
            .set({ title: `Sea ${i}` })
            .where(eq(books.id, 1 + (i % 4)))
        : db.insert(reviews).values(review(100 + i, 1 + (i % 4))),
    ),
  );
  await expectAllFresh(pages);
});

test("[Q81] a write that changes nothing, or fails, reaches no page", async () => {
  const pages = await visit(...PATHS);
  const seen = pages.map(({ messages }) => messages.length);
  const reads = new Reads();
  await db.update(books).set({ title: "A sea" }).where(eq(books.id, 1));
  await db.update(books).set({ title: "None" }).where(eq(books.id, 77));
  await expect(db.insert(books).values(book(1, "Twice"))).rejects.toThrow();
  await expect(
    db.batch([
      db.update(books).set({ title: "Undone" }).where(eq(books.id, 1)),
      db.insert(books).values(book(1, "Twice")),
    ]),
  ).rejects.toThrow();
  await told(...pages);
  expect(reads.batches).toEqual([]);
  expect(pages.map(({ messages }) => messages.length)).toEqual(seen);
  await expectAllFresh(pages);
});

test("[Q81] a page that a change cannot touch asks nothing; one that it can asks once", async () => {
  const paths = ["/library/1", "/library/3", "/library/4"];
  const pages = await visit(...paths);
  const reads = new Reads();
  await db.update(books).set({ summary: "t" }).where(eq(books.id, 3));
  await told(...pages);
  // Of book 3, and not of book 4: that book 3 is by the same author it shows, and no summary.
  expect(reads.batches).toHaveLength(1);
  await db.update(books).set({ title: "Coastal" }).where(eq(books.id, 3));
  await told(...pages);
  expect(reads.batches).toHaveLength(3);
  await db.insert(reviews).values(review(9, 1));
  await told(...pages);
  expect(reads.batches).toHaveLength(4);
  // Nobody shows what a book cost.
  await db.update(books).set({ costCents: 3 });
  await told(...pages);
  expect(reads.batches).toHaveLength(4);
  await expectAllFresh(pages, paths);
});

test("[Q82] what nobody published is found by the room's alarm", async () => {
  const pages = await visit(...PATHS);
  const before = pages.map(({ shown }) => JSON.stringify(shown));
  // A writer that dies after its commit, or that never knew of rooms.
  await plain.prepare("UPDATE books SET title = 'The sea, again' WHERE id = 1").run();
  await plain.exec("DELETE FROM books WHERE id = 3; INSERT INTO tags VALUES (3, 'zoo')");
  await told(...pages);
  expect(pages.map(({ shown }) => JSON.stringify(shown))).toEqual(before);
  expect(await runDurableObjectAlarm(room)).toBe(true);
  await expectAllFresh(pages);
});

test("[Q82] what nobody published arrives with what somebody publishes next", async () => {
  const pages = await visit(...PATHS);
  await plain.prepare("UPDATE books SET title = 'Unsaid' WHERE id = 3").run();
  await db.update(books).set({ title: "Said" }).where(eq(books.id, 1));
  await expectAllFresh(pages);
});

test("[Q83] sessions and rooms that slept in between", async () => {
  const pages = await visit(...PATHS);
  for (const page of pages) await evictDurableObject(sessionOf(page), { webSockets: "hibernate" });
  await db.update(books).set({ title: "While they slept" }).where(eq(books.id, 1));
  await expectAllFresh(pages);
  await evictDurableObject(room);
  await db.delete(books).where(eq(books.id, 3));
  await expectAllFresh(pages);
  await evictAllDurableObjects({ webSockets: "hibernate" });
  await plain.prepare("UPDATE books SET title = 'Deep asleep' WHERE id = 4").run();
  await runDurableObjectAlarm(room);
  await expectAllFresh(pages);
});

test("[Q83] a page that was away sees what it missed", async () => {
  const [page, witness] = await visit("/library/3", "/library/3");
  if (page === undefined || witness === undefined) throw new Error("no pages");
  page.cut();
  await db.update(books).set({ title: "Missed" }).where(eq(books.id, 3));
  await told(witness);
  await page.connect();
  await listening(page);
  await vi.waitUntil(() => page.texts.includes("Missed"));
  await expectFresh(page, "/library/3");
  await db.update(books).set({ title: "Heard" }).where(eq(books.id, 3));
  await expectAllFresh([page, witness], ["/library/3", "/library/3"]);
});

test("[Q83] a session without a page is unsubscribed at the next change, and asks nothing", async () => {
  const [gone, there] = await visit("/library/3", "/library/3");
  if (gone === undefined || there === undefined) throw new Error("no pages");
  gone.cut();
  const reads = new Reads();
  await db.update(books).set({ title: "Nobody saw" }).where(eq(books.id, 3));
  await told(there);
  const known = await subscribed();
  expect(known).toContain(sessionOf(there).id.toString());
  expect(known).not.toContain(sessionOf(gone).id.toString());
  expect(reads.batches).toHaveLength(1);
});

test.each([1, 100, 1000])(
  "[Q84] a page of %i rows is one batch of three statements",
  async (rows) => {
    const many = Array.from({ length: rows - 1 }, (_, i) =>
      plain
        .prepare("INSERT INTO books VALUES (?, ?, 2000, 9, 's', 9, ?, ?)")
        .bind(1000 + i, `Number ${i}`, 1 + (i % 3), 1 + (i % 2)),
    );
    await plain.prepare("DELETE FROM books WHERE id > 1").run();
    if (many.length > 0) await plain.batch(many);
    class Wide extends Library {
      override books = query(relations.books, () => ({ limit: 1000, live: true }));
    }
    const reads = new Reads();
    await inSession(Wide, async ({ session }) => {
      const view = session.resident?.instance().view as Wide;
      expect(view.books).toHaveLength(rows);
      expect(view.books.total).toBe(rows);
      expect(view.books.at(-1)?.author.name).toMatch(/Ada|Bo|Cy/);
    });
    expect(reads.batches.map((batch) => batch.length)).toEqual([4]);
  },
);

test("[Q85] whoever only GETs a page writes nothing, anywhere, and hears of nothing", async () => {
  const before = await subscribed();
  const reads = new Reads();
  const page = await HeadlessPage.open(fetcher, "/library?tag=sea");
  expect(page.texts).toContain("Coast");
  expect(reads.batches).toHaveLength(1);
  expect(reads.written).toBe(0);
  expect(await subscribed()).toEqual(before);
  const stored = await runInDurableObject(sessionOf(page), (_, { storage }) =>
    storage.sql
      .exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'")
      .toArray(),
  );
  expect(stored).toEqual([]);
});
