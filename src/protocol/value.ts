/**
 * @module Values on the wire: arguments in a frame, and what the browser contributes. JSON's types and dates, in binary;
 * decoding is bounded in depth and number, and its dicts have no prototype.
 */
import { malformed, type Reader, type Writer } from "./bytes.ts";
import { MAX_VALUE_DEPTH, MAX_VALUE_NODES } from "./limits.ts";
import {
  VALUE_DATE,
  VALUE_DICT,
  VALUE_FALSE,
  VALUE_FLOAT,
  VALUE_INT,
  VALUE_LIST,
  VALUE_NULL,
  VALUE_TEXT,
  VALUE_TRUE,
} from "./tags.ts";

/** What a value may be. Dicts read from the wire have no prototype. */
export type Value =
  | null
  | boolean
  | number
  | string
  | Date
  | readonly Value[]
  | { readonly [name: string]: Value };

/** Eight bytes, little-endian, as on every platform that runs this. */
function writeFloat(writer: Writer, tag: number, value: number): void {
  writer.byte(tag);
  writer.raw(new Uint8Array(Float64Array.of(value).buffer));
}

function readFloat(reader: Reader): number {
  const bytes = reader.raw(8);
  return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0, true);
}

function writeNumber(writer: Writer, value: number): void {
  if (Number.isSafeInteger(value) && Math.abs(value) < 2 ** 52) {
    writer.byte(VALUE_INT);
    writer.varint(value < 0 ? -2 * value - 1 : 2 * value);
  } else {
    writeFloat(writer, VALUE_FLOAT, value);
  }
}

export function writeValue(writer: Writer, value: Value): void {
  if (value === null) writer.byte(VALUE_NULL);
  else if (typeof value === "boolean") writer.byte(value ? VALUE_TRUE : VALUE_FALSE);
  else if (typeof value === "number") writeNumber(writer, value);
  else if (typeof value === "string") {
    writer.byte(VALUE_TEXT);
    writer.text(value);
  } else if (value instanceof Date) {
    writeFloat(writer, VALUE_DATE, value.getTime());
  } else if (Array.isArray(value)) {
    writer.byte(VALUE_LIST);
    writer.varint(value.length);
    for (const item of value as readonly Value[]) writeValue(writer, item);
  } else {
    const entries = Object.entries(value);
    writer.byte(VALUE_DICT);
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
  const dict: { [name: string]: Value } = Object.create(null);
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
    case VALUE_NULL:
      return null;
    case VALUE_FALSE:
      return false;
    case VALUE_TRUE:
      return true;
    case VALUE_INT:
      return readInt(reader);
    case VALUE_FLOAT: {
      const float = readFloat(reader);
      if (!Number.isFinite(float)) malformed("a number that is not finite");
      return float;
    }
    case VALUE_TEXT:
      return reader.text();
    case VALUE_LIST:
      return readList(reader, depth, budget);
    case VALUE_DICT:
      return readDict(reader, depth, budget);
    case VALUE_DATE:
      return new Date(readFloat(reader));
    default:
      return malformed(`unknown kind of value ${tag}`);
  }
}

/** @throws protocol.malformed when nested deeper than MAX_VALUE_DEPTH, with more than MAX_VALUE_NODES values, or not one */
export function readValue(reader: Reader): Value {
  return read(reader, 1, { nodes: MAX_VALUE_NODES });
}
