/**
 * @module Keys of list items and addresses of event holes. A key is the rendered string; one that is a canonical whole
 * number travels as a number. An address is one step per level from the root of the page: the number of the branch, list
 * or event hole, and for a list the key (or index) of the item.
 */
import { malformed, type Reader, utf8, type Writer } from "./bytes.ts";
import { MAX_PATH_STEPS } from "./limits.ts";

/** Largest number (exclusive) that a key travels as. */
export const MAX_INTEGER_KEY: number = 2 ** 50;

/** A key, or the index of an item of a list without keys. */
export type Key = string | number;

/** One level of an address. */
export interface Step {
  readonly slot: number;
  readonly key: Key | null;
}

/** From the root of the page to an event hole. */
export type Path = readonly Step[];

/** The number that `key` is written as, or null. */
export function integerKey(key: Key): number | null {
  const number = Number(key);
  return number >= 0 &&
    number < MAX_INTEGER_KEY &&
    Number.isInteger(number) &&
    String(number) === String(key)
    ? number
    : null;
}

export function writeKey(writer: Writer, key: Key): void {
  const number = integerKey(key);
  if (number !== null) {
    writer.varint(number * 2);
    return;
  }
  const bytes = utf8.encode(String(key));
  writer.varint(bytes.length * 2 + 1);
  writer.raw(bytes);
}

/** A whole number where the key is one, else the string. */
export function readKey(reader: Reader): Key {
  const head = reader.varint();
  return head % 2 === 0 ? head / 2 : new TextDecoder().decode(reader.raw((head - 1) / 2));
}

/** The steps, without their number. */
export function writeSteps(writer: Writer, path: Path): void {
  for (const { slot, key } of path) {
    writer.varint(slot * 2 + (key === null ? 0 : 1));
    if (key !== null) writeKey(writer, key);
  }
}

export function readSteps(reader: Reader, count: number): Path {
  if (count < 1 || count > MAX_PATH_STEPS) malformed(`an address of ${count} steps`);
  const path: Step[] = [];
  for (let i = 0; i < count; i++) {
    const head = reader.varint();
    path.push({ slot: Math.floor(head / 2), key: head % 2 === 0 ? null : readKey(reader) });
  }
  return path;
}

/**
 * The address of the page's URL: a query is contributed there. It can mean no event of a template, since the last step to
 * an event has no key.
 */
export const URL_ADDRESS: Path = [{ slot: 0, key: 0 }];

/** Whether it is the address of the page's URL. */
export function isUrlAddress(path: Path): boolean {
  const [step] = path;
  return path.length === 1 && step?.slot === 0 && step.key === 0;
}
