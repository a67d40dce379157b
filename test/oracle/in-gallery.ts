/**
 * @module Compares a page of the gallery, as it is shown, with HTML that comes from a URL: the policy of these pages lets no string
 * be parsed, but a document may be fetched.
 */
import { differ } from "./differ.ts";

/** What differs between the page and the document at `url`, or null. */
function compare(url: string): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.responseType = "document";
    request.addEventListener("error", () => reject(new Error(`${url} cannot be fetched`)));
    request.addEventListener("load", () => {
      const fresh = request.responseXML?.documentElement;
      resolve(fresh ? differ(document.documentElement, fresh, "html") : `${url} is no document`);
    });
    request.open("GET", url);
    request.send();
  });
}

export type Compare = typeof compare;
Object.assign(globalThis, { compare });
