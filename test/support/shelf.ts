/**
 * @module A small schema for tests of live data: authors, their books, tags of books; with a cascade, a junction and a self relation.
 */
import { defineRelations } from "drizzle-orm";
import {
  type AnySQLiteColumn,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
} from "drizzle-orm/sqlite-core";
import { logMigration } from "../../src/query/log-schema.ts";
import { type MemoryD1, memoryD1 } from "./memory-d1.ts";

export const authors = sqliteTable("authors", {
  id: integer().primaryKey(),
  name: text().notNull(),
  mentorId: integer("mentor_id").references((): AnySQLiteColumn => authors.id),
});

export const books = sqliteTable(
  "books",
  {
    id: integer().primaryKey(),
    title: text().notNull(),
    pages: integer(),
    authorId: integer("author_id")
      .notNull()
      .references(() => authors.id, { onDelete: "cascade" }),
  },
  (table) => [index("books_by_author").on(table.authorId)],
);

export const bookTags = sqliteTable(
  "book_tags",
  {
    bookId: integer("book_id")
      .notNull()
      .references(() => books.id, { onDelete: "cascade" }),
    tag: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.bookId, table.tag] })],
);

const TABLES = `
CREATE TABLE authors (id integer PRIMARY KEY, name text NOT NULL, mentor_id integer REFERENCES authors(id));
CREATE TABLE books (id integer PRIMARY KEY, title text NOT NULL, pages integer, author_id integer NOT NULL REFERENCES authors(id) ON DELETE CASCADE);
CREATE TABLE book_tags (book_id integer NOT NULL REFERENCES books(id) ON DELETE CASCADE, tag text NOT NULL, PRIMARY KEY (book_id, tag))`;

/** Two authors, three books, two tags; watched from then on. */
export function shelf(): MemoryD1 {
  const made = memoryD1();
  made.sqlite.exec(TABLES);
  made.sqlite.exec(`INSERT INTO authors VALUES (1, 'Ada', NULL), (2, 'Bo', 1);
    INSERT INTO books VALUES (1, 'Sea', 100, 1), (2, 'Sky', NULL, 1), (3, 'Salt', 300, 2);
    INSERT INTO book_tags VALUES (1, 'blue'), (2, 'blue')`);
  for (const statement of logMigration([authors, books, bookTags])) made.sqlite.exec(statement);
  return made;
}

export const relations = defineRelations({ authors, books, bookTags }, (r) => ({
  authors: { books: r.many.books({ from: r.authors.id, to: r.books.authorId }) },
  books: {
    author: r.one.authors({ from: r.books.authorId, to: r.authors.id, optional: false }),
    tags: r.many.bookTags({ from: r.books.id, to: r.bookTags.bookId }),
  },
}));
