/**
 * @module The library as a person uses it: search, facet, orders and pages by URL; a title that changes in every window; what a URL or
 * a field may say that nobody meant; a database that fails. After each step the page is compared with its session's frame.
 */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectFrame } from "./frame.ts";
import { expectText, type Gallery, openGallery, textOf, type Visit } from "./harness.ts";
import { fillLibrary, libraryOf } from "./library-data.ts";

const LIST = "library/library.html";
const BOOK = "library/book.html";

let gallery: Gallery;
beforeAll(async () => {
  gallery = await openGallery();
  await fillLibrary(gallery.server);
});
afterAll(() => gallery.close());

const titles = (page: Page): Promise<string[]> => page.locator("#books h2").allInnerTexts();
const query = (page: Page): string => decodeURIComponent(new URL(page.url()).search);

/** Waits until the list is as its totals say, and compares it with its frame, which is stored once the page has spoken. */
async function expectList(visit: Visit, total: string, where: string): Promise<void> {
  await visit.page.locator("#figures dl").waitFor();
  await expectText(visit.page, "#total", total);
  await expectText(visit.page, "#where", where);
  await expectFrame(gallery, visit, LIST);
}

async function rename(page: Page, title: string): Promise<void> {
  await page.fill("#rename", title);
  await page.press("#rename", "Enter");
}

test("search, order, facet and pages are in the URL; back and forward go through them", async () => {
  await using visit = await gallery.visit("/library");
  const { page } = visit;
  await expectList(visit, "5000 books", "Page 1 of 250");
  await page.click("#q");
  await page.keyboard.type("harbour");
  await expectList(visit, "201 books", "Page 1 of 11");
  expect(query(page)).toBe("?q=harbour");
  expect(await titles(page)).toHaveLength(20);
  for (const title of await titles(page)) expect(title).toContain("harbour");

  await page.click("#orders >> text=Newest");
  await expectText(page, "#orders [aria-current]", "Newest");
  await page.click("#next");
  await expectList(visit, "201 books", "Page 2 of 11");
  expect(query(page)).toBe("?q=harbour&sort=newest&page=2");
  const second = await titles(page);

  await page.click("#facets summary");
  await page.click("#facets a:has-text('animals')");
  await expectText(page, "#total", "14 books");
  await expectText(page, "#facets summary", "Tagged animals");
  expect(await page.locator("#books li:has(.tag:text-is('animals'))").count()).toBe(14);
  expect(await page.evaluate(() => document.querySelector("details")?.open)).toBe(true);
  await page.click("#facets summary");

  await page.goBack();
  await expectList(visit, "201 books", "Page 2 of 11");
  expect(await titles(page)).toEqual(second);
  await page.goBack();
  await expectList(visit, "201 books", "Page 1 of 11");
  await page.goForward();
  await expectList(visit, "201 books", "Page 2 of 11");
  await page.reload();
  await expectList(visit, "201 books", "Page 2 of 11");
  expect(await titles(page)).toEqual(second);
});

test("«Explain» shows what was asked: columns that the page shows, and no other", async () => {
  await using visit = await gallery.visit("/library");
  const { page } = visit;
  await page.click("#explain");
  await page.locator("#explanation pre").first().waitFor();
  const asked = (await page.locator("#explanation").innerText()).toLowerCase();
  expect(asked).toContain('"title"');
  expect(asked).not.toMatch(/cost_cents|summary|country|\*\s+from/);
  expect(await page.getAttribute("#explain", "aria-expanded")).toBe("true");
  await expectFrame(gallery, visit, LIST);
  await page.fill("#q", "comet");
  await expectText(page, "#where", "Page 1 of 11");
  expect(await page.locator("#explanation").innerText()).toContain("instr(lower(");
  await expectFrame(gallery, visit, LIST);
  await page.click("#explain");
  await page.locator("#explanation").waitFor({ state: "detached" });
  await expectFrame(gallery, visit, LIST);
});

test.each([
  ["?page=1000", "5000 books", "Page 1000 of 250", "There is no page 1000."],
  ["?page=-1", "5000 books", "Page 1 of 250", null],
  ["?page=1.5", "5000 books", "Page 1 of 250", null],
  ["?page=1e300", "5000 books", "Page 1 of 250", null],
  ["?sort=cost_cents", "5000 books", "Page 1 of 250", null],
  ["?q=%25", "0 books", "Page 1 of 1", "No book has that in its title."],
  ["?q=';drop table books--", "0 books", "Page 1 of 1", "No book has that in its title."],
  ["?tag=<b>", "0 books", "Page 1 of 1", "No book has that in its title."],
])("a URL may say anything: %s", async (search, total, where, empty) => {
  await using visit = await gallery.visit(`/library${search}`);
  await expectList(visit, total, where);
  if (empty === null) expect(await titles(visit.page)).toHaveLength(20);
  else expect(await textOf(visit.page, "#books")).toBe(empty);
});

test("whoever went too far comes back to the last page", async () => {
  await using visit = await gallery.visit("/library?page=1000");
  await visit.page.click("#previous");
  await expectList(visit, "5000 books", "Page 250 of 250");
  expect(await titles(visit.page)).toHaveLength(20);
});

test("another title shows in every window that shows the book, and in none that does not", async () => {
  await using mine = await gallery.visit("/library/5");
  await using theirs = await gallery.visit("/library/5");
  await using list = await gallery.visit("/library?q=dormouse+of+the+test");
  await using other = await gallery.visit("/library/6");
  const before = await textOf(other.page, "main");
  await expectList(list, "0 books", "Page 1 of 1");
  for (const [title, total] of [
    ["A dormouse of the test", "1 book"],
    ["A <b>dormouse of the test</b> & its “friends”", "1 book"],
    ["A burning railway", "0 books"],
  ] as const) {
    await rename(mine.page, title);
    for (const visit of [mine, theirs]) {
      await expectText(visit.page, "#title", title);
      expect(await visit.page.title()).toBe(title);
      expect(await visit.page.inputValue("#rename")).toBe(title);
      expect(await textOf(visit.page, "#others li:first-child")).toBe(title);
      await expectFrame(gallery, visit, BOOK);
    }
    await expectList(list, total, "Page 1 of 1");
  }
  expect(await textOf(theirs.page, ".badge")).toBe("no. 5");
  expect(await textOf(other.page, "main")).toBe(before);
  await expectFrame(gallery, other, BOOK);
});

test("a title that somebody is writing is not taken away by another's", async () => {
  await using mine = await gallery.visit("/library/7");
  await using theirs = await gallery.visit("/library/7");
  await theirs.page.fill("#rename", "Half a ti");
  await rename(mine.page, "Seven");
  await expectText(theirs.page, "#title", "Seven");
  expect(await theirs.page.inputValue("#rename")).toBe("Half a ti");
  await theirs.page.fill("#rename", "Half a title");
  await theirs.page.press("#rename", "Enter");
  for (const visit of [mine, theirs]) {
    await expectText(visit.page, "#title", "Half a title");
    await expectFrame(gallery, visit, BOOK);
  }
});

test("a review is counted where the book is listed; no title is refused", async () => {
  await using book = await gallery.visit("/library/5");
  await using list = await gallery.visit("/library?q=burning+railway&sort=longest");
  const counted = list.page.locator("#books li", { has: list.page.locator("[href='/library/5']") });
  const text = async (): Promise<string> => (await counted.innerText()).replaceAll(/\s+/g, " ");
  expect(await text()).toContain("2 reviews");
  await book.page.getByRole("button", { name: "4 stars" }).click();
  await expectText(book.page, "#count", "3 reviews");
  expect(await textOf(book.page, "#reviews li:last-child")).toContain("★★★★ Read it here");
  await counted.getByText("3 reviews").waitFor();
  await expectFrame(gallery, list, LIST);
  await rename(book.page, "   ");
  await expectText(book.page, ".refused", "A book needs a title");
  expect(await textOf(book.page, "#title")).toBe("A burning railway");
  await rename(book.page, "A burning railway, again");
  await expectText(book.page, "#title", "A burning railway, again");
  await expectFrame(gallery, book, BOOK);
});

test("a book that is not there; one that is no number", async () => {
  await using visit = await gallery.visit("/library/99999");
  await expectText(visit.page, "#title", "No such book");
  expect(await visit.page.title()).toBe("No such book");
  await expectFrame(gallery, visit, BOOK);
  const status = async (path: string): Promise<number> =>
    (await fetch(new URL(path, gallery.url))).status;
  expect(await Promise.all(["/library/abc", "/library/0", "/library/-1"].map(status))).toEqual([
    404, 404, 404,
  ]);
});

test("a database that fails: what was clicked is undone and said, the page stays, and goes on", async () => {
  const database = await libraryOf(gallery.server);
  await using visit = await gallery.visit("/library");
  const { page } = visit;
  await page.evaluate(() => {
    document.addEventListener("dormouse:rejected", (event) => {
      document.body.dataset["said"] = (event as CustomEvent<{ code: string }>).detail.code;
    });
  });
  const before = await titles(page);
  await database.prepare("ALTER TABLE publishers RENAME TO elsewhere").run();
  const failed = await fetch(new URL("/library", gallery.url));
  expect(failed.status).toBe(500);
  await page.fill("#q", "comet");
  await page.locator("body[data-said]").waitFor();
  expect(await page.getAttribute("body", "data-said")).toBe("query.failed");
  expect(await titles(page)).toEqual(before);
  expect(query(page)).toBe("");
  await database.prepare("ALTER TABLE elsewhere RENAME TO publishers").run();
  await page.fill("#q", "dormouse");
  await page.waitForURL("**/library?q=dormouse");
  for (const title of await titles(page)) expect(title).toContain("dormouse");
  await page.evaluate(() => delete document.body.dataset["said"]);
  await expectFrame(gallery, visit, LIST);
});
