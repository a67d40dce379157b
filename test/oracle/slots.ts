/**
 * @module What a page shows, as a tree of slot values: read out of a frame, changed by ops. A second implementation of the
 * frame and op rules of SPEC, beside the core's and the browser's; it knows nothing of HTML.
 */
import { Reader } from "../../src/protocol/bytes.ts";
import { type Key, readKey } from "../../src/protocol/key.ts";
import type { BlockDefinition } from "../../src/protocol/page.ts";
import { type Hole, holesOf } from "./holes.ts";

/** One hole of an instance. */
export type Slot =
  | { kind: "text"; text: string }
  | { kind: "attribute"; value: string | null }
  | { kind: "branch"; arm: number; instance: Slot[] }
  | { kind: "list"; items: { key: Key | null; instance: Slot[] }[]; keyed: boolean }
  | { kind: "html"; html: string }
  | { kind: "event" };

function readSlot(reader: Reader): Slot {
  const tag = reader.byte();
  switch (tag) {
    case 1:
      return { kind: "text", text: reader.text() };
    case 2:
      return { kind: "attribute", value: null };
    case 3:
      return { kind: "attribute", value: reader.text() };
    case 4:
      return { kind: "branch", arm: -1, instance: [] };
    case 5:
      return { kind: "branch", arm: reader.varint(), instance: readInstance(reader) };
    case 6: {
      const inner = new Reader(reader.bytes());
      const keyed = (inner.byte() & 1) === 1;
      const count = inner.varint();
      const items = Array.from({ length: count }, () => ({
        key: keyed ? readKey(inner) : null,
        instance: readInstance(inner),
      }));
      if (!inner.done) throw new Error("bytes left over in a list");
      return { kind: "list", keyed, items };
    }
    case 7:
      return { kind: "html", html: reader.text() };
    case 8:
      reader.bytes();
      return { kind: "event" };
    default:
      throw new Error(`slot tag ${tag}`);
  }
}

function readInstance(reader: Reader): Slot[] {
  const inner = new Reader(reader.bytes());
  inner.varint();
  const slots: Slot[] = [];
  while (!inner.done) slots.push(readSlot(inner));
  return slots;
}

/** The tree of a frame. */
export function slotsOf(frame: Uint8Array): Slot[] {
  const reader = new Reader(frame);
  if (reader.byte() !== 1) throw new Error("not a frame of version 1");
  const root = readInstance(reader);
  if (!reader.done) throw new Error("bytes left over in a frame");
  return root;
}

/** Names of ops by kind of slot and variant, and of segments of an edit. */
const VARIANTS = {
  text: ["set", "splice", "append"],
  attribute: ["set", "splice", "force", "remove"],
  branch: ["none", "switch", "enter"],
  list: ["edit", "update", "edit and update"],
  html: ["set"],
  event: [],
  segment: ["stay", "move", "reverse", "insert"],
} as const;

/** All kinds of ops, such as `text splice`. */
export const OP_KINDS: readonly string[] = Object.entries(VARIANTS).flatMap(([kind, variants]) =>
  variants.map((variant) => `${kind} ${variant}`),
);

/** Applies ops to a tree, in place. Counts them by kind. */
export class Applier {
  readonly #blocks: readonly BlockDefinition[];
  readonly #holes = new Map<number, Hole[]>();
  readonly counts: Map<string, number>;

  constructor(blocks: readonly BlockDefinition[], counts: Map<string, number> = new Map()) {
    this.#blocks = blocks;
    this.counts = counts;
  }

  #count(kind: keyof typeof VARIANTS, variant: number): void {
    const name = `${kind} ${VARIANTS[kind][variant]}`;
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  #holesOf(block: number): Hole[] {
    let holes = this.#holes.get(block);
    if (holes === undefined) {
      const definition = this.#blocks[block];
      if (definition === undefined) throw new Error(`no block ${block}`);
      this.#holes.set(block, (holes = holesOf(definition)));
    }
    return holes;
  }

  /** All of `ops`, on the root. */
  apply(root: Slot[], ops: Uint8Array): void {
    if (ops.length === 0) return;
    const reader = new Reader(ops);
    this.#instance(reader, 0, root);
    if (!reader.done) throw new Error("bytes left over in ops");
  }

  #instance(reader: Reader, block: number, slots: Slot[]): void {
    let previous = -1;
    for (let last = false; !last;) {
      const head = reader.varint();
      const index = Math.floor(head / 8);
      last = head % 2 === 1;
      const slot = slots[index];
      const hole = this.#holesOf(block)[index];
      if (slot === undefined || hole === undefined || index <= previous)
        throw new Error(`op on slot ${index} of block ${block}`);
      previous = index;
      this.#op(reader, slot, hole, (head >> 1) & 3);
    }
  }

  #op(reader: Reader, slot: Slot, hole: Hole, variant: number): void {
    this.#count(slot.kind, variant);
    if (slot.kind === "text") slot.text = edit(reader, slot.text, variant, true);
    else if (slot.kind === "html") slot.html = reader.text();
    else if (slot.kind === "attribute") {
      if (variant === 3) slot.value = null;
      else if (variant === 2) slot.value = reader.text();
      else slot.value = edit(reader, slot.value ?? "", variant, false);
    } else if (slot.kind === "branch" && hole.kind === "branch")
      this.#branch(reader, slot, hole.arms, variant);
    else if (slot.kind === "list" && hole.kind === "list") {
      if (variant === 0 || variant === 2) this.#edit(reader, slot, hole);
      if (variant === 1 || variant === 2) this.#update(reader, slot, hole.block);
    } else throw new Error(`op on a slot of kind ${slot.kind}`);
  }

  #branch(
    reader: Reader,
    slot: Slot & { kind: "branch" },
    arms: readonly number[],
    variant: number,
  ): void {
    if (variant === 2) return this.#instance(reader, arms[slot.arm] ?? -1, slot.instance);
    slot.arm = variant === 0 ? -1 : reader.varint();
    slot.instance = variant === 0 ? [] : this.#content(reader, arms[slot.arm] ?? -1);
  }

  #edit(reader: Reader, slot: Slot & { kind: "list" }, hole: Hole & { kind: "list" }): void {
    const head = reader.varint();
    const keyed = head % 2 === 1;
    const items: (typeof slot)["items"] = [];
    let next = 0;
    let stays = -1;
    for (let segments = Math.floor(head / 2); segments > 0; segments--) {
      const segment = reader.varint();
      const kind = segment % 4;
      const count = Math.floor(segment / 4);
      this.#count("segment", kind);
      if (kind === 3) {
        for (let i = 0; i < count; i++) {
          const key = hole.announces && keyed ? readKey(reader) : null;
          items.push({ key, instance: this.#content(reader, hole.block) });
        }
        continue;
      }
      const zigzag = reader.varint();
      const start = next + (zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2);
      for (let i = 0; i < count; i++) {
        const from = kind === 2 ? start - i : start + i;
        const item = slot.items[from];
        if (item === undefined)
          throw new Error(`a segment takes item ${from} of ${slot.items.length}`);
        if (kind === 0 && from <= stays) throw new Error("items that stay are out of order");
        if (kind === 0) stays = from;
        items.push(item);
      }
      next = kind === 2 ? start + 1 : start + count;
    }
    if (new Set(items).size !== items.length) throw new Error("an item is taken twice");
    slot.items = items;
    slot.keyed = keyed;
  }

  #update(reader: Reader, slot: Slot & { kind: "list" }, block: number): void {
    let index = -1;
    for (let n = reader.varint(); n > 0; n--) {
      index += 1 + reader.varint();
      const item = slot.items[index];
      if (item === undefined) throw new Error(`update of item ${index} of ${slot.items.length}`);
      this.#instance(reader, block, item.instance);
    }
  }

  #content(reader: Reader, block: number): Slot[] {
    return this.#holesOf(block).map((hole): Slot => {
      switch (hole.kind) {
        case "text":
          return { kind: "text", text: reader.text() };
        case "html":
          return { kind: "html", html: reader.text() };
        case "event":
          return { kind: "event" };
        case "attribute": {
          const length = reader.varint();
          const value = length === 0 ? null : new TextDecoder().decode(reader.raw(length - 1));
          return { kind: "attribute", value };
        }
        case "branch": {
          const arm = reader.varint() - 1;
          return {
            kind: "branch",
            arm,
            instance: arm < 0 ? [] : this.#content(reader, hole.arms[arm] ?? -1),
          };
        }
        case "list": {
          const head = reader.varint();
          const keyed = head % 2 === 1;
          const items = Array.from({ length: Math.floor(head / 2) }, () => ({
            key: hole.announces && keyed ? readKey(reader) : null,
            instance: this.#content(reader, hole.block),
          }));
          return { kind: "list", keyed, items };
        }
      }
    });
  }
}

function edit(reader: Reader, old: string, variant: number, canAppend: boolean): string {
  if (variant === 0) return reader.text();
  if (variant === 2 && canAppend) return old + reader.text();
  if (variant !== 1) throw new Error(`variant ${variant}`);
  const keep = reader.varint();
  const remove = reader.varint();
  const pieces = [old.slice(0, keep), reader.text(), old.slice(keep + remove)];
  if (pieces.some((piece) => !piece.isWellFormed()))
    throw new Error("a splice cuts a surrogate pair");
  return pieces.join("");
}

/** A tree without what the browser never learns: keys of lists that are not announced. */
export function comparable(slots: readonly Slot[]): unknown {
  return slots.map((slot) => {
    if (slot.kind === "branch") return { arm: slot.arm, instance: comparable(slot.instance) };
    if (slot.kind === "list")
      return { items: slot.items.map(({ instance }) => comparable(instance)) };
    return slot;
  });
}
