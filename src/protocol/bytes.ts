/**
 * @module Reading and writing bytes: unsigned LEB128 varints up to 2^53-1, length-prefixed UTF-8. A reader never reads
 * past its end and never allocates by a length that it has not checked; anything wrong is `protocol.malformed`.
 */
import { DormouseError } from "../errors/error.ts";

/** Text to bytes. */
export const utf8: TextEncoder = new TextEncoder();
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Fails with `protocol.malformed`. */
export function malformed(what: string): never {
  throw new DormouseError("protocol.malformed", `malformed message: ${what}`);
}

/** A growing buffer. */
export class Writer {
  #buffer = new Uint8Array(64);
  #length = 0;

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  #room(more: number): void {
    if (this.#length + more <= this.#buffer.length) return;
    const larger = new Uint8Array(Math.max(this.#buffer.length * 2, this.#length + more));
    larger.set(this.#buffer);
    this.#buffer = larger;
  }

  byte(value: number): void {
    this.#room(1);
    this.#buffer[this.#length++] = value;
  }

  /** @param value whole, 0 … 2^53-1 */
  varint(value: number): void {
    this.#room(8);
    let rest = value;
    while (rest > 127) {
      this.#buffer[this.#length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.#buffer[this.#length++] = rest;
  }

  raw(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Length and bytes. */
  bytes(bytes: Uint8Array): void {
    this.varint(bytes.length);
    this.raw(bytes);
  }

  /** Length in UTF-8 and text. Lone surrogates become U+FFFD. */
  text(text: string): void {
    this.bytes(utf8.encode(text));
  }

  /** A copy of what was written. */
  done(): Uint8Array<ArrayBuffer> {
    return this.#buffer.slice(0, this.#length);
  }
}

/** A position in bytes that one does not trust. */
export class Reader {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  /** Whether nothing is left. */
  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  byte(): number {
    const value = this.#bytes[this.#at];
    if (value === undefined) malformed("it ends too early");
    this.#at++;
    return value;
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 8; i++) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) {
        if (!Number.isSafeInteger(value)) malformed("a number is too large");
        return value;
      }
      scale *= 128;
    }
    malformed("a number is too long");
  }

  /** The next `length` bytes, not copied. */
  raw(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#at) malformed("a length points past the end");
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  bytes(): Uint8Array {
    return this.raw(this.varint());
  }

  text(): string {
    const bytes = this.bytes();
    try {
      return strict.decode(bytes);
    } catch {
      // The only thing that decode() throws for: the bytes are not UTF-8.
      malformed("a text is not UTF-8");
    }
  }

  /** Everything that is left, not copied. */
  rest(): Uint8Array {
    return this.raw(this.#bytes.length - this.#at);
  }
}
