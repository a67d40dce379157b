/**
 * @module Turns the live page into another one with as few changes as a single pass over the children finds: for a snap,
 * where there is no base to patch. Elements that stay keep focus, selection, scroll, media and what the user typed; nodes
 * that are not ours (extensions, our own script and island) are left alone.
 */
import { writeAttribute } from "./attributes.ts";
import { changesOf, restore } from "./controls.ts";
import { contentOf } from "./instance.ts";

/** The attribute of an element with unanswered events. */
export const PENDING = "data-do-pending";

/** Elements that load or run something: the same one or another one, but never a changed one. */
const WHOLE = /^(script|style|link|meta|noscript)$/;

/** Whether `old` may become `fresh`. */
function isSame(old: Node, fresh: Node): boolean {
  const [from, to] = [old as Element, fresh as Element];
  if (old.nodeName !== fresh.nodeName) return false;
  if (WHOLE.test(from.localName)) return old.isEqualNode(fresh);
  return (
    !from.localName ||
    ["id", "name", "type"].every((name) => from.getAttribute(name) === to.getAttribute(name))
  );
}

/** Makes `old` what `fresh` is. @param foreign nodes of the live page that are not ours */
export function morph(old: Element, fresh: Element, foreign: ReadonlySet<Node>): void {
  const changes = changesOf(old);
  for (const name of new Set([...old.getAttributeNames(), ...fresh.getAttributeNames()])) {
    const value = fresh.getAttribute(name);
    // Whether something is open is up to the browser, and what is pending on it up to us.
    if (!/^(open|data-do-pending)$/.test(name) && old.getAttribute(name) !== value)
      writeAttribute(old, name, value);
  }
  // `do-ignore`: what is in there belongs to scripts.
  if (!fresh.hasAttribute("do-ignore")) morphChildren(contentOf(old), contentOf(fresh), foreign);
  restore(old, changes);
}

/** Makes the children of `old` what those of `fresh` are. */
function morphChildren(old: Node, fresh: Node, foreign: ReadonlySet<Node>): void {
  const ours = (node: ChildNode | null): ChildNode | null =>
    node && (foreign.has(node) || node.nodeName === "SCRIPT") ? ours(node.nextSibling) : node;
  let at = ours(old.firstChild);
  const dropTo = (match: ChildNode | null): void => {
    while (at && at !== match) {
      const gone = at;
      at = ours(at.nextSibling);
      gone.remove();
    }
  };
  const wanted = [...fresh.childNodes];
  for (const node of fresh.childNodes) {
    wanted.shift();
    const here = at;
    let match = at;
    // What is here is wanted further on: the new one comes before it. Otherwise look for what fits, and drop what does not.
    if (here && !isSame(here, node) && wanted.some((later) => isSame(here, later))) match = null;
    while (match && !isSame(match, node)) match = ours(match.nextSibling);
    if (!match) {
      old.insertBefore(document.importNode(node, true), at);
      continue;
    }
    dropTo(match);
    at = ours(match.nextSibling);
    if (match instanceof Element) morph(match, node as Element, foreign);
    else if (match.nodeValue !== node.nodeValue) match.nodeValue = node.nodeValue;
  }
  dropTo(null);
}
