/**
 * @module Copies what a template reads out of a view's state into bytes for the core, and nothing else: the walk follows
 * the reads, over plain objects, getters, arrays, `Map`, `Set`, `Date` and iterables. Values are encoded per top-level field.
 */
import { DormouseError } from "../errors/error.ts";
import {
  VALUE_COUNT,
  VALUE_DATE,
  VALUE_DICT,
  VALUE_FALSE,
  VALUE_FLOAT,
  VALUE_INT,
  VALUE_LIST,
  VALUE_NULL,
  VALUE_RECORD,
  VALUE_ROWS,
  VALUE_TRUE,
} from "../protocol/tags.ts";
import { Field } from "./field.ts";
import { DATE, follow, isFollowed, leaf, type Leaves, MAX_LEAVES } from "./leaves.ts";
import { iterable, kind, member, plainMember, size } from "./read.ts";
import { link, type Step, WHOLE } from "./step.ts";
import { type EncodedField, type Reads, USE, type Values } from "./types.ts";

/** Nesting of a value that a template reads. */
const MAX_DEPTH = 64;

/** Encodes values. One an isolate: it holds buffers, and nothing of a session. */
export class Encoder {
  readonly #field = new Field();
  readonly #path: (string | number)[] = [];
  readonly #roots = new WeakMap<Reads, Step>();
  /** Where in the state an error is costs a push per value, so it is worked out only when there is one. */
  #isTracing = false;
  /** What the field is made of; null when that cannot be followed. */
  #leaves: Leaves | null = null;

  /**
   * The values of `state` that `reads` names. Fields that are as they were in `before` are taken from there; `before` itself
   * is the result when all are. @throws engine.not-text, engine.too-deep
   */
  encode(reads: Reads, state: object, before: Values | null): Values {
    let root = this.#roots.get(reads);
    if (root === undefined) this.#roots.set(reads, (root = link(reads)));
    try {
      return this.#encode({ reads, root }, state, before?.reads === reads ? before : null);
    } catch (error) {
      if (!(error instanceof DormouseError)) throw error;
      this.#isTracing = true;
      return this.#encode({ reads, root }, state, null);
    } finally {
      this.#isTracing = false;
      this.#leaves = null;
    }
  }

  #encode(
    { reads, root }: { readonly reads: Reads; readonly root: Step },
    state: object,
    before: Values | null,
  ): Values {
    this.#path.length = 0;
    const fields: EncodedField[] = [];
    let [kept, room] = [0, MAX_LEAVES];
    for (let i = 0; i < root.names.length; i++) {
      const name = root.names[i] ?? "";
      const step = root.children[i] ?? WHOLE;
      const value = member(state, name);
      const was = before?.fields[i];
      if (was?.leaves && follow(value, step, was.leaves, 0) >= 0) {
        fields.push(was);
        kept++;
      } else {
        this.#enter(name);
        fields.push(this.#encodeField(value, step, room));
        this.#leave();
      }
      room -= fields[i]?.leaves?.length ?? 0;
    }
    return before !== null && kept === fields.length ? before : { reads, fields };
  }

  /** @param room for how many leaves there is room */
  #encodeField(value: unknown, step: Step, room: number): EncodedField {
    this.#leaves = [];
    this.#field.reset();
    this.#value(value, step, 1);
    const bytes = this.#field.done();
    return { bytes, leaves: (this.#leaves?.length ?? 0) <= room ? this.#leaves : null };
  }

  #enter(step: string | number): void {
    if (this.#isTracing) this.#path.push(step);
  }

  #leave(): void {
    if (this.#isTracing) this.#path.pop();
  }

  #value(value: unknown, step: Step, depth: number): void {
    const field = this.#field;
    if (typeof value !== "object" || value === null) this.#leaves?.push(leaf(value));
    switch (typeof value) {
      case "string":
        return step.takesText ? field.text(value) : this.#emptiness(value, step);
      case "number":
        return this.#numeric(value);
      case "boolean":
        return field.byte(value ? VALUE_TRUE : VALUE_FALSE);
      case "bigint":
        return field.text(String(value));
      case "object":
        if (value === null) return field.byte(VALUE_NULL);
        return this.#object(value, step, depth);
      case "undefined":
      case "function":
      case "symbol":
        return field.byte(VALUE_NULL);
    }
  }

  #numeric(value: number): void {
    if (Number.isInteger(value) && Math.abs(value) < 2 ** 52) {
      this.#field.tagged(VALUE_INT, value < 0 ? -2 * value - 1 : 2 * value);
    } else this.#field.float(VALUE_FLOAT, value);
  }

  /** A text of which only the length, or whether it is empty, is read. */
  #emptiness(text: string, { uses }: Step): void {
    if (uses & USE.length) return this.#field.tagged(VALUE_COUNT, codePoints(text));
    return this.#field.byte(text === "" ? VALUE_FALSE : VALUE_TRUE);
  }

  #object(value: object, step: Step, depth: number): void {
    if (depth > MAX_DEPTH) {
      throw new DormouseError(
        "engine.too-deep",
        `${this.#where()} is nested deeper than ${MAX_DEPTH}`,
        {
          hint: "does it refer to itself?",
        },
      );
    }
    if (value instanceof Date) {
      this.#leaves?.push(DATE, value.getTime());
      return this.#field.float(VALUE_DATE, value.getTime());
    }
    if (isFollowed(value, step)) this.#leaves?.push(value);
    else this.#leaves = null;
    if (step.isRecord) {
      // The commonest: an item of a list of which some fields are read.
      this.#field.tagged(VALUE_RECORD, step.id);
      return this.#members(value, step, depth);
    }
    if (step.uses & USE.whole) return this.#whole(value, depth);
    const items = step.each === null ? null : iterable(value);
    if (step.names.length > 0) {
      this.#field.tagged(items === null ? VALUE_RECORD : VALUE_ROWS, step.id);
      this.#members(value, step, depth);
      if (items !== null) this.#items(items, step, depth);
      return;
    }
    if (items !== null) {
      this.#field.byte(VALUE_LIST);
      return this.#items(items, step, depth);
    }
    this.#leaves?.push(size(value));
    if (step.uses & USE.length) return this.#field.tagged(VALUE_COUNT, size(value));
    if (!(step.uses & USE.value))
      return this.#field.byte(size(value) > 0 ? VALUE_TRUE : VALUE_FALSE);
    throw new DormouseError(
      "engine.not-text",
      `${this.#where()} is ${kind(value)}, which has no text`,
      {
        hint: "name one of its fields, or loop over it",
      },
    );
  }

  #members(value: object, { names, children }: Step, depth: number): void {
    const isMap = value instanceof Map;
    for (let i = 0; i < names.length; i++) {
      const name = names[i] ?? "";
      this.#enter(name);
      this.#value(
        isMap ? member(value, name) : plainMember(value, name),
        children[i] ?? WHOLE,
        depth + 1,
      );
      this.#leave();
    }
  }

  #items(items: readonly unknown[], { each }: Step, depth: number): void {
    this.#field.varint(items.length);
    if (this.#leaves !== null && this.#leaves.push(items.length) > MAX_LEAVES) this.#leaves = null;
    for (let i = 0; i < items.length; i++) {
      this.#enter(i);
      this.#value(items[i], each ?? WHOLE, depth + 1);
      this.#leave();
    }
  }

  /** Everything inside, for `json_script` and for arguments that are not scalars. */
  #whole(value: object, depth: number): void {
    if (value instanceof Map || !(Symbol.iterator in value)) {
      const entries = value instanceof Map ? [...value] : Object.entries(value);
      this.#field.tagged(VALUE_DICT, entries.length);
      for (const [name, item] of entries) {
        this.#field.name(String(name));
        this.#value(item, WHOLE, depth + 1);
      }
      return;
    }
    const items = iterable(value) ?? [];
    this.#field.tagged(VALUE_LIST, items.length);
    for (const item of items) this.#value(item, WHOLE, depth + 1);
  }

  #where(): string {
    return this.#path.join(".");
  }
}

/** Length in code points, as Django's `length` counts. */
function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
