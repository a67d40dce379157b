/**
 * @module What the client keeps of a page: for every instance of a block direct references to the nodes of its slots, found
 * once. A slot's `kind` is the letter of its instruction in the shape. Instances know their owners, so that the address of
 * an event can be read off from below.
 */
import { DormouseError } from "../../src/errors/error.ts";
import type { Key, Step } from "../../src/protocol/key.ts";
import type { Handler } from "../ports.ts";

/** One block as shown. `start` and `end` are its first and last node (of one parent, or the page is broken). */
export interface Instance {
  /** Number of its first slot. */
  readonly first: number;
  readonly slots: Slot[];
  readonly owner: BranchSlot | ListSlot | null;
  /** Its key when the list announces keys and has some. */
  readonly key: Key | null;
  start: Node;
  end: Node;
}

/** A run of text. */
export interface TextSlot {
  readonly kind: "x";
  /** The text. */
  readonly end: Text;
}

/** One attribute. */
export interface AttributeSlot {
  readonly kind: "a";
  readonly element: Element;
  readonly name: string;
}

/** `{% if %}`, or a call of a block (one arm). */
export interface BranchSlot {
  readonly kind: "b";
  readonly instance: Instance;
  readonly arms: readonly number[];
  child: Instance | null;
  /** The empty text node after the content. */
  readonly end: Text;
}

/** `{% for %}`. */
export interface ListSlot {
  readonly kind: "l";
  readonly instance: Instance;
  readonly block: number;
  /** Whether keys travel to the browser: there are events inside. */
  readonly announces: boolean;
  items: Instance[];
  readonly end: Text;
}

/** Trusted markup. */
export interface HtmlSlot {
  readonly kind: "h";
  nodes: ChildNode[];
  readonly end: Text;
}

/** A handler on an element. */
export interface EventSlot extends Handler {
  readonly kind: "e";
  readonly instance: Instance;
}

/** One hole of an instance. */
export type Slot = TextSlot | AttributeSlot | BranchSlot | ListSlot | HtmlSlot | EventSlot;

/** The address of an event slot: one step per level from the root. */
export function pathOf(event: EventSlot): Step[] {
  const path: Step[] = [];
  let item: Instance | null = null;
  for (let slot: EventSlot | BranchSlot | ListSlot | null = event; slot; slot = item.owner) {
    const key: Key | null =
      item && slot.kind === "l" ? (item.key ?? slot.items.indexOf(item)) : null;
    item = slot.instance;
    path.unshift({ slot: item.first + item.slots.indexOf(slot), key });
  }
  return path;
}

/** Fails with `client.detached`. */
function detached(): never {
  throw new DormouseError("client.detached", "detached");
}

/** What holds the children of an element as they were written: the content of a `template` is no child of it. */
export function contentOf(element: Node): Node {
  return element instanceof HTMLTemplateElement ? element.content : element;
}

/** A slot that the page still shows. @throws client.detached */
export function shown<S extends { readonly end: Text }>(slot: S): S {
  // Under a document, or the fragment that holds the content of a `template`.
  return slot.end.getRootNode().nodeType > 8 ? slot : detached();
}

/** The nodes of an instance, in order. @throws client.detached when somebody tore it apart */
export function nodesOf({ start, end }: Instance): ChildNode[] {
  const nodes = [start];
  for (let node = start; node !== end; nodes.push(node)) node = node.nextSibling ?? detached();
  return nodes as ChildNode[];
}
