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

/** Items that follow each other, and the nodes that have to go there; none: they stay. */
type Run = readonly [items: readonly Instance[], nodes: readonly Node[]];

/** What a patch changes. */
export interface Patched {
  readonly controls: Controls;
  /** An instance at the end of `parent`, nothing filled in. */
  make(block: number, owner: Instance["owner"], key: Instance["key"], parent: Node): Instance;
}

function remove(nodes: readonly ChildNode[]): void {
  for (const node of nodes) node.remove();
}

/** Moves nodes without resetting them (focus, frames, animations) where the browser can. */
function move(nodes: readonly Node[], before: Node): void {
  const parent = before.parentNode as Node & { moveBefore?: Node["insertBefore"] };
  for (const node of nodes) {
    if (parent.moveBefore && node.isConnected) parent.moveBefore(node, before);
    else parent.insertBefore(node, before);
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
      this.#op(instance.slots[head >> 3], (head >> 1) & 3);
    } while (!(head & 1));
  }

  /** Makes everything that was read true. */
  apply(): void {
    for (const change of this.#changes) change();
  }

  #op(slot: Slot | undefined, variant: number): void {
    if (slot?.kind === "a") return this.#attribute(slot, variant);
    if (!slot || slot.kind === "e") malformed("a slot");
    shown(slot);
    if (slot.kind === "x") this.#text(slot, variant);
    else if (slot.kind === "h") this.#html(slot);
    else if (slot.kind === "l") {
      const items = variant === 1 ? slot.items : this.#edit(slot);
      if (variant) this.#update(items);
    } else if (variant === 2) this.read(slot.child ?? malformed("an arm"));
    else this.#branch(slot, variant === 1 ? this.#reader.varint() : -1);
  }

  /** A new instance at the end of `parent`, filled from content: nobody sees it yet, so that at once. */
  #make(block: number, owner: BranchSlot | ListSlot, key: Instance["key"], parent: Node): Instance {
    const instance = this.#page.make(block, owner, key, parent);
    for (const slot of instance.slots) this.#fill(slot);
    return instance;
  }

  #fill(slot: Slot): void {
    const { kind } = slot;
    if (kind === "x") slot.end.data = this.#reader.text();
    else if (kind === "h") this.#html(slot);
    else if (kind !== "e") {
      const head = this.#reader.varint();
      if (kind === "l") this.#place(slot, [this.#insert(slot, head >> 1, head & 1)], []);
      else if (kind === "b") this.#branch(slot, head - 1);
      else if (head)
        this.#page.controls.set(slot.element, slot.name, this.#reader.text(head - 1), false);
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
      const [keep, removed, insert] = this.#splice(old, variant & 1);
      value = old.slice(0, keep) + insert + old.slice(keep + removed);
    }
    this.#changes.push(() =>
      this.#page.controls.set(slot.element, slot.name, value, variant === 2),
    );
  }

  /** @param arm -1: none */
  #branch(slot: BranchSlot, arm: number): void {
    const gone = slot.child ? nodesOf(slot.child) : [];
    const parent = new DocumentFragment();
    const child = arm < 0 ? null : this.#make(slot.arms[arm] ?? -1, slot, null, parent);
    this.#changes.push(() => {
      remove(gone);
      slot.child = child;
      move([parent], slot.end);
    });
  }

  #html(slot: HtmlSlot): void {
    const parent = parseFragment(this.#reader.text());
    this.#changes.push(() => {
      remove(slot.nodes);
      slot.nodes = [...parent.childNodes];
      move([parent], slot.end);
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
    const { items } = slot;
    const gone = new Set(items);
    const runs: Run[] = [];
    const head = this.#reader.varint();
    let next = 0;
    for (let segments = head >> 1; segments > 0; segments--) {
      const segment = this.#reader.varint();
      const kind = segment & 3;
      const n = segment >> 2;
      if (kind === 3) runs.push(this.#insert(slot, n, head & 1));
      else {
        const zigzag = this.#reader.varint();
        next += ((zigzag >> 1) ^ -(zigzag & 1)) + (kind === 2 ? 1 : n);
        if (next < n || next > items.length) malformed("an item");
        const run = items.slice(next - n, next);
        if (kind === 2) run.reverse();
        if (!run.every((item) => gone.delete(item))) malformed("an item twice");
        runs.push([run, kind ? run.flatMap(nodesOf) : []]);
      }
    }
    return this.#place(slot, runs, [...gone].flatMap(nodesOf));
  }

  /** Reads new items. */
  #insert(slot: ListSlot, count: number, isKeyed: number): Run {
    // More items than any list has: a hostile number must not keep the page busy.
    if (count > 1e6) malformed("a list");
    const parent = new DocumentFragment();
    const items: Instance[] = [];
    for (; count > 0; count--) {
      const key = slot.announces && isKeyed ? readKey(this.#reader) : null;
      items.push(this.#make(slot.block, slot, key, parent));
    }
    return [items, [parent]];
  }

  /** Backwards, since what follows an item is where it goes. */
  #place(slot: ListSlot, runs: readonly Run[], gone: readonly ChildNode[]): Instance[] {
    const items = runs.flatMap(([run]) => run);
    this.#changes.push(() => {
      remove(gone);
      slot.items = items;
      let before: Node = slot.end;
      for (const [[first], nodes] of runs.toReversed()) {
        move(nodes, before);
        before = first?.start ?? before;
      }
    });
    return items;
  }
}
