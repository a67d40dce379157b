/**
 * @module A tab that the browser brings back (closed and reopened, duplicated, gone back to) without the document that it had: what it
 * fetched is a new session. The tab still knows the one that it had, and loads itself anew with it; with a copy, if some
 * other tab has it now. Nothing is lost by that: nothing was done here yet.
 */
import { type Island, ISLAND_ID } from "../../src/protocol/page.ts";

/** In the tab's own storage: where it was, and its token there. One entry, whatever the tab has seen. */
const KEY = "do";
/** What follows a token when a copy is wanted: `src/http/resume.ts`. */
const FORK = ".fork";

/** What the tab had when it was here last, then what it has. Null: it was elsewhere, or may not keep anything. */
function exchange(token: string): string | null {
  const here = `${location.pathname}${location.search} `;
  try {
    const kept = sessionStorage.getItem(KEY);
    sessionStorage.setItem(KEY, here + token);
    return kept?.startsWith(here) ? kept.slice(here.length) : null;
  } catch {
    // Storage is forbidden, or full: the tab begins anew.
    return null;
  }
}

/** Loads the page anew. Its last word comes after the first script's, which leaves the session that was just begun. */
function again(left: string): void {
  addEventListener("beforeunload", () => (document.cookie = `do=${left};max-age=10`));
  location.reload();
}

/** Goes on with the session that the tab had. @param isUntouched whether nothing was done on this page */
export function restoreSession(isUntouched: boolean): void {
  const json = document.querySelector(`script#${ISLAND_ID}`)?.textContent ?? "{}";
  const { token = "" } = JSON.parse(json) as Partial<Island>;
  const had = exchange(token);
  const [how] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  if (!had || had === token || how?.type !== "back_forward" || !isUntouched) return;
  void navigator.locks?.request(had, { ifAvailable: true }, (lock) =>
    again(lock ? had : had + FORK),
  );
}
