/**
 * @module What a field was encoded from, so that the next turn can tell without writing a byte that it is as it was. A state
 * may be changed anywhere deep inside, in place, so that the identity of an object says nothing about what is in it: every
 * scalar that the template reads is looked at again, and compared with the one before (for the same text that compares two
 * addresses). Leaves are in the order of the walk: a scalar; an object, then its fields; a list, then fields, length, items;
 * a date as {@link DATE} and its time.
 *
 * Only objects of which fields are read, arrays, dates and scalars are followed. Fields with anything else in them (maps, sets,
 * other iterables, values that are read whole) have no leaves and are encoded each time.
 */
import { plainMember } from "./read.ts";
import { type Step, WHOLE } from "./step.ts";
import { USE } from "./types.ts";

/** What one field was made of. */
export type Leaves = unknown[];

/** Stands before the time of a date. */
export const DATE: unique symbol = Symbol("date");

/** A page's fields have no more leaves than this together: 512 KiB at 8 bytes each. Fields beyond it are encoded each time. */
export const MAX_LEAVES = 65_536;

/** A scalar as it is noted: all that is encoded as nothing and cannot be compared is one thing. */
export function leaf(value: unknown): unknown {
  return typeof value === "function" || typeof value === "symbol" ? undefined : value;
}

/** Whether what is read of an object, not a date, can be followed. */
export function isFollowed(value: object, { names, each, uses }: Step): boolean {
  if (uses & USE.whole || value instanceof Map) return false;
  return Array.isArray(value) || (each === null && names.length > 0);
}

/** Whether the items or the length of an array are read, not only fields of it. */
export function isCounted({ names, each }: Step): boolean {
  return each !== null || names.length === 0;
}

/** Where what `value` was encoded from ends in `leaves`, given where it begins; -1 when it is not as it was. */
export function follow(value: unknown, step: Step, leaves: Leaves, start: number): number {
  const was = leaves[start];
  if (typeof value !== "object" || value === null) return leaf(value) === was ? start + 1 : -1;
  if (value instanceof Date) {
    return was === DATE && leaves[start + 1] === value.getTime() ? start + 2 : -1;
  }
  if (value !== was) {
    // Another object may be followed like the one before it, when there was one.
    if (typeof was !== "object" || was === null || !isFollowed(value, step)) return -1;
    // What was there before is not kept alive.
    leaves[start] = value;
  }
  const at = members(value, step, leaves, start + 1);
  return at < 0 || !Array.isArray(value) || !isCounted(step) ? at : items(value, step, leaves, at);
}

function members(value: object, { names, children }: Step, leaves: Leaves, start: number): number {
  let at = start;
  for (let i = 0; i < names.length; i++) {
    const found = plainMember(value, names[i] ?? "");
    // The commonest, without a call.
    if (found === leaves[at] && typeof found !== "object") at++;
    else at = follow(found, children[i] ?? WHOLE, leaves, at);
    if (at < 0) return -1;
  }
  return at;
}

function items(value: readonly unknown[], { each }: Step, leaves: Leaves, start: number): number {
  if (leaves[start] !== value.length) return -1;
  let at = start + 1;
  if (each === null) return at;
  for (let i = 0; i < value.length; i++) {
    at = follow(value[i], each, leaves, at);
    if (at < 0) return -1;
  }
  return at;
}
