/**
 * @module A patch: first decoded in whole (everything that may be wrong is found here, new instances are built aside), then
 * made true. So a patch is shown in whole or not at all. Ops and content: SPEC, «Ops».
 */
import { malformed, type Reader } from "../../src/protocol/bytes.ts";
import { readKey } from "../../src/protocol/key.ts";
import type { Controls } from "./controls.ts";
import { parseFragment } from "./html.ts";
import {
  type AttributeSlot,
  type BranchSlot,
  type HtmlSlot,
  type Instance,
  type ListSlot,
  nodesOf,
  type Slot,
  shown,
  type TextSlot,
} from "./instance.ts";

/** An item in its new place, and whether it has to go there. */
type Placed = readonly [item: Instance, moves: boolean];

/** What a patch changes. */
export interface Patched {
  readonly controls: Controls;
  /** An instance in a fragment of its own, nothing filled in. */
  make(block: number, owner: BranchSlot | ListSlot, key: Instance["key"]): Instance;
}

function remove(nodes: readonly ChildNode[]): void {
  for (const node of nodes) node.remove();
}

/** Moves nodes without resetting them (focus, frames, animations) where the browser can. */
function move(nodes: readonly Node[], before: Node): void {
  const parent = before.parentNode as (Node & { moveBefore?: Node["insertBefore"] }) | null;
  for (const node of nodes) {
    if (parent?.moveBefore && node.isConnected) parent.moveBefore(node, before);
    else parent?.insertBefore(node, before);
  }
}

/** Reads ops and knows how to make them true. */
export class Patch {
  readonly #page: Patched;
  readonly #reader: Reader;
  readonly #changes: (() => void)[] = [];

  constructor(page: Patched, reader: Reader) {
    this.#page = page;
    this.#reader = reader;
  }

  /** Reads ops of `instance`. @throws protocol.malformed, client.detached */
  read(instance: Instance): void {
    let head = 0;
    do {
      head = this.#reader.varint();
      this.#op(instance.slots[Math.floor(head / 8)], (head >> 1) & 3);
    } while (head % 2 === 0);
  }

  /** Makes everything that was read true. */
  apply(): void {
    for (const change of this.#changes) change();
  }

  #op(slot: Slot | undefined, variant: number): void {
    if (slot?.kind === "a") return this.#attribute(slot, variant);
    if (!slot || slot.kind === "e") malformed("a slot");
    if (slot.kind === "x") return this.#text(shown(slot), variant);
    shown(slot);
    if (slot.kind === "h") return this.#html(slot);
    if (slot.kind === "l") {
      const items = variant === 1 ? slot.items : this.#edit(slot);
      if (variant > 0) this.#update(items);
    } else if (variant === 2) this.read(slot.child ?? malformed("an arm"));
    else this.#branch(slot, variant === 1 ? this.#reader.varint() : -1);
  }

  /** A new instance, filled from content. */
  #make(block: number, owner: BranchSlot | ListSlot, key: Instance["key"]): Instance {
    const instance = this.#page.make(block, owner, key);
    for (const slot of instance.slots) this.#fill(slot);
    return instance;
  }

  #fill(slot: Slot): void {
    const { kind } = slot;
    if (kind === "x") this.#text(slot, 0);
    else if (kind === "h") this.#html(slot);
    else if (kind !== "e") {
      const head = this.#reader.varint();
      if (kind === "l") this.#place(slot, this.#insert(slot, Math.floor(head / 2), head % 2), []);
      else if (kind === "b") this.#branch(slot, head - 1);
      else if (head > 0)
        this.#set(slot, new TextDecoder().decode(this.#reader.raw(head - 1)), false);
    }
  }

  /** Reads how a text changes: what is kept, what is removed after it, what comes there. */
  #splice(old: string, variant: number): [keep: number, removed: number, insert: string] {
    const keep = variant === 1 ? this.#reader.varint() : variant === 2 ? old.length : 0;
    const removed = variant === 1 ? this.#reader.varint() : old.length - keep;
    if (keep + removed > old.length) malformed("a splice");
    return [keep, removed, this.#reader.text()];
  }

  #text({ end: node }: TextSlot, variant: number): void {
    const splice = this.#splice(node.data, variant);
    this.#changes.push(() => this.#page.controls.text(node, () => node.replaceData(...splice)));
  }

  #attribute(slot: AttributeSlot, variant: number): void {
    let value: string | null = null;
    if (variant !== 3) {
      const old = slot.element.getAttribute(slot.name) ?? "";
      const [keep, removed, insert] = this.#splice(old, variant % 2);
      value = old.slice(0, keep) + insert + old.slice(keep + removed);
    }
    this.#set(slot, value, variant === 2);
  }

  #set({ element, name }: AttributeSlot, value: string | null, isForced: boolean): void {
    this.#changes.push(() => this.#page.controls.set(element, name, value, isForced));
  }

  /** @param arm -1: none */
  #branch(slot: BranchSlot, arm: number): void {
    const gone = slot.child ? nodesOf(slot.child) : [];
    const child = arm < 0 ? null : this.#make(slot.arms[arm] ?? -1, slot, null);
    this.#changes.push(() => {
      remove(gone);
      slot.child = child;
      if (child) move(nodesOf(child), slot.end);
    });
  }

  #html(slot: HtmlSlot): void {
    const nodes = [...parseFragment(this.#reader.text()).childNodes];
    this.#changes.push(() => {
      remove(slot.nodes);
      slot.nodes = nodes;
      move(nodes, slot.end);
    });
  }

  #update(items: readonly Instance[]): void {
    let index = -1;
    for (let n = this.#reader.varint(); n > 0; n--) {
      index += this.#reader.varint() + 1;
      this.read(items[index] ?? malformed("an item"));
    }
  }

  /** Reads an edit. @returns the new items */
  #edit(slot: ListSlot): Instance[] {
    // What was torn apart shows here, before anything is changed.
    const gone = new Map(slot.items.map((item) => [item, nodesOf(item)]));
    const placed: Placed[] = [];
    const head = this.#reader.varint();
    let next = 0;
    for (let segments = Math.floor(head / 2); segments > 0; segments--) {
      const segment = this.#reader.varint();
      const kind = segment % 4;
      let n = Math.floor(segment / 4);
      if (kind === 3) {
        placed.push(...this.#insert(slot, n, head % 2));
        continue;
      }
      const zigzag = this.#reader.varint();
      let at = next + (zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2);
      next = kind === 2 ? at + 1 : at + n;
      for (; n > 0; n--) {
        const item = slot.items[kind === 2 ? at-- : at++] ?? malformed("an item");
        placed.push([item, kind > 0]);
        if (!gone.delete(item)) malformed("an item twice");
      }
    }
    return this.#place(slot, placed, [...gone.values()]);
  }

  /** Reads new items. */
  #insert(slot: ListSlot, count: number, isKeyed: number): Placed[] {
    // More items than any list has: a hostile number must not keep the page busy.
    if (count > 1e6) malformed("a list");
    const read = (): Placed => {
      const key = slot.announces && isKeyed ? readKey(this.#reader) : null;
      return [this.#make(slot.block, slot, key), true];
    };
    return Array.from({ length: count }, read);
  }

  /** Backwards, since what follows an item is where it goes. */
  #place(slot: ListSlot, placed: readonly Placed[], gone: readonly ChildNode[][]): Instance[] {
    const items = placed.map(([item]) => item);
    this.#changes.push(() => {
      gone.forEach(remove);
      slot.items = items;
      let before: Node = slot.end;
      for (const [item, moves] of placed.toReversed()) {
        if (moves) move(nodesOf(item), before);
        before = item.start;
      }
    });
    return items;
  }
}
