/**
 * @module What is taken for granted of Drizzle that its documents do not promise: the shape of relations, and what its filters and
 * codecs are called. A new version fails here, and says where, before anything else does.
 */
import {
  EmptyFilter,
  getColumns,
  relationsFilterToSQL,
  relationsOrderToSQL,
  relationToSQL,
} from "drizzle-orm";
import { d1Codecs } from "drizzle-orm/d1";
import { getTableConfig, SQLiteDialect } from "drizzle-orm/sqlite-core";
import { expect, test } from "vitest";
import { books, bookTags, relations, tags } from "../query/library.ts";

test("a relation names its ends, its junction and its filter", () => {
  const { author, tags: tagged, good } = relations.books.relations;
  expect(author).toMatchObject({
    relationType: "one",
    targetTableName: "authors",
    optional: false,
    where: EmptyFilter,
  });
  expect(author.sourceTable).toBe(books);
  expect(author.sourceColumns[0]?._).toMatchObject({ key: "authorId", column: books.authorId });
  expect(author.targetColumns[0]?._.key).toBe("id");
  expect(tagged).toMatchObject({ relationType: "many", targetTable: tags, throughTable: bookTags });
  expect(tagged.through?.source[0]?._.column).toBe(bookTags.bookId);
  expect(tagged.through?.target[0]?._.column).toBe(bookTags.tagId);
  expect(good.where).toEqual({ stars: { gte: 4 } });
});

test("the other side of a relation has its filter, and says so", () => {
  expect(relations.reviews.relations.replies.isFilterReversed ?? false).toBe(false);
});

test("a table tells its keys, indexes and foreign keys", () => {
  const config = getTableConfig(bookTags);
  expect(config.primaryKeys[0]?.columns).toEqual([bookTags.bookId, bookTags.tagId]);
  expect(config.indexes[0]?.config).toMatchObject({ columns: [{ name: "tag_id" }], unique: false });
  expect(config.foreignKeys[0]?.reference()).toMatchObject({
    foreignTable: books,
    foreignColumns: [books.id],
  });
  expect(getColumns(books).authorId.name).toBe("author_id");
});

test("filters, orders and joins are functions that give chunks", () => {
  const own = relations.books.relations;
  expect(
    relationsFilterToSQL(books, { id: 1 } as never, own, relations, undefined).sql,
  ).toBeInstanceOf(Array);
  expect(relationsOrderToSQL(books, { id: "asc" }, own, relations, undefined)).toBeInstanceOf(
    Array,
  );
  expect(relationToSQL(own.author, books, relations.authors.table).filter).toBeInstanceOf(Array);
});

test("codecs cast and normalise inside JSON", () => {
  const { codecs } = new SQLiteDialect({ codecs: d1Codecs });
  expect(codecs.get(books.isPublic, "normalizeInJson")).toBeTypeOf("function");
  expect(codecs.get(books.exact, "castInJson")).toBeTypeOf("function");
  expect("isNoop" in books.title.mapFromDriverValue).toBe(true);
  expect("isNoop" in books.cost.mapFromDriverValue).toBe(false);
});
