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
    from: "const run = items.slice(next - n, next);",
    to: "const run = items.slice(Math.min(next - n + 1, items.length - n), next + 1);",
  },
  {
    name: "after a reversed run the next one is counted from its last item",
    file: patch,
    from: "runs.push([run, kind",
    to: "if (kind === 2) next -= n;\n        runs.push([run, kind",
  },
  {
    name: "a reversed run is taken forward",
    file: patch,
    from: "if (kind === 2) run.reverse();",
    to: "",
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
    from: "slot.child = child;\n      move([parent], slot.end);",
    to: "slot.child = child;\n      move([parent], slot.end.nextSibling ?? slot.end);",
  },
  {
    name: "items go before the item before, not before the next",
    file: patch,
    from: "before = first?.start ?? before;",
    to: "before = first?.end ?? before;",
  },
  {
    name: "moved items stay where they are",
    file: patch,
    from: "runs.push([run, kind ?",
    to: "runs.push([run, kind > 1 ?",
  },
  {
    name: "removed items stay",
    file: patch,
    from: "remove(gone);\n      slot.items",
    to: "remove(gone.slice(1));\n      slot.items",
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
    from: "/^[blh]/.test(",
    to: "/^[bl]/.test(",
  },
  {
    name: "no marker at all",
    file: walk,
    from: "/^[blh]/.test(",
    to: "/^[?]/.test(",
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
    from: "end.getRootNode().nodeType < 9",
    to: "!end.isConnected",
  },
  {
    name: "svg is parsed as HTML",
    file: "dom/html.ts",
    from: "if (ns) content",
    to: "if (ns && !html) content",
  },
];
