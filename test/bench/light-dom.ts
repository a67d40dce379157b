/**
 * @module As much of a DOM as a VDOM's patch needs to run outside of a browser: linked nodes and nothing else, so that what is
 * measured is the comparison and not somebody's DOM.
 */
import type { DOMAPI } from "snabbdom";

/** A node of any kind. */
class LightNode {
  parent: LightNode | null = null;
  next: LightNode | null = null;
  previous: LightNode | null = null;
  first: LightNode | null = null;
  text = "";
  readonly nodeType: number;
  readonly tag: string;

  constructor(nodeType: number, tag: string) {
    this.nodeType = nodeType;
    this.tag = tag;
  }

  /** Attributes are compared by the VDOM itself; what it sets is not kept. */
  setAttribute(): void {}

  removeAttribute(): void {}

  getAttribute(): null {
    return null;
  }

  remove(): void {
    if (this.previous !== null) this.previous.next = this.next;
    else if (this.parent?.first === this) this.parent.first = this.next;
    if (this.next !== null) this.next.previous = this.previous;
    this.parent = this.previous = this.next = null;
  }

  insert(node: LightNode, before: LightNode | null): void {
    node.remove();
    node.parent = this;
    node.next = before;
    let last = before?.previous ?? null;
    if (before === null) for (let at = this.first; at !== null; at = at.next) last = at;
    node.previous = last;
    if (last === null) this.first = node;
    else last.next = node;
    if (before !== null) before.previous = node;
  }
}

/** The functions that snabbdom calls. It is told that light nodes are the browser's. */
export const lightDom = {
  createElement: (tag: string) => new LightNode(1, tag),
  createElementNS: (_: string, tag: string) => new LightNode(1, tag),
  createTextNode: (text: string) => Object.assign(new LightNode(3, "#text"), { text }),
  createComment: () => new LightNode(8, "#comment"),
  insertBefore: (parent: LightNode, node: LightNode, before: LightNode | null) =>
    parent.insert(node, before),
  removeChild: (_: LightNode, node: LightNode) => node.remove(),
  appendChild: (parent: LightNode, node: LightNode) => parent.insert(node, null),
  parentNode: (node: LightNode) => node.parent,
  nextSibling: (node: LightNode) => node.next,
  tagName: (node: LightNode) => node.tag,
  setTextContent: (node: LightNode, text: string) => {
    node.text = text;
  },
  getTextContent: (node: LightNode) => node.text,
  isElement: (node: LightNode) => node.nodeType === 1,
  isText: (node: LightNode) => node.nodeType === 3,
  isComment: (node: LightNode) => node.nodeType === 8,
  isDocumentFragment: () => false,
} as unknown as DOMAPI;
