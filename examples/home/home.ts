/**
 * @module The front page: what Dormouse is, its examples, and what this very page has cost so far. It is a live view like the
 * others: the dormouse is asleep until somebody nudges it.
 */
import { event, LiveView } from "dormouse-live";

const EXAMPLES = [
  { id: "counter", name: "Counter", what: "State, events, and a list of what happened." },
  { id: "todo", name: "Todo", what: "Forms, keys, a filter in the URL, refusals." },
  { id: "table", name: "Table", what: "10,000 keyed rows: select, swap, sort, shuffle, find." },
  {
    id: "dashboard",
    name: "Dashboard",
    what: "Inheritance, includes, recursion, SVG: many values in one turn.",
  },
  { id: "search", name: "Search", what: "A task outside of turns: the latest search wins." },
  {
    id: "library",
    name: "Library",
    what: "A D1 database: search, facets and pages; no SQL, and every page follows each change.",
  },
] as const;

/** Mounted at /. */
export class Home extends LiveView {
  static readonly template = "home/home.html";

  isAwake = false;
  nudges = 0;

  get examples(): typeof EXAMPLES {
    return EXAMPLES;
  }

  get stateBytes(): number {
    return this.live.stateBytes;
  }

  /** Shown by the base template. */
  get status(): string {
    return this.isAwake ? "awake" : "asleep";
  }

  @event() nudge(): void {
    this.isAwake = !this.isAwake;
    this.nudges++;
  }
}
