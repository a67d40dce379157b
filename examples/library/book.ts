/**
 * @module One book. A new title shows at once on every other page that shows the book, and on no other does a query run.
 */
import { event, LiveView, number, query, Refused, text, url } from "dormouse-live";
import { eq } from "drizzle-orm";
import { db } from "./data.ts";
import { books, relations, reviews } from "./schema.ts";

const MAX_STARS = 5;

/** Mounted at /library/:id. */
export class Book extends LiveView {
  static readonly template = "library/book.html";

  @url(number(1)) id = 0;
  saved = 0;

  books = query(relations.books, () => ({ where: { id: this.id }, limit: 1, live: true }));

  /** Shown by the base template. */
  get status(): string {
    return this.saved === 0 ? `no. ${this.id}` : "saved";
  }

  get stars(): number[] {
    return [1, 2, 3, 4, 5];
  }

  @event(text(120)) async rename(title: string): Promise<void> {
    if (title.trim() === "") throw new Refused("A book needs a title");
    await db.update(books).set({ title: title.trim() }).where(eq(books.id, this.id));
    this.saved++;
  }

  @event() async review(stars: number): Promise<void> {
    if (stars < 1 || stars > MAX_STARS) return;
    const words = "Read it here, just now.";
    const writtenAt = new Date();
    await db.insert(reviews).values({ bookId: this.id, stars, reader: "You", words, writtenAt });
  }
}
