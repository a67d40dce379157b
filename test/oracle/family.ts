/**
 * @module What a family of generated pages is.
 */
import type { Random } from "./random.ts";

/** A state that a template reads. */
export type State = Record<string, unknown>;

/** One family. */
export interface Family {
  readonly name: string;
  readonly sources: { readonly [name: string]: string };
  state(random: Random): State;
}
