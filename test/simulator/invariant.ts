/** @module How the simulator says that a promise was broken. */

/** A promise of GUARANTEES that did not hold. */
export class InvariantError extends Error {
  /** Which: `I1` … `I15`. */
  readonly id: string;

  constructor(id: string, what: string) {
    super(`${id}: ${what}`);
    this.id = id;
  }
}
