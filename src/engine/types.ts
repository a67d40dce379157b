/**
 * @module What the engine speaks of: compiled templates as `dormouse build` writes them, and the results of the core.
 * Frames, values and ops are opaque bytes to everybody but the core.
 */
import type { BlockDefinition, SkeletonItem } from "../protocol/page.ts";

/** The member of a view by which `{% querystring %}` reads what the view says of its URL. No template can name it. */
export const QUERY = "?";

/** Kinds of use, a bit mask. */
export const USE = { value: 1, each: 2, truthy: 4, length: 8, index: 16, whole: 32 } as const;

/** What is read of one value. Children are node numbers. */
export interface ReadsNode {
  readonly names: readonly string[];
  readonly children: readonly number[];
  /** Node of the items when it is iterated, else -1. */
  readonly each: number;
  readonly uses: number;
}

/** What a template reads. Node 0 is the view; nodes may form circles (recursive includes). */
export interface Reads {
  readonly nodes: readonly ReadsNode[];
}

/** Where a template says something. */
export interface DataPlace {
  readonly template: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  /** The tags that led to that template, the last one first. */
  readonly chain: readonly {
    readonly template: string;
    readonly line: number;
    readonly column: number;
    readonly by: "include" | "extends";
  }[];
}

/** What must hold for a use to happen: this, and all that `parent` says (-1: nothing). */
export interface DataGuard {
  readonly parent: number;
  /** A path of the view. */
  readonly path: readonly string[];
  /** Whether it must be true, or not, as `{% if %}` understands it. */
  readonly is: boolean;
}

/** One use of a value. */
export type DataUse = {
  /** -1: always. */
  readonly guard: number;
  /** Place. */
  readonly at: number;
  /** Only decides what is shown: the value itself never enters the HTML. */
  readonly control: boolean;
} & (
  | { readonly kind: "value" | "truthy" | "length" | "whole" }
  | {
      readonly kind: "each";
      readonly from: number;
      /** Exclusive; null: all. */
      readonly to: number | null;
      /** Counted from the end. */
      readonly last: boolean;
    }
  | {
      readonly kind: "sort";
      /** Path within an item. */
      readonly by: readonly string[];
    }
);

/**
 * What a template reads, for whoever fetches it: the same paths as `Reads` (a number in a path is an item), and for each
 * what for, which items, when and where. Node 0 is the view; nodes may form circles (recursive includes).
 */
export interface DataUses {
  readonly nodes: readonly {
    readonly members: { readonly [name: string]: number };
    /** Node of the items, -1 if it is never iterated. */
    readonly each: number;
    readonly uses: readonly DataUse[];
  }[];
  readonly guards: readonly DataGuard[];
  readonly places: readonly DataPlace[];
}

/** A handler that a template offers. */
export interface Call {
  readonly handler: string;
  /** "" or the reserved name without `$`. */
  readonly contributes: string;
  readonly args: readonly { readonly path?: string; readonly type?: string }[];
  readonly event: string;
  readonly template: string;
  readonly line: number;
  readonly column: number;
}

/** A compiled template. Immutable; the same object stands for the same program in every session of an isolate. */
export interface CompiledTemplate {
  readonly name: string;
  /** 16 hexadecimal digits: hash of core and program. */
  readonly build: string;
  readonly program: Uint8Array;
  readonly document: boolean;
  readonly reads: Reads;
  /** For `unpackData`: what it reads, when and where. */
  readonly data: string;
  readonly blocks: readonly BlockDefinition[];
  readonly calls: readonly Call[];
  /** Numbers of event slots whose arguments are all written out in the template: what they offer never changes. */
  readonly constant: readonly number[];
  /** All templates that went into it. */
  readonly templates: readonly string[];
}

/** The module that `dormouse build` writes: templates by name. */
export interface Templates {
  readonly [name: string]: CompiledTemplate;
}

/** The page as HTML. */
export interface Rendered {
  readonly html: string;
  readonly skeleton: readonly SkeletonItem[];
  /** Numbers of the blocks that it shows. */
  readonly blocks: readonly number[];
  /** Where in `html` (UTF-16 units) the page island goes: before `</body>`, else at the end. */
  readonly islandAt: number;
}

/** A key that occurs more than once in a list: worth knowing, as its items may change places unseen. */
export interface DuplicateKey {
  /** Number of the list's slot. */
  readonly slot: number;
  readonly key: string;
  /** The template asked for it (`do-key`); else it is the items' own id. */
  readonly explicit: boolean;
}

/** One top-level field as a template reads it. */
export interface EncodedField {
  /** For the core. */
  readonly bytes: Uint8Array;
  /** What it was made of, by which the next encoding knows whether to keep it; null when that cannot be followed. */
  readonly leaves: unknown[] | null;
}

/** What a template reads of a state. Leaves apart, which are the encoder's, it never changes. */
export interface Values {
  readonly reads: Reads;
  /** In the order of the reads. A field that is as it was in the values before is the same object. */
  readonly fields: readonly EncodedField[];
}

/** What a turn starts from: a frame and, unless they are not known any more, its values. */
export interface Base {
  readonly frame: Uint8Array;
  readonly values: Values | null;
}

/** One step of a page. */
export interface Advanced {
  readonly frame: Uint8Array;
  /** Empty: nothing to see. */
  readonly ops: Uint8Array;
  /** Blocks that the ops create. */
  readonly blocks: readonly number[];
  /** How many slots were evaluated. */
  readonly evaluated: number;
  readonly warnings: readonly DuplicateKey[];
}

/** What an event hole offers. */
export interface Offer {
  readonly handler: string;
  /** "" or the reserved name without `$`. */
  readonly contributes: string;
  /** Encoded arguments, comparable byte by byte. */
  readonly args: Uint8Array;
  /** The address led through a list without keys. */
  readonly indexed: boolean;
}
