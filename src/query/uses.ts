/**
 * @module What a template reads of the data of a view, as the compiler writes it: a graph of paths (node 0 is the view;
 * circles where an include is recursive), with the kind of each use, under which condition, and where it stands.
 */

/** What is done with a value. `guard` -1: always. `control`: it only decides a branch, and never enters the HTML. */
export type DataUse = {
  readonly guard: number;
  /** Number of its place. */
  readonly at: number;
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
  | { readonly kind: "sort"; readonly by: readonly string[] }
);

/** What is read of one value. */
export interface DataNode {
  readonly members: { readonly [name: string]: number };
  /** Node of the items; -1: never iterated. */
  readonly each: number;
  readonly uses: readonly DataUse[];
}

/** A condition that is known before a query runs: this one and its parent. */
export interface Guard {
  readonly parent: number;
  readonly path: readonly string[];
  readonly is: boolean;
}

/** Where something stands in a template, and how one got there. */
export interface Place {
  readonly template: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly chain: readonly {
    readonly template: string;
    readonly line: number;
    readonly column: number;
    readonly by: "include" | "extends";
  }[];
}

/** All that a template reads. */
export interface DataUses {
  readonly nodes: readonly DataNode[];
  readonly guards: readonly Guard[];
  readonly places: readonly Place[];
}
