/**
 * @module Structure and texts of one top-level field while they are made: two growing buffers.
 * Short texts are written unit by unit, long ones by `encodeInto`: below some 50 units a call costs more than the loop, and
 * joining the texts first leaves garbage as large as the page. Lone surrogates and NUL become U+FFFD here, so that the core and
 * the browser never see them.
 */
import { VALUE_TEXT } from "../protocol/tags.ts";

const utf8 = new TextEncoder();
/** Texts from here on go through `encodeInto`. */
const LONG_UNITS = 48;
/** Longest form of one value without its text: a tag and a varint or a float. */
const MAX_VALUE_BYTES = 16;

function enlarge(old: Uint8Array, length: number, more: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(old.length * 2, length + more));
  larger.set(old.subarray(0, length));
  return larger;
}

/** Bytes of a varint. */
export function varintLength(value: number): number {
  let length = 1;
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) length++;
  return length;
}

/** Structure and texts of one field. Reused. */
export class Field {
  #struct: Uint8Array = new Uint8Array(4096);
  #length = 0;
  #heap: Uint8Array = new Uint8Array(4096);
  #heapLength = 0;
  /** UTF-16 units of the texts. */
  #units = 0;

  reset(): void {
    this.#length = 0;
    this.#heapLength = 0;
    this.#units = 0;
  }

  /** Lengths, whether the texts are ASCII, structure, texts. */
  done(): Uint8Array<ArrayBuffer> {
    const [struct, heap] = [this.#length, this.#heapLength];
    const bytes = new Uint8Array(varintLength(struct) + varintLength(heap) + 1 + struct + heap);
    let at = putVarint(bytes, 0, struct);
    at = putVarint(bytes, at, heap);
    bytes[at++] = heap === this.#units ? 1 : 0;
    putBytes(bytes, at, this.#struct, struct);
    putBytes(bytes, at + struct, this.#heap, heap);
    return bytes;
  }

  byte(value: number): void {
    if (this.#length === this.#struct.length) this.#struct = enlarge(this.#struct, this.#length, 1);
    this.#struct[this.#length++] = value;
  }

  tagged(tag: number, value: number): void {
    this.#room();
    this.#struct[this.#length++] = tag;
    this.#varint(value);
  }

  varint(value: number): void {
    this.#room();
    this.#varint(value);
  }

  float(tag: number, value: number): void {
    this.#room();
    this.#struct[this.#length++] = tag;
    new DataView(this.#struct.buffer).setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  /** A text without tag: a key of a dict. */
  name(text: string): void {
    this.varint(text.length);
    this.#put(text);
  }

  text(text: string): void {
    this.tagged(VALUE_TEXT, text.length);
    this.#put(text);
  }

  #room(): void {
    if (this.#length + MAX_VALUE_BYTES <= this.#struct.length) return;
    this.#struct = enlarge(this.#struct, this.#length, MAX_VALUE_BYTES);
  }

  #varint(value: number): void {
    if (value < 128) this.#struct[this.#length++] = value;
    else this.#length = putVarint(this.#struct, this.#length, value);
  }

  #put(text: string): void {
    const units = text.length;
    if (this.#heapLength + units * 3 > this.#heap.length) {
      this.#heap = enlarge(this.#heap, this.#heapLength, units * 3);
    }
    this.#units += units;
    if (units >= LONG_UNITS) return this.#putLong(text);
    const heap = this.#heap;
    const start = this.#heapLength;
    for (let i = 0; i < units; i++) {
      const unit = text.charCodeAt(i);
      // NUL wraps around, so one comparison finds it and everything that is not ASCII.
      if ((unit - 1) >>> 0 >= 127) return this.#putLong(text);
      heap[start + i] = unit;
    }
    this.#heapLength = start + units;
  }

  #putLong(text: string): void {
    const mended = text.includes("\0") ? text.replaceAll("\0", "\ufffd") : text;
    this.#heapLength += utf8.encodeInto(mended, this.#heap.subarray(this.#heapLength)).written;
  }
}

function putVarint(out: Uint8Array, start: number, value: number): number {
  let at = start;
  let rest = value;
  while (rest > 127) {
    out[at++] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
  }
  out[at++] = rest;
  return at;
}

function putBytes(out: Uint8Array, at: number, from: Uint8Array, length: number): void {
  // A view costs as much as copying this many bytes by hand.
  if (length > 64) out.set(from.subarray(0, length), at);
  else for (let i = 0; i < length; i++) out[at + i] = from[i] ?? 0;
}
