/**
 * @module What the types promise authors of queries: compiled by `npm run check`. The library registers its relations, as an app does.
 */
import { expect, test } from "vitest";
import { contains } from "../../src/query/contains.ts";
import { query } from "../../src/query/query.ts";
import { relations } from "../query/library.ts";

const search = { q: "sea", page: 1 };

const books = query(relations.books, () => ({
  where: { title: contains(search.q), author: { name: { ne: "Bob" } } },
  orderBy: { title: "asc" },
  limit: 20,
  offset: (search.page - 1) * 20,
  also: { weight: true, author: { name: true } },
}));

test("rows have all columns and relations, relations of relations included", () => {
  const total: number = books.total;
  const names: (string | null)[] = books.map(
    (book) => book.author.mentor?.name ?? book.editor?.email ?? null,
  );
  const stars: number[] = books.flatMap((book) => book.reviews.map((review) => review.stars));
  const printed: Date | null | undefined = books[0]?.printedAt;
  expect([total, names, stars, printed]).toEqual([null, [], [], undefined]);
});

test("wrong names and types do not compile", () => {
  // @ts-expect-error -- a relation that may lead nowhere
  const editor = (): unknown => books[0]?.editor.name;
  // @ts-expect-error -- no such column
  query(relations.books, () => ({ where: { titel: "x" } }));
  // @ts-expect-error -- no such direction
  query(relations.books, () => ({ orderBy: { title: "up" } }));
  // @ts-expect-error -- a search in numbers
  query(relations.books, () => ({ where: { id: contains("1") } }));
  // @ts-expect-error -- rows are read, not written
  const write = (): void => void books.push();
  expect([editor, write]).toHaveLength(2);
});
