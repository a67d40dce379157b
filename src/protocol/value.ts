/**
 * @module Values on the wire: arguments in a frame, and what the browser contributes. JSON's types and dates, in binary;
 * decoding is bounded in depth and number, and its dicts have no prototype.
 */
import { malformed, type Reader, type Writer } from "./bytes.ts";
import { MAX_VALUE_DEPTH, MAX_VALUE_NODES } from "./limits.ts";
import { VALUE_TAG } from "./tags.ts";

/** What a value may be. Dicts read from the wire have no prototype. */
export type Value =
  | null
  | boolean
  | number
  | string
  | Date
  | readonly Value[]
  | { readonly [name: string]: Value };

function writeNumber(writer: Writer, value: number): void {
  if (Number.isSafeInteger(value) && Math.abs(value) < 2 ** 52) {
    writer.byte(VALUE_TAG.int);
    writer.varint(value < 0 ? -2 * value - 1 : 2 * value);
  } else {
    writer.byte(VALUE_TAG.float);
    writer.float(value);
  }
}

export function writeValue(writer: Writer, value: Value): void {
  if (value === null) writer.byte(VALUE_TAG.null);
  else if (typeof value === "boolean") writer.byte(value ? VALUE_TAG.true : VALUE_TAG.false);
  else if (typeof value === "number") writeNumber(writer, value);
  else if (typeof value === "string") {
    writer.byte(VALUE_TAG.text);
    writer.text(value);
  } else if (value instanceof Date) {
    writer.byte(VALUE_TAG.date);
    writer.float(value.getTime());
  } else if (Array.isArray(value)) {
    writer.byte(VALUE_TAG.list);
    writer.varint(value.length);
    for (const item of value as readonly Value[]) writeValue(writer, item);
  } else {
    const entries = Object.entries(value);
    writer.byte(VALUE_TAG.dict);
    writer.varint(entries.length);
    for (const [name, item] of entries) {
      writer.text(name);
      writeValue(writer, item);
    }
  }
}

interface Budget {
  nodes: number;
}

function readList(reader: Reader, depth: number, budget: Budget): Value[] {
  const count = reader.varint();
  const list: Value[] = [];
  for (let i = 0; i < count; i++) list.push(read(reader, depth + 1, budget));
  return list;
}

function readDict(reader: Reader, depth: number, budget: Budget): { [name: string]: Value } {
  const count = reader.varint();
  const dict = Object.create(null) as { [name: string]: Value };
  for (let i = 0; i < count; i++) {
    const name = reader.text();
    // Not dangerous in an object without prototype, but it would become so in the first one that copies it.
    if (name === "__proto__" || name === "constructor" || name === "prototype")
      malformed(`the name ${name}`);
    if (name in dict) malformed("a name occurs twice");
    dict[name] = read(reader, depth + 1, budget);
  }
  return dict;
}

function readInt(reader: Reader): number {
  const zigzag = reader.varint();
  return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
}

function read(reader: Reader, depth: number, budget: Budget): Value {
  if (depth > MAX_VALUE_DEPTH) malformed(`nested deeper than ${MAX_VALUE_DEPTH}`);
  if (--budget.nodes < 0) malformed(`more than ${MAX_VALUE_NODES} values`);
  const tag = reader.byte();
  switch (tag) {
    case VALUE_TAG.null:
      return null;
    case VALUE_TAG.false:
      return false;
    case VALUE_TAG.true:
      return true;
    case VALUE_TAG.int:
      return readInt(reader);
    case VALUE_TAG.float: {
      const float = reader.float();
      if (!Number.isFinite(float)) malformed("a number that is not finite");
      return float;
    }
    case VALUE_TAG.text:
      return reader.text();
    case VALUE_TAG.list:
      return readList(reader, depth, budget);
    case VALUE_TAG.dict:
      return readDict(reader, depth, budget);
    case VALUE_TAG.date:
      return new Date(reader.float());
    default:
      return malformed(`unknown kind of value ${tag}`);
  }
}

/** @throws protocol.malformed when nested deeper than MAX_VALUE_DEPTH, with more than MAX_VALUE_NODES values, or not one */
export function readValue(reader: Reader): Value {
  return read(reader, 1, { nodes: MAX_VALUE_NODES });
}
