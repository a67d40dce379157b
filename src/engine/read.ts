/**
 * @module How a template reads JavaScript values: members of objects and maps, items of whatever can be iterated, sizes.
 * Never calls a function of the app's, except getters and iterators.
 */
import { DormouseError } from "../errors/error.ts";

/** Items of one iterable. */
const MAX_ITEMS = 200_000;

/** `value.name` as a template means it. Functions count as absent when they are encoded. */
export function member(value: object, name: string): unknown {
  if (value instanceof Map) {
    if (value.has(name)) return value.get(name) as unknown;
    return name === "items" ? value : name === "size" ? value.size : null;
  }
  return plainMember(value, name);
}

/** {@link member} of what is no map. */
export function plainMember(value: object, name: string): unknown {
  const found = (value as Record<string, unknown>)[name];
  // Django's `for name, value in dict.items`.
  if (found === undefined && name === "items" && !Array.isArray(value))
    return Object.entries(value);
  return found;
}

/** The items of something that a template loops over; null when it cannot be looped over. */
export function iterable(value: object): readonly unknown[] | null {
  const items = Array.isArray(value)
    ? (value as readonly unknown[])
    : Symbol.iterator in value
      ? take(value as Iterable<unknown>)
      : Object.getPrototypeOf(value) === Object.prototype
        ? Object.keys(value)
        : null;
  if (items !== null && items.length > MAX_ITEMS) tooMany();
  return items;
}

function take(items: Iterable<unknown>): unknown[] {
  const list: unknown[] = [];
  for (const item of items) {
    if (list.length >= MAX_ITEMS) tooMany();
    list.push(item);
  }
  return list;
}

function tooMany(): never {
  throw new DormouseError("core.limit", `a loop over more than ${MAX_ITEMS} items`);
}

/** How many items something has; 1 for an object that is not a collection. */
export function size(value: object): number {
  if (Array.isArray(value)) return value.length;
  if (value instanceof Map || value instanceof Set) return value.size;
  if (Symbol.iterator in value) return take(value as Iterable<unknown>).length;
  return Object.getPrototypeOf(value) === Object.prototype ? Object.keys(value).length : 1;
}

export function kind(value: object): string {
  return Array.isArray(value)
    ? "a list"
    : value instanceof Map || value instanceof Set
      ? "a collection"
      : "an object";
}
