/**
 * @module The holes of a block, in order, as its shape lists them.
 */
import type { BlockDefinition, ShapeItem } from "../../src/protocol/page.ts";

/** A hole as a shape describes it. */
export type Hole =
  | { kind: "text" | "attribute" | "html" | "event" }
  | { kind: "branch"; arms: readonly number[] }
  | { kind: "list"; block: number; announces: boolean };

function holeOf(item: ShapeItem, operands: readonly ShapeItem[]): Hole | null {
  const [first, second] = operands;
  switch (item) {
    case "x":
    case "y":
      return { kind: "text" };
    case "h":
      return { kind: "html" };
    case "a":
      return { kind: "attribute" };
    case "e":
      return { kind: "event" };
    case "b":
      return { kind: "branch", arms: first as readonly ShapeItem[] as number[] };
    case "l":
      return { kind: "list", block: first as number, announces: second === 1 };
    default:
      return null;
  }
}

/** How many operands follow an instruction. */
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

/** The holes of a block, in order of their numbers. */
export function holesOf({ shape }: BlockDefinition): Hole[] {
  const holes: Hole[] = [];
  for (let i = 0; i < shape.length; i++) {
    const item = shape[i] as ShapeItem;
    if (typeof item === "number") continue;
    const operands = OPERANDS[String(item)];
    if (operands === undefined) throw new Error(`${JSON.stringify(shape)} at ${i}`);
    const found = holeOf(item, shape.slice(i + 1, i + 1 + operands));
    if (found !== null) holes.push(found);
    i += operands;
  }
  return holes;
}
