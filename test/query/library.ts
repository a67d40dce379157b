/**
 * @module A library of books for the tests of queries: every kind of relation, and a column of every type.
 */
import { defineRelations } from "drizzle-orm";
import {
  blob,
  customType,
  index,
  integer,
  numeric,
  primaryKey,
  real,
  sqliteTable,
  text,
} from "drizzle-orm/sqlite-core";

/** A type of an app's own: cents in the database, a text in code. */
const price = customType<{ data: string; driverData: number }>({
  dataType: () => "integer",
  fromDriver: (cents) => `${(cents / 100).toFixed(2)} €`,
  toDriver: (value) => Math.round(Number.parseFloat(value) * 100),
});

export const authors = sqliteTable(
  "authors",
  {
    id: integer("id").primaryKey(),
    name: text("name").notNull(),
    email: text("email"),
    passwordHash: text("password_hash"),
    mentorId: integer("mentor_id"),
    born: integer("born", { mode: "timestamp" }),
  },
  (t) => [index("authors_mentor").on(t.mentorId)],
);
export const books = sqliteTable(
  "books",
  {
    id: integer("id").primaryKey(),
    title: text("title").notNull(),
    authorId: integer("author_id")
      .notNull()
      .references(() => authors.id),
    editorId: integer("editor_id").references(() => authors.id),
    isPublic: integer("is_public", { mode: "boolean" }),
    printedAt: integer("printed_at", { mode: "timestamp_ms" }),
    meta: text("meta", { mode: "json" }).$type<{ pages?: number; names?: string[] }>(),
    extra: blob("extra", { mode: "json" }),
    serial: blob("serial", { mode: "bigint" }),
    weight: real("weight"),
    amount: numeric("amount"),
    exact: numeric("exact", { mode: "bigint" }),
    cost: price("cost"),
    cover: blob("cover", { mode: "buffer" }),
  },
  (t) => [index("books_author").on(t.authorId), index("books_editor").on(t.editorId)],
);
export const reviews = sqliteTable(
  "reviews",
  {
    id: integer("id").primaryKey(),
    bookId: integer("book_id")
      .notNull()
      .references(() => books.id),
    authorId: integer("author_id").references(() => authors.id),
    stars: integer("stars").notNull(),
    body: text("body"),
    parentId: integer("parent_id"),
  },
  (t) => [
    index("reviews_book").on(t.bookId),
    index("reviews_author").on(t.authorId),
    index("reviews_parent").on(t.parentId),
  ],
);
export const tags = sqliteTable("tags", {
  id: integer("id").primaryKey(),
  label: text("label").notNull(),
});
export const bookTags = sqliteTable(
  "book_tags",
  {
    bookId: integer("book_id")
      .notNull()
      .references(() => books.id),
    tagId: integer("tag_id")
      .notNull()
      .references(() => tags.id),
    weight: integer("weight"),
  },
  (t) => [primaryKey({ columns: [t.bookId, t.tagId] }), index("book_tags_tag").on(t.tagId)],
);
/** Composite keys on both sides, and no id. */
export const shelves = sqliteTable(
  "shelves",
  { room: text("room").notNull(), number: integer("number").notNull(), name: text("name") },
  (t) => [primaryKey({ columns: [t.room, t.number] })],
);
export const copies = sqliteTable(
  "copies",
  {
    bookId: integer("book_id")
      .notNull()
      .references(() => books.id),
    copy: integer("copy").notNull(),
    room: text("room"),
    shelf: integer("shelf"),
  },
  (t) => [primaryKey({ columns: [t.bookId, t.copy] }), index("copies_shelf").on(t.room, t.shelf)],
);
/** A list that no index serves. */
export const notes = sqliteTable("notes", {
  id: integer("id").primaryKey(),
  bookId: integer("book_id"),
  body: text("body"),
});

export const relations = defineRelations(
  { authors, books, reviews, tags, bookTags, shelves, copies, notes },
  (r) => ({
    authors: {
      books: r.many.books({ from: r.authors.id, to: r.books.authorId, alias: "written" }),
      edited: r.many.books({ from: r.authors.id, to: r.books.editorId, alias: "edited" }),
      mentor: r.one.authors({ from: r.authors.mentorId, to: r.authors.id, alias: "mentor" }),
      pupils: r.many.authors({ from: r.authors.id, to: r.authors.mentorId, alias: "mentor" }),
      reviews: r.many.reviews({ from: r.authors.id, to: r.reviews.authorId }),
    },
    books: {
      author: r.one.authors({
        from: r.books.authorId,
        to: r.authors.id,
        alias: "written",
        optional: false,
      }),
      editor: r.one.authors({ from: r.books.editorId, to: r.authors.id, alias: "edited" }),
      reviews: r.many.reviews({ from: r.books.id, to: r.reviews.bookId }),
      good: r.many.reviews({
        from: r.books.id,
        to: r.reviews.bookId,
        alias: "good",
        where: { stars: { gte: 4 } },
      }),
      anyReview: r.one.reviews({ from: r.books.id, to: r.reviews.bookId, alias: "any" }),
      tags: r.many.tags({
        from: r.books.id.through(r.bookTags.bookId),
        to: r.tags.id.through(r.bookTags.tagId),
      }),
      bookTags: r.many.bookTags({ from: r.books.id, to: r.bookTags.bookId }),
      copies: r.many.copies({ from: r.books.id, to: r.copies.bookId }),
      notes: r.many.notes({ from: r.books.id, to: r.notes.bookId }),
    },
    reviews: {
      book: r.one.books({ from: r.reviews.bookId, to: r.books.id, optional: false }),
      author: r.one.authors({ from: r.reviews.authorId, to: r.authors.id }),
      parent: r.one.reviews({ from: r.reviews.parentId, to: r.reviews.id, alias: "thread" }),
      replies: r.many.reviews({ from: r.reviews.id, to: r.reviews.parentId, alias: "thread" }),
    },
    tags: {
      books: r.many.books({
        from: r.tags.id.through(r.bookTags.tagId),
        to: r.books.id.through(r.bookTags.bookId),
      }),
    },
    bookTags: {
      tag: r.one.tags({ from: r.bookTags.tagId, to: r.tags.id, optional: false }),
      book: r.one.books({ from: r.bookTags.bookId, to: r.books.id, optional: false }),
    },
    shelves: {
      copies: r.many.copies({
        from: [r.shelves.room, r.shelves.number],
        to: [r.copies.room, r.copies.shelf],
      }),
    },
    copies: {
      shelf_: r.one.shelves({
        from: [r.copies.room, r.copies.shelf],
        to: [r.shelves.room, r.shelves.number],
      }),
      book: r.one.books({ from: r.copies.bookId, to: r.books.id, optional: false }),
    },
    notes: { book: r.one.books({ from: r.notes.bookId, to: r.books.id }) },
  }),
);

declare module "../../src/platform/register.ts" {
  interface Register {
    relations: typeof relations;
  }
}

/** The schema as SQL, as a migration would have it. */
export const SCHEMA: readonly string[] = [
  `create table authors (id integer primary key, name text not null, email text, password_hash text, mentor_id integer, born integer)`,
  `create index authors_mentor on authors (mentor_id)`,
  `create table books (id integer primary key, title text not null, author_id integer not null references authors(id), editor_id integer references authors(id), is_public integer, printed_at integer, meta text, extra blob, serial blob, weight real, amount numeric, exact numeric, cost integer, cover blob)`,
  `create index books_author on books (author_id)`,
  `create index books_editor on books (editor_id)`,
  `create table reviews (id integer primary key, book_id integer not null references books(id), author_id integer references authors(id), stars integer not null, body text, parent_id integer)`,
  `create index reviews_book on reviews (book_id)`,
  `create index reviews_author on reviews (author_id)`,
  `create index reviews_parent on reviews (parent_id)`,
  `create table tags (id integer primary key, label text not null)`,
  `create table book_tags (book_id integer not null references books(id), tag_id integer not null references tags(id), weight integer, primary key (book_id, tag_id))`,
  `create index book_tags_tag on book_tags (tag_id)`,
  `create table shelves (room text not null, number integer not null, name text, primary key (room, number))`,
  `create table copies (book_id integer not null references books(id), copy integer not null, room text, shelf integer, primary key (book_id, copy))`,
  `create index copies_shelf on copies (room, shelf)`,
  `create table notes (id integer primary key, book_id integer, body text)`,
];

/** Four books. */
export const BOOKS: readonly string[] = [
  `insert into authors (id, name) values (1, 'Ann'), (2, 'Bob')`,
  `insert into books (id, title, author_id, editor_id) values (1, 'The Sea', 1, 2), (2, 'Land', 2, null), (3, 'SEASONS', 1, 1), (4, 'sea', 2, null)`,
  `insert into reviews (id, book_id, stars) values (1, 1, 5), (2, 1, 3)`,
  `insert into shelves values ('a/b', 1, 'top')`,
  `insert into copies values (1, 1, 'a/b', 1), (1, 2, null, null)`,
];
