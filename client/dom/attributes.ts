/**
 * @module Setting attributes. The server has checked all of this already; this is the second lock: no op makes a handler
 * attribute, a document in an attribute, or a URL that runs script (the URL is parsed by the browser itself, so nothing
 * is guessed about spaces and control characters in schemes).
 */
const URLS = new Set(["href", "src", "action", "formaction", "xlink:href", "poster", "ping", "data", "background"]);
const SCHEMES = /^(https?|mailto|tel|sms|blob|ftp):|^data:(image|audio|video|font)\//;

/** Whether a page may point there. */
function isSafeUrl(url: string): boolean {
  try {
    return SCHEMES.test(new URL(url, document.baseURI).href);
  } catch {
    // Not a URL for this browser either, so it leads nowhere.
    return true;
  }
}

/** Sets an attribute, or removes it (null). */
export function writeAttribute(element: Element, name: string, value: string | null): void {
  if (/^on|^srcdoc$/i.test(name)) return;
  if (value === null) return element.removeAttribute(name);
  const safe = URLS.has(name) && !isSafeUrl(value) ? "#blocked" : value;
  if (name.startsWith("xlink:")) element.setAttributeNS("http://www.w3.org/1999/xlink", name, safe);
  else element.setAttribute(name, safe);
}
