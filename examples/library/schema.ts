/**
 * @module The library's tables and how they belong together. `relations` is all that Dormouse knows of them: from it and the
 * template come joins, columns and counts. Each foreign key has an index, since a page reads along it.
 */
import { defineRelations } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const authors = sqliteTable("authors", {
  id: integer().primaryKey(),
  name: text().notNull(),
  country: text().notNull(),
  born: integer().notNull(),
});

export const publishers = sqliteTable("publishers", {
  id: integer().primaryKey(),
  name: text().notNull(),
  city: text().notNull(),
});

export const books = sqliteTable(
  "books",
  {
    id: integer().primaryKey(),
    title: text().notNull(),
    year: integer().notNull(),
    pages: integer().notNull(),
    /** A page of text that no list needs: what `select *` would read. */
    summary: text().notNull(),
    /** What the library paid; for nobody's eyes. */
    costCents: integer("cost_cents").notNull(),
    authorId: integer("author_id")
      .notNull()
      .references(() => authors.id),
    publisherId: integer("publisher_id")
      .notNull()
      .references(() => publishers.id),
  },
  (table) => [
    index("books_by_author").on(table.authorId),
    index("books_by_publisher").on(table.publisherId),
    index("books_by_title").on(table.title),
    index("books_by_year").on(table.year),
  ],
);

export const tags = sqliteTable("tags", {
  id: integer().primaryKey(),
  label: text().notNull().unique(),
});

export const bookTags = sqliteTable(
  "book_tags",
  {
    bookId: integer("book_id")
      .notNull()
      .references(() => books.id, { onDelete: "cascade" }),
    tagId: integer("tag_id")
      .notNull()
      .references(() => tags.id),
  },
  (table) => [
    primaryKey({ columns: [table.bookId, table.tagId] }),
    index("book_tags_by_tag").on(table.tagId),
  ],
);

export const reviews = sqliteTable(
  "reviews",
  {
    id: integer().primaryKey(),
    bookId: integer("book_id")
      .notNull()
      .references(() => books.id, { onDelete: "cascade" }),
    stars: integer().notNull(),
    reader: text().notNull(),
    words: text().notNull(),
    writtenAt: integer("written_at", { mode: "timestamp" }).notNull(),
  },
  (table) => [index("reviews_by_book").on(table.bookId)],
);

export const relations = defineRelations(
  { authors, publishers, books, tags, bookTags, reviews },
  (r) => ({
    authors: { books: r.many.books({ from: r.authors.id, to: r.books.authorId }) },
    publishers: { books: r.many.books({ from: r.publishers.id, to: r.books.publisherId }) },
    books: {
      author: r.one.authors({ from: r.books.authorId, to: r.authors.id, optional: false }),
      publisher: r.one.publishers({
        from: r.books.publisherId,
        to: r.publishers.id,
        optional: false,
      }),
      reviews: r.many.reviews({ from: r.books.id, to: r.reviews.bookId }),
      tags: r.many.tags({
        from: r.books.id.through(r.bookTags.bookId),
        to: r.tags.id.through(r.bookTags.tagId),
      }),
    },
    tags: {
      books: r.many.books({
        from: r.tags.id.through(r.bookTags.tagId),
        to: r.books.id.through(r.bookTags.bookId),
      }),
    },
    reviews: { book: r.one.books({ from: r.reviews.bookId, to: r.books.id, optional: false }) },
  }),
);
