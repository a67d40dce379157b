/**
 * @module A search while one types: the browser waits until one pauses, the work runs outside of the turn, and the latest search
 * wins. The term is in the URL.
 */
import { debounce, event, LiveView, Refused, task, text, url } from "dormouse-live";
import { places } from "./places.ts";

const PAUSE_MS = 250;
const MAX_TERM = 60;

/** Mounted at /search. */
export class Search extends LiveView {
  static readonly template = "search/search.html";

  @url(text(MAX_TERM)) term = "";
  hits = task(async ({ signal }, term: string) => {
    if (/\d/.test(term)) throw new Refused("No place has a number in its name.");
    return places.find(term, signal);
  });

  /** A page that is opened with a term looks for it. */
  override mount(): void {
    if (this.term !== "") this.hits.run(this.term);
  }

  /** Shown by the base template. */
  get status(): string {
    if (this.hits.running) return "searching";
    const found = this.hits.value?.length ?? 0;
    return found === 1 ? "1 place" : `${found} places`;
  }

  @event(text(MAX_TERM)) @debounce(PAUSE_MS) search(term: string): void {
    this.term = term;
    this.hits.run(term);
  }
}
