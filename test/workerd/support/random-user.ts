/**
 * @module What a random user does on a page of the gallery: something that the page offers, or a link within the view. Chosen
 * by numbers that are made before anything happens, so that a run can be repeated, and cut down.
 */
import type { Path } from "../../../src/protocol/key.ts";
import type { Value } from "../../../src/protocol/value.ts";
import type { HeadlessPage } from "../../support/headless-page.ts";

/** One thing that somebody does. */
export interface Action {
  readonly path: Path;
  readonly data: Value | undefined;
}

/** The page's URL. */
const URL_PATH: Path = [{ slot: 0, key: 0 }];
/** Handlers that a random user leaves alone: 10,000 rows would be all that a run does. */
const TOO_MUCH: ReadonlySet<string> = new Set(["", "runLots"]);
const WORDS = ["milk", "bread", " tea ", "", "🐭", "<b>", "x".repeat(81)];

/** What the browser contributes to the handlers of the gallery; now and then something that does not fit. */
const DATA: ReadonlyMap<string, (b: number) => Value> = new Map<string, (b: number) => Value>([
  ["setStep", (b) => (b % 7 === 0 ? "many" : (b % 1001) + 1)],
  ["add", (b) => (b % 9 === 0 ? null : { title: WORDS[b % WORDS.length] ?? "" })],
  ["rename", (b) => WORDS[b % WORDS.length] ?? ""],
  ["toggleAll", (b) => b % 2 === 0],
  ["find", (b) => ["", "red", "7", "table"][b % 4] ?? ""],
]);
const QUERIES = ["", "?show=open", "?show=done", "?show=nonsense"];
/** Handlers of one name that take nothing from the browser: `add` of the table. */
const PLAIN: ReadonlySet<string> = new Set(["/table add"]);

/** What a user of the page at `path` does, by two numbers; null: there is nothing to do. */
export function choose(page: HeadlessPage, path: string, a: number, b: number): Action | null {
  if (path === "/todo" && a % 10 === 0)
    return { path: URL_PATH, data: QUERIES[b % QUERIES.length] ?? "" };
  const offers = page.offers().filter(({ handler }) => !TOO_MUCH.has(handler));
  const handlers = [...new Set(offers.map(({ handler }) => handler))];
  const handler = handlers[a % handlers.length];
  const places = offers.filter((offer) => offer.handler === handler);
  const place = places[b % places.length];
  if (place === undefined || handler === undefined) return null;
  const data = PLAIN.has(`${path} ${handler}`) ? undefined : DATA.get(handler)?.(b);
  return { path: place.path, data };
}
