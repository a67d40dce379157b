/**
 * @module What a template reads, for the planner: unpacked once an isolate, when the first view with a query needs it.
 */
import { unpackData } from "../engine/data.ts";
import type { CompiledTemplate, DataUses } from "../engine/types.ts";

const unpacked = new WeakMap<CompiledTemplate, DataUses>();

/** The same object for the same template, so that plans are found by it. */
export function dataOf(template: CompiledTemplate): DataUses {
  const known = unpacked.get(template);
  if (known !== undefined) return known;
  const uses = unpackData(template.data);
  unpacked.set(template, uses);
  return uses;
}
