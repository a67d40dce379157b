/**
 * @module What a tree of slots offers, with addresses, in order of the document.
 */
import type { Path } from "../../src/protocol/key.ts";
import type { BlockDefinition } from "../../src/protocol/page.ts";
import { holesOf } from "../oracle/holes.ts";
import type { Slot } from "../oracle/slots.ts";

/** Something that the page offers to do. */
export interface Offered {
  readonly handler: string;
  readonly path: Path;
}

/** An instance of a block, and where it is. */
export interface Part {
  readonly blocks: readonly BlockDefinition[];
  readonly block: number;
  readonly slots: readonly Slot[];
  readonly prefix: Path;
}

/** Everything that a part offers. */
export function* offersIn({ blocks, block, slots, prefix }: Part): Generator<Offered> {
  const definition = blocks[block];
  if (definition === undefined) throw new Error(`the page does not have block ${block}`);
  const holes = holesOf(definition);
  const handlers = definition.shape.flatMap((item, i) =>
    item === "e" ? [String(definition.shape[i + 4])] : [],
  );
  for (const [i, slot] of slots.entries()) {
    const hole = holes[i];
    const here = { slot: definition.first + i, key: null };
    if (slot.kind === "event") {
      yield { handler: handlers.shift() ?? "", path: [...prefix, here] };
    } else if (slot.kind === "branch" && hole?.kind === "branch" && slot.arm >= 0) {
      const arm = hole.arms[slot.arm] ?? -1;
      yield* offersIn({ blocks, block: arm, slots: slot.instance, prefix: [...prefix, here] });
    } else if (slot.kind === "list" && hole?.kind === "list") {
      for (const [index, item] of slot.items.entries()) {
        const step = { ...here, key: item.key ?? index };
        const part = { blocks, block: hole.block, slots: item.instance };
        yield* offersIn({ ...part, prefix: [...prefix, step] });
      }
    }
  }
}
