/**
 * @module Prints the ops of a patch, one a line, what is inside indented: for debugging, and for fixtures that people can read.
 * Never used in production. Needs the definitions of the blocks and the frame before, since ops say only which hole they
 * change, not what that hole is.
 */
import { malformed, Reader } from "./bytes.ts";
import { readKey } from "./key.ts";
import { type Outline, outlineOf } from "./outline.ts";
import type { BlockDefinition, ShapeItem } from "./page.ts";

/** A hole, by the letter of its instruction (`y` counts as `x`) and its operands. */
interface Hole {
  readonly kind: string;
  readonly operands: readonly ShapeItem[];
}

const OPERANDS: { readonly [instruction: string]: number } = {
  t: 1,
  "(": 1,
  "<": 1,
  ")": 0,
  x: 0,
  y: 0,
  h: 0,
  a: 1,
  e: 5,
  b: 1,
  l: 2,
};

const SEGMENTS = ["stay", "move", "reverse"] as const;

function holesOf({ shape }: BlockDefinition): Hole[] {
  const holes: Hole[] = [];
  for (let i = 0; i < shape.length; i++) {
    const kind = shape[i];
    if (typeof kind !== "string") continue;
    const operands = shape.slice(i + 1, i + 1 + (OPERANDS[kind] ?? 0));
    i += operands.length;
    if ("xyhaebl".includes(kind)) holes.push({ kind: kind === "y" ? "x" : kind, operands });
  }
  return holes;
}

const armsOf = (operand: ShapeItem | undefined): readonly ShapeItem[] =>
  Array.isArray(operand) ? operand : malformed("the arms of a branch");

class Printer {
  readonly #blocks: readonly BlockDefinition[];
  readonly #reader: Reader;
  readonly #lines: string[] = [];
  #depth = 0;

  constructor(blocks: readonly BlockDefinition[], ops: Uint8Array) {
    this.#blocks = blocks;
    this.#reader = new Reader(ops);
  }

  print(shown: Outline[]): string {
    if (!this.#reader.done) this.#instance(0, shown);
    if (!this.#reader.done) malformed("bytes after the last op");
    return this.#lines.join("\n");
  }

  #line(text: string): void {
    this.#lines.push("  ".repeat(this.#depth) + text);
  }

  #inside<T>(print: () => T): T {
    this.#depth++;
    const result = print();
    this.#depth--;
    return result;
  }

  #holes(block: ShapeItem | undefined): Hole[] {
    return holesOf(this.#blocks[Number(block)] ?? malformed(`block ${String(block)} is missing`));
  }

  #text(): string {
    return JSON.stringify(this.#reader.text());
  }

  #instance(block: ShapeItem | undefined, shown: Outline[]): void {
    const holes = this.#holes(block);
    for (let isLast = false; !isLast;) {
      const head = this.#reader.varint();
      const index = Math.floor(head / 8);
      const hole = holes[index] ?? malformed(`hole ${index}`);
      shown[index] = this.#op(`${index} `, hole, shown[index], (head >> 1) & 3);
      isLast = head % 2 === 1;
    }
  }

  /** Prints one op. @returns what its hole shows then */
  #op(at: string, { kind, operands }: Hole, shown: Outline | undefined, variant: number): Outline {
    const [first, announces] = operands;
    if (kind === "x") this.#line(`${at}text ${this.#change(variant)}`);
    else if (kind === "a")
      this.#line(`${at}attribute ${String(first)} ${this.#attribute(variant)}`);
    else if (kind === "h" && variant === 0) this.#line(`${at}html set ${this.#text()}`);
    else if (kind === "b" && shown?.kind === "branch")
      return this.#branch(at, armsOf(first), shown, variant);
    else if (kind === "l" && shown?.kind === "list" && variant < 3) {
      this.#line(`${at}list`);
      return this.#inside((): Outline => {
        const items = variant === 1 ? shown.items : this.#edit(first, announces === 1, shown.items);
        if (variant !== 0) this.#update(first, items);
        return { kind: "list", items };
      });
    } else malformed(`op ${variant} on hole ${kind}`);
    return { kind: "other" };
  }

  #change(variant: number): string {
    if (variant === 1)
      return `keep ${this.#reader.varint()} remove ${this.#reader.varint()} insert ${this.#text()}`;
    return `${["set", "", "append"][variant] ?? malformed("a variant")} ${this.#text()}`;
  }

  #attribute(variant: number): string {
    if (variant === 3) return "remove";
    return variant === 2 ? `force ${this.#text()}` : this.#change(variant);
  }

  #branch(
    at: string,
    arms: readonly ShapeItem[],
    shown: Outline & { kind: "branch" },
    variant: number,
  ): Outline {
    if (variant === 2) {
      this.#line(`${at}branch enter ${shown.arm}`);
      this.#inside(() => this.#instance(arms[shown.arm], shown.inside));
      return shown;
    }
    const arm = variant === 1 ? this.#reader.varint() : -1;
    this.#line(`${at}branch ${arm < 0 ? "none" : `switch ${arm}`}`);
    const inside = arm < 0 ? [] : this.#inside(() => this.#content(arms[arm]));
    return { kind: "branch", arm, inside };
  }

  #edit(block: ShapeItem | undefined, announces: boolean, old: readonly Outline[][]): Outline[][] {
    const head = this.#reader.varint();
    const isKeyed = head % 2 === 1;
    this.#line(isKeyed ? "edit keyed" : "edit");
    const items: Outline[][] = [];
    let next = 0;
    for (let segments = Math.floor(head / 2); segments > 0; segments--) {
      const segment = this.#reader.varint();
      const count = Math.floor(segment / 4);
      const kind = SEGMENTS[segment % 4];
      if (kind === undefined) {
        items.push(...this.#insert(block, count, announces && isKeyed));
        continue;
      }
      const zigzag = this.#reader.varint();
      const from = next + (zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2);
      next = kind === "reverse" ? from + 1 : from + count;
      this.#line(`${kind} ${count} from ${from}`);
      for (let i = 0; i < count; i++)
        items.push(old[kind === "reverse" ? from - i : from + i] ?? malformed("an item"));
    }
    return items;
  }

  #insert(block: ShapeItem | undefined, count: number, hasKeys: boolean): Outline[][] {
    const items: Outline[][] = [];
    for (let i = 0; i < count; i++) {
      this.#line(hasKeys ? `insert ${JSON.stringify(readKey(this.#reader))}` : "insert");
      items.push(this.#inside(() => this.#content(block)));
    }
    return items;
  }

  #update(block: ShapeItem | undefined, items: readonly Outline[][]): void {
    let index = -1;
    for (let count = this.#reader.varint(); count > 0; count--) {
      index += 1 + this.#reader.varint();
      const item = items[index] ?? malformed("an item");
      this.#line(`update ${index}`);
      this.#inside(() => this.#instance(block, item));
    }
  }

  #content(block: ShapeItem | undefined): Outline[] {
    return this.#holes(block).map((hole, index) => this.#fill(`${index} `, hole));
  }

  #fill(at: string, { kind, operands }: Hole): Outline {
    const [first, announces] = operands;
    if (kind === "x") this.#line(`${at}text ${this.#text()}`);
    else if (kind === "h") this.#line(`${at}html ${this.#text()}`);
    else if (kind === "a") {
      const length = this.#reader.varint();
      const value = length === 0 ? null : this.#reader.text(length - 1);
      this.#line(`${at}attribute ${String(first)} ${JSON.stringify(value)}`);
    } else if (kind === "b") {
      const arm = this.#reader.varint() - 1;
      this.#line(`${at}branch ${arm < 0 ? "none" : arm}`);
      const arms = armsOf(first);
      const inside = arm < 0 ? [] : this.#inside(() => this.#content(arms[arm]));
      return { kind: "branch", arm, inside };
    } else if (kind === "l") {
      const head = this.#reader.varint();
      const hasKeys = announces === 1 && head % 2 === 1;
      this.#line(`${at}list`);
      const items = this.#inside(() => this.#insert(first, Math.floor(head / 2), hasKeys));
      return { kind: "list", items };
    }
    return { kind: "other" };
  }
}

/** Ops on the page of `frame`, as text. @throws protocol.malformed */
export function printOps(
  blocks: readonly BlockDefinition[],
  frame: Uint8Array,
  ops: Uint8Array,
): string {
  return new Printer(blocks, ops).print(outlineOf(frame));
}
