/**
 * @module The core as TypeScript sees it: five pure functions over bytes. Nothing here belongs to a session; frames and
 * values are the caller's. Throws what the core says (`core.limit`, `core.malformed`, `html.unbalanced`), `core.trap` when
 * it failed twice, and what the encoder says.
 */
import { DormouseError } from "../errors/error.ts";
import { Reader, Writer } from "../protocol/bytes.ts";
import { type Path, writeSteps } from "../protocol/key.ts";
import { readValue, type Value } from "../protocol/value.ts";
import type { Core, Instance } from "./core.ts";
import { Encoder } from "./encode.ts";
import type {
  Advanced,
  CompiledTemplate,
  DuplicateKey,
  Offer,
  Rendered,
  Base,
  Values,
} from "./types.ts";

/** Reserved names by the core's numbers. */
const CONTRIBUTIONS = ["", "value", "checked", "form", "key", "files", "point", "detail"] as const;

const utf8 = new TextDecoder();

/** A frame and how it came about. */
export interface Evaluated {
  readonly frame: Uint8Array;
  readonly evaluated: number;
  readonly warnings: readonly DuplicateKey[];
}

/** A change of a page. */
export interface Patch {
  readonly ops: Uint8Array;
  readonly blocks: readonly number[];
}

function numbers(reader: Reader): number[] {
  const list: number[] = [];
  for (let n = reader.varint(); n > 0; n--) list.push(reader.varint());
  return list;
}

function warnings(reader: Reader): readonly DuplicateKey[] {
  const json = reader.bytes();
  return json.length <= 2 ? [] : (JSON.parse(utf8.decode(json)) as DuplicateKey[]);
}

/** The address as the core reads it. */
function encodePath(path: Path): Uint8Array {
  const writer = new Writer();
  writer.varint(path.length);
  writeSteps(writer, path);
  return writer.done();
}

/** Arguments of an offer, as values. */
export function decodeArguments(args: Uint8Array): Value[] {
  const reader = new Reader(args);
  const values: Value[] = [];
  for (let n = reader.varint(); n > 0; n--) values.push(readValue(reader));
  return values;
}

/** What a call is given: bytes, the fields of values, or nothing. */
type Section = Uint8Array | readonly Uint8Array[] | null;

function begin(instance: Instance, sections: readonly Section[]): Instance {
  let size = 0;
  for (const section of sections) size += section === null ? 1 : sizeOf(section);
  instance.begin(size);
  for (const section of sections) {
    if (section === null || section instanceof Uint8Array) instance.section(section);
    else instance.parts(section);
  }
  return instance;
}

/** At most this many bytes. */
function sizeOf(section: Uint8Array | readonly Uint8Array[]): number {
  if (section instanceof Uint8Array) return section.length + 8;
  let size = 16;
  for (const part of section) size += part.length;
  return size;
}

/** Stands for a field of old values that is as it is in the new ones: it has no structure. */
const UNCHANGED = new Uint8Array([0, 0, 1]);

function partsOf({ fields }: Values): Uint8Array[] {
  return fields.map(({ bytes }) => bytes);
}

/** Old values as the core reads them beside the new ones. */
function oldParts(old: Values | null, { fields }: Values): Uint8Array[] | null {
  return old?.fields.map((was, i) => (was === fields[i] ? UNCHANGED : was.bytes)) ?? null;
}

/** The core's functions. One an isolate. */
export class Engine {
  readonly core: Core;
  readonly #encoder = new Encoder();

  constructor(core: Core) {
    this.core = core;
  }

  /**
   * What `template` reads of `state`. With the values before, only fields that are not as they were are encoded; they
   * themselves are the result when all are. @throws engine.not-text, engine.too-deep, and what a getter throws
   */
  encode(template: CompiledTemplate, state: object, before: Values | null = null): Values {
    return this.#encoder.encode(template.reads, state, before);
  }

  /** The frame of `values`. With the old values and their frame, only what reads a changed value is evaluated. */
  evaluate(
    template: CompiledTemplate,
    values: Values,
    oldValues: Values | null,
    baseFrame: Uint8Array | null,
  ): Evaluated {
    return this.core.run((instance) => {
      const handle = instance.handle(template);
      begin(instance, [partsOf(values), oldParts(oldValues, values), baseFrame]);
      const reader = new Reader(instance.result(instance.abi.evaluate(handle, instance.length)));
      return {
        frame: reader.bytes().slice(),
        evaluated: reader.varint(),
        warnings: warnings(reader),
      };
    });
  }

  /** The page that a frame shows. */
  render(template: CompiledTemplate, frame: Uint8Array): Rendered {
    return this.core.run((instance) => {
      const handle = instance.handle(template);
      begin(instance, [frame]);
      const reader = new Reader(instance.result(instance.abi.html(handle, instance.length)));
      const html = reader.bytes();
      const skeleton = JSON.parse(utf8.decode(reader.bytes())) as Rendered["skeleton"];
      const blocks = numbers(reader);
      // The core counts bytes; text is counted in UTF-16 units.
      const islandAt = utf8.decode(html.subarray(0, reader.varint())).length;
      return { html: utf8.decode(html), skeleton, blocks, islandAt };
    });
  }

  /** What turns the page of one frame into that of another. */
  diff(template: CompiledTemplate, from: Uint8Array, to: Uint8Array, forced: Path | null): Patch {
    return this.core.run((instance) => {
      const handle = instance.handle(template);
      begin(instance, [from, to, forced === null ? null : encodePath(forced)]);
      const reader = new Reader(instance.result(instance.abi.diff(handle, instance.length)));
      return { ops: reader.bytes().slice(), blocks: numbers(reader) };
    });
  }

  /**
   * {@link evaluate} and {@link diff} in one call: a turn, from what the page shows to `values`. The frame is that of the
   * base itself when it has the same bytes.
   */
  advance(template: CompiledTemplate, values: Values, base: Base, forced: Path | null): Advanced {
    return this.core.run((instance) => {
      const handle = instance.handle(template);
      const path = forced === null ? null : encodePath(forced);
      begin(instance, [partsOf(values), oldParts(base.values, values), base.frame, path]);
      const reader = new Reader(instance.result(instance.abi.advance(handle, instance.length)));
      const frame = reader.bytes();
      return {
        frame: frame.length === 0 ? base.frame : frame.slice(),
        ops: reader.bytes().slice(),
        blocks: numbers(reader),
        evaluated: reader.varint(),
        warnings: warnings(reader),
      };
    });
  }

  /** What the hole at `path` offers in `frame`; null when the address leads nowhere. Needs no template. */
  resolve(frame: Uint8Array, path: Path): Offer | null {
    try {
      return this.core.run((instance) => {
        begin(instance, [frame, encodePath(path)]);
        const reader = new Reader(instance.result(instance.abi.resolve(instance.length)));
        const handler = reader.text();
        const contributes = CONTRIBUTIONS[reader.byte()] ?? "";
        return { handler, contributes, args: reader.bytes().slice(), indexed: reader.byte() === 1 };
      });
    } catch (error) {
      if (error instanceof DormouseError && error.code === "event.stale") return null;
      throw error;
    }
  }
}
