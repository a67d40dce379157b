/**
 * @module `do-patch`, and the browser's back and forward: the URL changes, and the session is told its query. No page is
 * loaded as long as only the query changes; another path is another page.
 */
import { URL_ADDRESS } from "../../src/protocol/key.ts";
import type { Talk } from "../ports.ts";

/** Where the page is. */
export class Navigation {
  readonly #session: Pick<Talk, "issue">;
  #path = location.pathname;
  /** The query that the session knows of, or was told. */
  #query = location.search;

  constructor(session: Pick<Talk, "issue">, before: () => void) {
    this.#session = session;
    addEventListener("popstate", () => {
      if (location.pathname !== this.#path) return location.reload();
      // A jump within the page is a step of the history as well.
      if (location.search === this.#query) return;
      before();
      this.#tell();
    });
  }

  /** The session may have gone somewhere. */
  settled(): void {
    this.#path = location.pathname;
    this.#query = location.search;
  }

  /** Goes where a link leads, or a form that is sent by GET. */
  follow(element: Element, event: Event): void {
    const isForm = element instanceof HTMLFormElement;
    const to = element.getAttribute(isForm ? "action" : "href") || location.pathname;
    const url = new URL(to, document.baseURI);
    if (isForm) {
      const fields = new FormData(element, (event as SubmitEvent).submitter);
      const texts = [...fields].filter(
        (field): field is [string, string] => typeof field[1] === "string",
      );
      url.search = new URLSearchParams(texts).toString();
    }
    if (!/^https?:$/.test(url.protocol)) return;
    if (url.origin !== location.origin || url.pathname !== this.#path) return location.assign(url);
    history[url.href === location.href ? "replaceState" : "pushState"](null, "", url);
    this.#tell();
  }

  #tell(): void {
    this.#query = location.search;
    this.#session.issue(URL_ADDRESS, this.#query);
  }
}
