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
import { Fields } from "./field.ts";
import { iterable, kind, member, plainMember, size } from "./read.ts";
import { type Reads, type ReadsNode, USE } from "./types.ts";

/** Nesting of a value that a template reads. */
const MAX_DEPTH = 64;

/** A node of the reads with its children at hand, so that the walk follows references. */
interface Step {
  readonly id: number;
  readonly names: readonly string[];
  readonly children: readonly Step[];
  readonly each: Step | null;
  readonly uses: number;
  /** A text is written as it is: not only whether there is one, or how long it is, is read. */
  readonly takesText: boolean;
  /** Only fields are read: an object becomes a record. */
  readonly isRecord: boolean;
}

/** A step that is yet to be given its children. */
type Linking = { -readonly [K in keyof Step]: Step[K] };

/** The node of everything inside a value that is read whole. */
const WHOLE: Step = stepOf(-1, { names: [], children: [], each: -1, uses: USE.whole });

function stepOf(id: number, { names, each, uses }: ReadsNode): Linking {
  const hasParts = names.length > 0 || each >= 0;
  const takesText = hasParts || uses === 0 || (uses & ~(USE.truthy | USE.length)) !== 0;
  const isRecord = names.length > 0 && each < 0 && uses === 0;
  return { id, names, children: [], each: null, uses, takesText, isRecord };
}

/** The root of the reads. @throws core.malformed when they refer to a node that is not there */
function link({ nodes }: Reads): Step {
  const steps = nodes.map((node, id) => stepOf(id, node));
  const find = (id: number): Step => {
    const step = steps[id];
    if (step === undefined)
      throw new DormouseError("core.malformed", `the reads have no node ${id}`);
    return step;
  };
  steps.forEach((step, id) => {
    const node = nodes[id];
    step.children = node?.names.map((_, i) => find(node.children[i] ?? -1)) ?? [];
    step.each = node === undefined || node.each < 0 ? null : find(node.each);
  });
  return find(0);
}

/** Encodes values. One an isolate: it holds buffers, and nothing of a session. */
export class Encoder {
  readonly #fields = new Fields();
  readonly #path: (string | number)[] = [];
  readonly #roots = new WeakMap<Reads, Step>();
  /** Where in the state an error is costs a push per value, so it is worked out only when there is one. */
  #isTracing = false;

  /** The values of `state` that `reads` names. @throws engine.not-text, engine.too-deep */
  encode(reads: Reads, state: object): Uint8Array {
    let root = this.#roots.get(reads);
    if (root === undefined) this.#roots.set(reads, (root = link(reads)));
    try {
      return this.#encode(root, state);
    } catch (error) {
      if (!(error instanceof DormouseError)) throw error;
      this.#isTracing = true;
      return this.#encode(root, state);
    } finally {
      this.#isTracing = false;
    }
  }

  #encode(root: Step, state: object): Uint8Array {
    this.#path.length = 0;
    this.#fields.reset();
    for (let i = 0; i < root.names.length; i++) {
      const name = root.names[i] ?? "";
      this.#enter(name);
      this.#value(member(state, name), root.children[i] ?? WHOLE, 1);
      this.#leave();
      this.#fields.end();
    }
    return this.#fields.done();
  }

  #enter(step: string | number): void {
    if (this.#isTracing) this.#path.push(step);
  }

  #leave(): void {
    if (this.#isTracing) this.#path.pop();
  }

  #value(value: unknown, step: Step, depth: number): void {
    const fields = this.#fields;
    switch (typeof value) {
      case "string":
        return step.takesText ? fields.text(value) : this.#emptiness(value, step);
      case "number":
        return this.#numeric(value);
      case "boolean":
        return fields.byte(value ? VALUE_TRUE : VALUE_FALSE);
      case "bigint":
        return fields.text(String(value));
      case "object":
        if (value === null) return fields.byte(VALUE_NULL);
        return this.#object(value, step, depth);
      case "undefined":
      case "function":
      case "symbol":
        return fields.byte(VALUE_NULL);
    }
  }

  #numeric(value: number): void {
    if (Number.isInteger(value) && Math.abs(value) < 2 ** 52) {
      this.#fields.tagged(VALUE_INT, value < 0 ? -2 * value - 1 : 2 * value);
    } else this.#fields.float(VALUE_FLOAT, value);
  }

  /** A text of which only the length, or whether it is empty, is read. */
  #emptiness(text: string, { uses }: Step): void {
    if (uses & USE.length) return this.#fields.tagged(VALUE_COUNT, codePoints(text));
    return this.#fields.byte(text === "" ? VALUE_FALSE : VALUE_TRUE);
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
    if (step.isRecord && !(value instanceof Date)) {
      // The commonest: an item of a list of which some fields are read.
      this.#fields.tagged(VALUE_RECORD, step.id);
      return this.#members(value, step, depth);
    }
    if (value instanceof Date) return this.#fields.float(VALUE_DATE, value.getTime());
    if (step.uses & USE.whole) return this.#whole(value, depth);
    const items = step.each === null ? null : iterable(value);
    if (step.names.length > 0) {
      this.#fields.tagged(items === null ? VALUE_RECORD : VALUE_ROWS, step.id);
      this.#members(value, step, depth);
      if (items !== null) this.#items(items, step, depth);
      return;
    }
    if (items !== null) {
      this.#fields.byte(VALUE_LIST);
      return this.#items(items, step, depth);
    }
    if (step.uses & USE.length) return this.#fields.tagged(VALUE_COUNT, size(value));
    if (!(step.uses & USE.value))
      return this.#fields.byte(size(value) > 0 ? VALUE_TRUE : VALUE_FALSE);
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
    this.#fields.varint(items.length);
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
      this.#fields.tagged(VALUE_DICT, entries.length);
      for (const [name, item] of entries) {
        this.#fields.name(String(name));
        this.#value(item, WHOLE, depth + 1);
      }
      return;
    }
    const items = iterable(value) ?? [];
    this.#fields.tagged(VALUE_LIST, items.length);
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
