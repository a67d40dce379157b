/**
 * @module The bytes of one top-level field while they are made: the structure, and the texts that will be encoded together.
 */
import { VALUE_TEXT } from "../protocol/tags.ts";

/** Structure and texts of one field. Reused from field to field. */
export class Field {
  struct: Uint8Array<ArrayBuffer> = new Uint8Array(1024);
  length = 0;
  readonly texts: string[] = [];
  units = 0;

  reset(): void {
    this.length = 0;
    this.texts.length = 0;
    this.units = 0;
  }

  /** Makes room for a tag and a number, or for a float. */
  room(): void {
    if (this.length + 16 <= this.struct.length) return;
    const larger = new Uint8Array(this.struct.length * 2);
    larger.set(this.struct);
    this.struct = larger;
  }

  byte(value: number): void {
    this.room();
    this.struct[this.length++] = value;
  }

  tagged(tag: number, value: number): void {
    this.room();
    this.struct[this.length++] = tag;
    this.varint(value);
  }

  varint(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.struct[this.length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.struct[this.length++] = rest;
  }

  float(tag: number, value: number): void {
    this.room();
    this.struct[this.length++] = tag;
    new DataView(this.struct.buffer).setFloat64(this.length, value, true);
    this.length += 8;
  }

  /** A text without tag: a key of a dict. */
  name(text: string): void {
    this.room();
    this.varint(text.length);
    this.texts.push(text);
    this.units += text.length;
  }

  text(text: string): void {
    this.tagged(VALUE_TEXT, text.length);
    this.texts.push(text);
    this.units += text.length;
  }
}
