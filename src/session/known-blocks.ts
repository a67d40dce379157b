/**
 * @module Which blocks a page has: a bit set that the page tells in `hello` and that grows with every block it is sent. Sets
 * are never changed in place.
 */
import { MAX_BLOCKS } from "../protocol/limits.ts";

/** Whether bit `block` is set. */
export function hasBlock(known: Uint8Array, block: number): boolean {
  return ((known[block >> 3] ?? 0) & (1 << (block & 7))) !== 0;
}

/** `known` and `blocks`. The same object when nothing is added. */
export function addBlocks(known: Uint8Array, blocks: readonly number[]): Uint8Array {
  const added = blocks.filter((block) => block < MAX_BLOCKS && !hasBlock(known, block));
  if (added.length === 0) return known;
  const all = new Uint8Array(Math.max(known.length, (Math.max(...added) >> 3) + 1));
  all.set(known);
  for (const block of added) all[block >> 3] = (all[block >> 3] ?? 0) | (1 << (block & 7));
  return all;
}
