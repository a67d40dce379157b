/**
 * @module The one walk over a block's nodes, by its shape: it finds the slots. What cannot be seen in the nodes stands in
 * the skeleton; a fresh copy of a block, where nothing is filled in yet, has none. Instructions and skeleton: SPEC,
 * «Shapes». Fails with `client.hydration` where nodes and shape part.
 */
import { DormouseError } from "../../src/errors/error.ts";
import type { Key } from "../../src/protocol/key.ts";
import type { BlockDefinition, ShapeItem, SkeletonItem } from "../../src/protocol/page.ts";
import {
  type BranchSlot,
  contentOf,
  type EventSlot,
  type Instance,
  type ListSlot,
  type Slot,
} from "./instance.ts";

/** Where definitions are, and who wants to know what is found. */
export interface Blocks {
  definition(block: number): BlockDefinition;
  /** A handler was found. */
  offers(slot: EventSlot): void;
  /** A node was found that is not ours. */
  foreign(node: Node): void;
}

/** What comes next in a shape or skeleton; undefined at its end. */
type Next<Item> = () => Item | undefined;

/** Fails with `client.hydration`. */
function mismatch(what: string): never {
  throw new DormouseError("client.hydration", what);
}

function isTag(node: Node, tag: unknown): boolean {
  return (node as Element).localName === tag;
}

/** Walks over the children of `parent`, from `next`. */
export class Walk {
  readonly #blocks: Blocks;
  readonly #skeleton: Next<SkeletonItem>;
  /** The elements entered. */
  readonly #entered: Element[] = [];
  #parent: Node;
  #next: Node | null;

  constructor(
    blocks: Blocks,
    skeleton: readonly SkeletonItem[],
    parent: Node,
    next: Node | null = parent.firstChild,
  ) {
    const items = skeleton.values();
    this.#blocks = blocks;
    this.#skeleton = () => items.next().value;
    this.#parent = parent;
    this.#next = next;
  }

  /** The instance of `block` at the cursor. */
  instance(block: number, owner: Instance["owner"], key: Key | null): Instance {
    const { shape, first } = this.#blocks.definition(block);
    const parent = this.#parent;
    const before = this.#previous();
    const instance: Instance = { first, slots: [], owner, key, start: parent, end: parent };
    // A hole must not be the first thing of an instance, for what is in it comes and goes.
    if ("blh".includes(String(shape[0] ?? ""))) this.#text();
    const items = shape.values();
    for (const item of items) this.#step(item, () => items.next().value, instance);
    instance.start = (before ? before.nextSibling : parent.firstChild) as Node;
    instance.end = this.#previous() as Node;
    return instance;
  }

  /** Everything from the cursor to the next `tag`, or the end of its parent, is not ours. */
  seek(tag?: unknown): void {
    while (this.#next && !isTag(this.#next, tag)) this.#blocks.foreign(this.#pass());
  }

  #previous(): Node | null {
    return this.#next ? this.#next.previousSibling : this.#parent.lastChild;
  }

  /** An empty text node before the cursor. */
  #text(node: Text = new Text()): Text {
    return this.#parent.insertBefore(node, this.#next);
  }

  /** Steps over the node at the cursor. */
  #pass(): ChildNode {
    const node = this.#next ?? mismatch("a node is missing");
    this.#next = node.nextSibling;
    return node as ChildNode;
  }

  /** Steps over text of exactly `length` units; what follows it in the same node becomes a node of its own. */
  #measured(length: number): Text {
    if (!length) return this.#text();
    const node = this.#pass();
    if (!(node instanceof Text) || node.length < length) mismatch("a text is missing");
    if (node.length > length) this.#next = node.splitText(length);
    return node;
  }

  /** The next number of the skeleton. */
  #number(): number {
    return (this.#skeleton() as number) || 0;
  }

  #step(item: ShapeItem, operand: Next<ShapeItem>, instance: Instance): void {
    if (typeof item === "number") for (let n = item; n > 0; n--) this.#pass();
    else if (item === "t") this.#measured(operand() as number);
    else if (item === "<") this.seek(operand());
    else if (item === "(") this.#enter(operand());
    else if (item === ")") this.#leave();
    else instance.slots.push(this.#slot(item, operand, instance));
  }

  #enter(tag: unknown): void {
    const element = this.#pass();
    if (!isTag(element, tag)) mismatch(`${element.nodeName} for ${String(tag)}`);
    this.#entered.push(element as Element);
    this.#parent = contentOf(element);
    this.#next = this.#parent.firstChild;
  }

  #leave(): void {
    const element = this.#entered.pop() ?? mismatch(")");
    if (/^(html|head|body)$/.test(element.localName)) this.seek();
    this.#next = element.nextSibling;
    this.#parent = element.parentNode as Node;
  }

  #slot(kind: ShapeItem, operand: Next<ShapeItem>, instance: Instance): Slot {
    const element = this.#entered.at(-1) as Element;
    switch (kind) {
      case "x":
        return { kind, end: this.#next instanceof Text ? (this.#pass() as Text) : this.#text() };
      case "y":
        return { kind: "x", end: this.#measured(this.#number()) };
      case "a":
        return { kind, element, name: operand() as string };
      case "e": {
        const text = (): string => operand() as string;
        const [type, modifiers, contributes, handler] = [text(), text(), text(), text()] as const;
        const slot: EventSlot = {
          kind,
          instance,
          element,
          type,
          modifiers,
          contributes,
          handler,
          commands: operand() as ShapeItem[],
        };
        this.#blocks.offers(slot);
        return slot;
      }
      case "b": {
        const slot: BranchSlot = {
          kind,
          instance,
          arms: operand() as number[],
          child: null,
          end: new Text(),
        };
        const block = slot.arms[this.#number() - 1];
        if (block !== undefined) slot.child = this.instance(block, slot, null);
        this.#text(slot.end);
        return slot;
      }
      case "l":
        return this.#list(instance, operand() as number, operand() === 1);
      case "h":
        return { kind, nodes: this.#html(), end: this.#text() };
      default:
        return mismatch(`instruction ${String(kind)}`);
    }
  }

  #list(instance: Instance, block: number, announces: boolean): ListSlot {
    const slot: ListSlot = { kind: "l", instance, block, announces, items: [], end: new Text() };
    let count = this.#number();
    const isKeyed = announces && count > 0 && this.#number() > 0;
    for (; count > 0; count--) {
      slot.items.push(this.instance(block, slot, isKeyed ? (this.#skeleton() ?? null) : null));
    }
    this.#text(slot.end);
    return slot;
  }

  #html(): ChildNode[] {
    const nodes: ChildNode[] = [];
    let count = this.#number();
    const lastText = this.#number();
    for (; count > 0; count--)
      nodes.push(count === 1 && lastText ? this.#measured(lastText) : this.#pass());
    return nodes;
  }
}
