/**
 * @module Reads a page back out of its HTML: parses it with parse5 (an HTML parser of the standard, not ours), walks the tree
 * by shapes and skeleton, and returns what every slot shows. Fails when the tree is not the one that shapes and skeleton describe.
 */
import { type DefaultTreeAdapterTypes as Tree, parse, parseFragment, serializeOuter } from "parse5";
import type { BlockDefinition, Shape, ShapeItem, SkeletonItem } from "../../src/protocol/page.ts";
import type { Slot } from "./slots.ts";

type Parent = Tree.ParentNode;
type Child = Tree.ChildNode;

interface Cursor {
  /** The element, or whatever else, that slots are found in. */
  readonly owner: Parent;
  /** What holds its children: itself, or the content of a `template`. */
  readonly parent: Parent;
  at: number;
}

const isText = (node: Child | undefined): node is Tree.TextNode => node?.nodeName === "#text";
const isElement = (node: Child | undefined): node is Tree.Element =>
  node !== undefined && "tagName" in node;

/** What the page shows by its HTML, and whether nothing is left over. */
export class Walker {
  readonly #blocks: readonly BlockDefinition[];
  #skeleton: readonly SkeletonItem[] = [];
  #at = 0;

  constructor(blocks: readonly BlockDefinition[]) {
    this.#blocks = blocks;
  }

  /**
   * Reads a whole document whose root block begins at `root`.
   * @throws Error that says where shapes and tree part
   */
  read(html: string, root: "document" | "body", skeleton: readonly SkeletonItem[]): Slot[] {
    this.#skeleton = skeleton;
    this.#at = 0;
    const tree = parse(html);
    const element = tree.childNodes.find((node) => node.nodeName === "html") as Tree.Element;
    const body = element.childNodes.find((node) => node.nodeName === "body") as Tree.Element;
    const cursor: Cursor =
      root === "document"
        ? { owner: tree, parent: tree, at: tree.childNodes.indexOf(element) }
        : { owner: body, parent: body, at: 0 };
    const slots = this.#block(0, cursor);
    // The island and the script follow the content of the body.
    const rest = cursor.parent.childNodes.slice(cursor.at);
    if (rest.some((node) => node.nodeName !== "script")) this.#fail(cursor, "nodes are left over");
    if (this.#at !== skeleton.length) this.#fail(cursor, "the skeleton is left over");
    return slots;
  }

  #fail(cursor: Cursor, what: string): never {
    const node = cursor.parent.childNodes[cursor.at];
    const near = isElement(node)
      ? serializeOuter(node)
      : isText(node)
        ? JSON.stringify(node.value)
        : "the end";
    throw new Error(`${what}, at ${near} in <${cursor.parent.nodeName}> (skeleton ${this.#at})`);
  }

  #next(cursor: Cursor): SkeletonItem {
    const item = this.#skeleton[this.#at++];
    return item ?? this.#fail(cursor, "the skeleton ends too early");
  }

  #count(cursor: Cursor): number {
    const item = this.#next(cursor);
    return typeof item === "number"
      ? item
      : this.#fail(cursor, `the skeleton says ${JSON.stringify(item)}`);
  }

  /** Text of exactly `length` units at the cursor; splits a longer node. */
  #text(cursor: Cursor, length: number): string {
    if (length === 0) return "";
    const node = cursor.parent.childNodes[cursor.at];
    if (!isText(node) || node.value.length < length)
      return this.#fail(cursor, `no text of ${length} units`);
    const taken = node.value.slice(0, length);
    if (node.value.length === length) cursor.at++;
    else node.value = node.value.slice(length);
    return taken;
  }

  #block(id: number, cursor: Cursor): Slot[] {
    const definition = this.#blocks[id];
    if (definition === undefined) return this.#fail(cursor, `no block ${id}`);
    const slots: Slot[] = [];
    this.#walk(definition.shape, 0, cursor, slots);
    return slots;
  }

  /** Walks instructions from `i` until the matching `)` or the end; returns where it stopped. */
  #walk(shape: Shape, from: number, cursor: Cursor, slots: Slot[]): number {
    let i = from;
    for (; i < shape.length && shape[i] !== ")"; i++) {
      const item = shape[i];
      const operand = shape[i + 1];
      if (typeof item === "number") cursor.at += item;
      else if (item === "t") {
        this.#text(cursor, operand as number);
        i++;
      } else if (item === "<") {
        this.#seek(cursor, operand as string);
        i++;
      } else if (item === "(") i = this.#element(shape, i, cursor, slots);
      else i += this.#slot(item, shape, i, cursor, slots);
      if (cursor.at > cursor.parent.childNodes.length) this.#fail(cursor, "too few nodes");
    }
    return i;
  }

  #seek(cursor: Cursor, tag: string): void {
    const node = cursor.parent.childNodes[cursor.at];
    if (!isElement(node) || node.tagName !== tag) this.#fail(cursor, `expected <${tag}>`);
  }

  #element(shape: Shape, at: number, cursor: Cursor, slots: Slot[]): number {
    const node = cursor.parent.childNodes[cursor.at];
    if (!isElement(node) || node.tagName !== shape[at + 1])
      return this.#fail(cursor, `expected <${String(shape[at + 1])}>`);
    const parent = "content" in node ? node.content : node;
    const inner: Cursor = { owner: node, parent, at: 0 };
    const end = this.#walk(shape, at + 2, inner, slots);
    if (inner.at !== parent.childNodes.length && !["html", "head", "body"].includes(node.tagName)) {
      // Static children after the last hole need no instruction.
      for (const rest of parent.childNodes.slice(inner.at))
        if (rest.nodeName === "#comment") this.#fail(inner, "a comment");
    }
    cursor.at++;
    return end;
  }

  /** One hole; returns how many operands it has. */
  #slot(
    kind: ShapeItem | undefined,
    shape: Shape,
    at: number,
    cursor: Cursor,
    slots: Slot[],
  ): number {
    const operand = shape[at + 1];
    const node = cursor.parent.childNodes[cursor.at];
    switch (kind) {
      case "x":
        if (isText(node)) cursor.at++;
        slots.push({ kind: "text", text: isText(node) ? node.value : "" });
        return 0;
      case "y":
        slots.push({ kind: "text", text: this.#text(cursor, this.#count(cursor)) });
        return 0;
      case "a":
        slots.push({ kind: "attribute", value: attribute(cursor.owner, operand as string) });
        return 1;
      case "e":
        slots.push({ kind: "event" });
        return 5;
      case "b": {
        const arm = this.#count(cursor) - 1;
        const block = (operand as readonly number[])[arm] ?? -1;
        slots.push({ kind: "branch", arm, instance: arm < 0 ? [] : this.#block(block, cursor) });
        return 1;
      }
      case "l":
        slots.push(this.#list(operand as number, shape[at + 2] === 1, cursor));
        return 2;
      case "h":
        slots.push({ kind: "html", html: this.#html(cursor) });
        return 0;
      default:
        return this.#fail(cursor, `unknown instruction ${JSON.stringify(kind)}`);
    }
  }

  #list(block: number, announces: boolean, cursor: Cursor): Slot {
    const count = this.#count(cursor);
    const keyed = announces && count > 0 && this.#count(cursor) === 1;
    const items = Array.from({ length: count }, () => ({
      key: keyed ? this.#next(cursor) : null,
      instance: this.#block(block, cursor),
    }));
    return { kind: "list", keyed, items };
  }

  #html(cursor: Cursor): string {
    const nodes = this.#count(cursor);
    const lastText = this.#count(cursor);
    const parts: string[] = [];
    for (let i = 0; i < nodes; i++) {
      const node = cursor.parent.childNodes[cursor.at];
      if (isText(node))
        parts.push(escape(i === nodes - 1 ? this.#text(cursor, lastText) : node.value));
      else if (isElement(node)) parts.push(serializeOuter(node));
      else this.#fail(cursor, "too few nodes of markup");
      if (!isText(node) || i < nodes - 1) cursor.at++;
    }
    return parts.join("");
  }
}

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

function attribute(parent: Parent, name: string): string | null {
  const found =
    "attrs" in parent
      ? parent.attrs.find((a) => (a.prefix ? `${a.prefix}:${a.name}` : a.name) === name)
      : null;
  return found?.value ?? null;
}

/** Markup as the parser understands it, to be compared with what a page shows. */
export function normalMarkup(markup: string): string {
  const fragment = parseFragment(markup);
  return fragment.childNodes
    .map((node) => (isText(node) ? escape(node.value) : serializeOuter(node as Tree.Element)))
    .join("");
}
