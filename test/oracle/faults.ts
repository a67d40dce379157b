/**
 * @module Faults for the client, as patches of its sources: mistakes that somebody could make. The browser's oracle has to find each
 * of them; one that it does not find is a hole in the oracle.
 */
import type { SourcePatch } from "../browser/oracle-page.ts";

/** A mistake by name. */
export interface Fault extends SourcePatch {
  readonly name: string;
}

const patch = "dom/patch.ts";
const walk = "dom/walk.ts";

/** All of them. */
export const FAULTS: readonly Fault[] = [
  {
    name: "a copied run starts one item too late",
    file: patch,
    from: "let at = next + (zigzag",
    to: "let at = 1 + next + (zigzag",
  },
  {
    name: "after a reversed run the next one is counted from its last item",
    file: patch,
    from: "next = kind === 2 ? at + 1 : at + n;",
    to: "next = kind === 2 ? at - n : at + n;",
  },
  {
    name: "a reversed run is taken forward",
    file: patch,
    from: "slot.items[kind === 2 ? at-- : at++]",
    to: "slot.items[kind === 2 ? at++ - n + 1 : at++]",
  },
  {
    name: "splices count bytes",
    file: patch,
    from: "const keep = variant === 1 ? this.#reader.varint()",
    to: "const keep = variant === 1 ? new TextDecoder().decode(new TextEncoder().encode(old).slice(0, this.#reader.varint())).length",
  },
  {
    name: "a splice keeps one unit too many",
    file: patch,
    from: "return [keep, removed, this.#reader.text()];",
    to: "return [variant === 1 ? keep + 1 : keep, removed, this.#reader.text()];",
  },
  {
    name: "an attribute's splice loses the end",
    file: patch,
    from: "insert + old.slice(keep + removed)",
    to: "insert",
  },
  {
    name: "a removed attribute becomes an empty one",
    file: patch,
    from: "let value: string | null = null;",
    to: 'let value: string | null = "";',
  },
  {
    name: "what a branch showed stays",
    file: patch,
    from: "remove(gone);\n      slot.child",
    to: "slot.child",
  },
  {
    name: "a branch's content goes behind its end",
    file: patch,
    from: "if (child) move(nodesOf(child), slot.end);",
    to: "if (child) move(nodesOf(child), slot.end.nextSibling ?? slot.end);",
  },
  {
    name: "items go before the item before, not before the next",
    file: patch,
    from: "before = item.start;",
    to: "before = item.end;",
  },
  {
    name: "moved items stay where they are",
    file: patch,
    from: "placed.push([item, kind > 0]);",
    to: "placed.push([item, kind > 1]);",
  },
  {
    name: "removed items stay",
    file: patch,
    from: "gone.forEach(remove);",
    to: "gone.slice(1).forEach(remove);",
  },
  {
    name: "updates after an edit count old items",
    file: patch,
    from: "const items = variant === 1 ? slot.items : this.#edit(slot);",
    to: "const items = slot.items;\n      if (variant !== 1) this.#edit(slot);",
  },
  {
    name: "updates count gaps from the item itself",
    file: patch,
    from: "index += this.#reader.varint() + 1;",
    to: "index = Math.max(0, index + this.#reader.varint());",
  },
  {
    name: "new markup leaves the old",
    file: patch,
    from: "remove(slot.nodes);\n",
    to: "remove(slot.nodes.slice(0, -1));\n",
  },
  {
    name: "measured texts end one unit early",
    file: walk,
    from: "this.#next = node.splitText(length);",
    to: "this.#next = node.splitText(length - 1);",
  },
  {
    name: "no marker before markup that comes first",
    file: walk,
    from: '"blh".includes(String(shape[0] ?? ""))',
    to: '"bl".includes(String(shape[0] ?? "-"))',
  },
  {
    name: "no marker at all",
    file: walk,
    from: '"blh".includes(String(shape[0] ?? ""))',
    to: '"?".includes(String(shape[0] ?? "-"))',
  },
  {
    name: "an empty text gets no node of its own",
    file: walk,
    from: "if (!length) return this.#text();",
    to: "if (!length && this.#next instanceof Text) return this.#next;\n    if (!length) return this.#text();",
  },
  {
    name: "markup counts one node less",
    file: walk,
    from: "for (; count > 0; count--)\n      nodes.push",
    to: "for (; count > 1; count--)\n      nodes.push",
  },
  {
    name: "the content of a template is looked for among its children",
    file: "dom/instance.ts",
    from: "? element.content : element",
    to: "? element : element",
  },
  {
    name: "what is in a template counts as torn out",
    file: "dom/instance.ts",
    from: "slot.end.getRootNode().nodeType > 8",
    to: "slot.end.isConnected",
  },
  {
    name: "svg is parsed as HTML",
    file: "dom/html.ts",
    from: "if (ns) content",
    to: "if (ns && !html) content",
  },
];
