/**
 * @module The gallery's library inside workerd: a few books in the real D1 database, pages that listen, and what reached the database.
 * Nothing waits for time: a room says whom it is still telling, and a page's pong comes after what was sent before it.
 */
import { applyD1Migrations, type D1Migration, runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { expect, vi } from "vitest";
import { PING } from "../../../src/protocol/limits.ts";
import { LOG_TABLE } from "../../../src/protocol/row-change.ts";
import { roomName } from "../../../src/rpc/notice.ts";
import { HeadlessPage } from "../../support/headless-page.ts";
import { fetcher, sessionOf } from "./gallery.ts";

const bound = env as unknown as { DB: D1Database; MIGRATIONS: D1Migration[] };

/** The plain binding: what is written by it, nobody publishes. */
export const plain: D1Database = bound.DB;

const BOOK = "INSERT INTO books VALUES";
const DATA = [
  "INSERT INTO authors VALUES (1, 'Ada', 'Chile', 1900), (2, 'Bo', 'Oman', 1950), (3, 'Cy', 'Fiji', 1980)",
  "INSERT INTO publishers VALUES (1, 'Ember House', 'Pune'), (2, 'Quill Press', 'Tartu')",
  "INSERT INTO tags VALUES (1, 'sea'), (2, 'war')",
  `${BOOK} (1, 'A sea', 1990, 100, 's', 9, 1, 1), (2, 'Be still', 1991, 200, 's', 9, 1, 2)`,
  `${BOOK} (3, 'Coast', 1992, 300, 's', 9, 2, 1), (4, 'Deep sea', 1993, 400, 's', 9, 2, 2)`,
  "INSERT INTO book_tags VALUES (1, 1), (3, 1), (3, 2)",
  "INSERT INTO reviews VALUES (1, 1, 5, 'Di', 'Yes', 1), (2, 3, 1, 'Ed', 'No', 2), (3, 3, 2, 'Flo', 'Hm', 3)",
];
const TABLES = ["reviews", "book_tags", "books", "tags", "publishers", "authors"];

/** Everything as at first. */
export async function fill(): Promise<void> {
  await applyD1Migrations(plain, bound.MIGRATIONS);
  const statements = [...TABLES.map((name) => `DELETE FROM ${name}`), ...DATA];
  await plain.batch(statements.map((sql) => plain.prepare(sql)));
}

/** The room of the library's database. */
export const room: DurableObjectStub = (
  exports as unknown as { Room: DurableObjectNamespace }
).Room.getByName(roomName("DB"));

/** Rows of the room's storage; none when it has never been needed. */
async function rows(table: string): Promise<Record<string, unknown>[]> {
  return runInDurableObject(room, (_, { storage: { sql } }) => {
    const isThere = sql.exec("SELECT 1 FROM sqlite_master WHERE name = ?", table).toArray();
    return isThere.length > 0 ? sql.exec(`SELECT * FROM ${table}`).toArray() : [];
  });
}

/** Ids of the sessions that are subscribed. */
export async function subscribed(): Promise<string[]> {
  return (await rows("subscriber")).map(({ session }) => String(session));
}

/** Waits until the sessions of pages are subscribed. */
export async function listening(...pages: readonly HeadlessPage[]): Promise<void> {
  const wanted = pages.map((page) => sessionOf(page).id.toString());
  await vi.waitUntil(async () => {
    const known = await subscribed();
    return wanted.every((id) => known.includes(id));
  });
}

const open: HeadlessPage[] = [];

/** Pages that are there, and listen. */
export async function visit(...paths: readonly string[]): Promise<HeadlessPage[]> {
  const pages = await Promise.all(paths.map((path) => HeadlessPage.open(fetcher, path)));
  open.push(...pages);
  for (const page of pages) await page.connect();
  await listening(...pages);
  return pages;
}

/** Nobody is there any more. */
export function leave(): void {
  for (const page of open.splice(0)) page.cut();
}

/** Waits until the room has told everybody, and pages have what was sent to them. */
export async function told(...pages: readonly HeadlessPage[]): Promise<void> {
  await vi.waitUntil(async () => (await rows("room")).every(({ telling }) => telling === null));
  for (const page of pages) await page.ping(PING);
}

/** Expects a page to be what somebody sees who opens its path now. */
export async function expectFresh(page: HeadlessPage, path: string): Promise<void> {
  expect(page.shown, path).toEqual((await HeadlessPage.open(fetcher, path)).shown);
}

interface Spied {
  batch(statements: readonly { readonly statement: string }[]): Promise<D1Result[]>;
}

/** What of the database was asked for by pages, from now on. */
export class Reads {
  /** The statements of each batch. */
  readonly batches: (readonly string[])[] = [];
  /** Rows that any batch wrote. */
  written = 0;

  constructor() {
    const sessions = Object.getPrototypeOf(plain.withSession()) as Spied;
    const { batch } = sessions;
    const { batches } = this;
    const wrote = (count: number): void => void (this.written += count);
    vi.spyOn(sessions, "batch").mockImplementation(async function (this: Spied, statements) {
      const texts = statements.map(({ statement }) => statement);
      // Sessions read where the log is beside their rows; rooms and writers read the log itself.
      if (texts.at(-1) === `SELECT max(seq) AS seq FROM ${LOG_TABLE}`) batches.push(texts);
      const results = await batch.call(this, statements);
      for (const { meta } of results) wrote(meta.rows_written);
      return results;
    });
  }
}
