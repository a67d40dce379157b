/**
 * @module Setting attributes. The server has checked all of this already; this is the second lock: no op makes a handler
 * attribute, a document in an attribute, or a URL that runs script (the URL is parsed by the browser itself, so nothing
 * is guessed about spaces and control characters in schemes).
 */
const URLS = /^((xlink:)?href|src|(form)?action|poster|ping|data)$/;
/** The schemes of the core; none, for what no browser can follow; and that of a page without address. */
const SAFE = /^(https?|mailto|tel|about)?:/;

function isSafe(url: string): boolean {
  const link = document.createElement("a");
  link.href = url;
  return SAFE.test(link.protocol);
}

/** Sets an attribute, or removes it (null). */
export function writeAttribute(element: Element, name: string, value: string | null): void {
  if (/^on|^srcdoc$/.test(name)) return;
  if (value === null) return element.removeAttribute(name);
  const safe = !URLS.test(name) || isSafe(value) ? value : "#blocked";
  if (name.startsWith("xlink:")) element.setAttributeNS("http://www.w3.org/1999/xlink", name, safe);
  else element.setAttribute(name, safe);
}
