/**
 * @module The page in the browser: block definitions, the tree of instances, and what one can do with them. Keeps focus
 * where it was. An op that fails leaves the page as it was; a hydration that fails leaves it inert: the session then asks
 * for a snap.
 */
import { malformed, Reader } from "../../src/protocol/bytes.ts";
import type { BlockDefinition, HandlerMarks, Island } from "../../src/protocol/page.ts";
import type { Rejection, SnapMessage } from "../../src/protocol/server-messages.ts";
import type { Offering, Page } from "../ports.ts";
import { Controls } from "./controls.ts";
import { parseDocument, parseFragment } from "./html.ts";
import type { EventSlot, Instance } from "./instance.ts";
import { morph, PENDING } from "./morph.ts";
import { Patch, type Patched } from "./patch.ts";
import { type Blocks, Walk } from "./walk.ts";

/** A definition, and its HTML as parsed when it was first needed. */
interface Known extends BlockDefinition {
  original?: DocumentFragment;
}

/** Tells an element that its event changed nothing; the document, if the element is gone. */
function reject(element: Element | undefined, code: string, message: string): void {
  const target = element?.isConnected ? element : document;
  target.dispatchEvent(
    new CustomEvent("dormouse:rejected", { bubbles: true, detail: { code, message } }),
  );
}

/** What is shown. */
export class LivePage implements Page, Blocks, Patched, Offering<EventSlot> {
  readonly controls: Controls = new Controls();
  /** Unanswered events and what they called. */
  readonly pending: Map<number, EventSlot> = new Map();
  /** Handlers whose last event was rejected, and what was said. */
  readonly refused: Map<string, string> = new Map();
  /** How calls are paced. */
  marks: Readonly<Record<string, HandlerMarks>> = {};
  /** Told when events were sent or answered, and after every change. */
  changed: () => void = () => {};
  readonly #definitions = new Map<number, Known>();
  readonly #events = new WeakMap<Element, EventSlot[]>();
  /** Told of every handler. */
  readonly #offers: (slot: EventSlot) => void;
  /** Nodes between ours that are not ours; and those found by the walk under way (one that fails knows nothing). */
  #foreign = new Set<Node>();
  #found = new Set<Node>();
  #build = "";
  #root: Instance | null = null;
  #isBusy = false;

  constructor(offers: (slot: EventSlot) => void) {
    this.#offers = offers;
  }

  /** Whether nodes are being changed: what they tell now is not the user's doing. */
  isBusy(): boolean {
    return this.#isBusy;
  }

  /** Finds the slots of what is shown. @throws client.hydration; nothing can be applied then */
  hydrate({ build, blocks, root, skeleton, marks = {} }: Island): void {
    this.marks = marks;
    if (build !== this.#build) this.#definitions.clear();
    this.#build = build;
    for (const [block, definition] of Object.entries(blocks))
      this.#definitions.set(Number(block), definition);
    this.#root = null;
    this.#found = new Set();
    // The parser of Chromium cuts texts at 65,536 units; and markers of an earlier walk are in the way of this one.
    document.normalize();
    const isDocument = root === "document";
    const parent = isDocument ? document : document.body;
    const walk = new Walk(
      this,
      skeleton,
      parent,
      isDocument ? document.documentElement : parent.firstChild,
    );
    const instance = walk.instance(0, null, null);
    walk.seek();
    this.#root = instance;
    this.#foreign = this.#found;
  }

  /** The handlers of an element. */
  handlers(element: Element): readonly EventSlot[] {
    return this.#events.get(element) ?? [];
  }

  known(): Uint8Array {
    const bits: number[] = [];
    for (const [block, { html }] of this.#definitions) {
      // What is not there yet counts as 0.
      if (html !== undefined) (bits[block >> 3] as number) |= 1 << (block & 7);
    }
    return Uint8Array.from(bits);
  }

  learn(blocks: readonly (readonly [block: number, definition: string])[]): void {
    for (const [block, json] of blocks) this.#definitions.set(block, JSON.parse(json) as Known);
  }

  apply(ops: Uint8Array): void {
    if (!ops.length) return;
    const reader = new Reader(ops);
    const patch = new Patch(this, reader);
    patch.read(this.#root ?? malformed("a patch too early"));
    if (!reader.done) malformed("a patch too long");
    this.#keepingFocus(() => patch.apply());
  }

  show(snap: SnapMessage): void {
    const island = JSON.parse(snap.island) as Island;
    const isDocument = island.root === "document";
    const fresh = parseDocument(isDocument ? snap.html : `<!doctype html><body>${snap.html}`);
    const rootOf = (page: Document): Element => (isDocument ? page.documentElement : page.body);
    document.normalize();
    this.#keepingFocus(() => morph(rootOf(document), rootOf(fresh), this.#foreign));
    this.hydrate(island);
  }

  /** An event is under way (or, without id, could not be sent); the server knows then what these controls are. */
  called(id: number | null, slot: EventSlot, controls: Iterable<Element>, isLate?: boolean): void {
    if (id === null) return reject(slot.element, "event.limited", "");
    this.pending.set(id, slot);
    slot.element.toggleAttribute(PENDING, true);
    this.controls.sent(id, controls, isLate);
    this.changed();
  }

  answered(last: number, rejections: readonly Rejection[]): void {
    const told = new Map<number, string>();
    for (const { id, code, message } of rejections) {
      told.set(id, message || code);
      reject(this.pending.get(id)?.element, code, message);
    }
    for (const [id, { element, handler }] of this.pending) {
      element.toggleAttribute(PENDING, id > last);
      if (id > last) continue;
      const why = told.get(id);
      this.pending.delete(id);
      if (why) this.refused.set(handler, why);
      else this.refused.delete(handler);
    }
    this.controls.answered(last);
  }

  settled(): void {
    this.controls.settled();
    this.changed();
  }

  definition(block: number): Known {
    return this.#definitions.get(block) ?? malformed(`block ${block} is missing`);
  }

  make(block: number, owner: Instance["owner"], key: Instance["key"], parent: Node): Instance {
    const definition = this.definition(block);
    definition.original ??= parseFragment(definition.html as string, definition.ns);
    const fragment = document.importNode(definition.original, true);
    if (definition.html?.includes(" autofocus"))
      this.controls.wanting = fragment.querySelector("[autofocus]");
    const instance = new Walk(this, [], fragment).instance(block, owner, key);
    parent.appendChild(fragment);
    return instance;
  }

  offers(slot: EventSlot): void {
    // An element is walked again after a snap: the slots of the walk before are void.
    const others = this.handlers(slot.element).filter(({ instance }) => instance === slot.instance);
    this.#events.set(slot.element, [...others, slot]);
    this.#offers(slot);
  }

  foreign(node: Node): void {
    this.#found.add(node);
  }

  /** A node that was moved loses focus in browsers without `moveBefore`. */
  #keepingFocus(change: () => void): void {
    const focused = (this.controls.focused = document.activeElement);
    this.#isBusy = true;
    try {
      change();
    } finally {
      this.#isBusy = false;
    }
    // To focus what has it does nothing, but lay out the whole page before.
    if (document.activeElement !== focused) (focused as HTMLElement).focus({ preventScroll: true });
    // Once, and of what this change brought.
    if (this.controls.wanting?.isConnected) (this.controls.wanting as HTMLElement).focus();
    this.controls.wanting = null;
  }
}
