/**
 * @module A dashboard: one turn changes many values, and each of them alone is sent. Cards, a table that orders itself, and a
 * conversation as deep as people make it.
 */
import { event, LiveView, Refused } from "dormouse-live";
import { type Card, cardsAt, type Region, regionsAt } from "./figures.ts";

interface Comment {
  readonly id: number;
  readonly author: string;
  readonly text: string;
  likes: number;
  readonly replies: Comment[];
}

const FIRST_HOUR = 24;
const MOST_COMMENTS = 60;
const ANSWERS = [
  "Seen. I am on it.",
  "Since when?",
  "The campaign began at nine.",
  "Then all is well.",
];
const AUTHORS = ["Ada", "Grace", "Linus", "Radia"];

function conversation(): Comment[] {
  const deep = {
    id: 3,
    author: "Linus",
    text: "The new release is out since this morning.",
    likes: 2,
    replies: [],
  };
  const answer = {
    id: 2,
    author: "Grace",
    text: "Response times look better as well.",
    likes: 1,
    replies: [deep],
  };
  const first = {
    id: 1,
    author: "Ada",
    text: "Orders are above last week.",
    likes: 4,
    replies: [answer],
  };
  const other = { id: 4, author: "Radia", text: "Returns need a look.", likes: 0, replies: [] };
  return [first, other];
}

/** Mounted at /dashboard. */
export class Dashboard extends LiveView {
  static readonly template = "dashboard/dashboard.html";

  hour = FIRST_HOUR;
  comments = conversation();
  nextId = 5;

  get cards(): Card[] {
    return cardsAt(this.hour);
  }

  get regions(): Region[] {
    return regionsAt(this.hour);
  }

  get clock(): string {
    return `Day ${Math.floor(this.hour / 24)}, ${String(this.hour % 24).padStart(2, "0")}:00`;
  }

  /** Shown by the base template. */
  get status(): string {
    const rising = this.cards.filter(({ rises }) => rises).length;
    return `${rising} of ${this.cards.length} rising`;
  }

  @event() next(): void {
    this.hour++;
  }

  @event() like(id: number): void {
    this.#comment(id).likes++;
  }

  @event() reply(id: number): void {
    if (this.nextId > MOST_COMMENTS) throw new Refused("Enough has been said");
    const next = this.nextId++;
    const author = AUTHORS[next % AUTHORS.length] ?? "";
    const text = ANSWERS[next % ANSWERS.length] ?? "";
    this.#comment(id).replies.push({ id: next, author, text, likes: 0, replies: [] });
  }

  #comment(id: number): Comment {
    const found = (among: Comment[]): Comment | undefined =>
      among.find((comment) => comment.id === id) ??
      among.map(({ replies }) => found(replies)).find((comment) => comment !== undefined);
    const comment = found(this.comments);
    if (comment === undefined) throw new Refused("That comment is gone");
    return comment;
  }
}
