/**
 * @module The reads as the walk over a state follows them: nodes with their children at hand. Made once per template; a node
 * that stands in a circle of includes stands in a circle here too.
 */
import { DormouseError } from "../errors/error.ts";
import { type Reads, type ReadsNode, USE } from "./types.ts";

/** A node of the reads with its children at hand, so that the walk follows references. */
export interface Step {
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
export const WHOLE: Step = stepOf(-1, { names: [], children: [], each: -1, uses: USE.whole });

function stepOf(id: number, { names, each, uses }: ReadsNode): Linking {
  const hasParts = names.length > 0 || each >= 0;
  const takesText = hasParts || uses === 0 || (uses & ~(USE.truthy | USE.length)) !== 0;
  const isRecord = names.length > 0 && each < 0 && uses === 0;
  return { id, names, children: [], each: null, uses, takesText, isRecord };
}

/** The root of the reads. @throws core.malformed when they refer to a node that is not there */
export function link({ nodes }: Reads): Step {
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
