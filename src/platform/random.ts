/**
 * @module Randomness as a port. Epochs and references come from here; ids of sessions come from the platform itself.
 */

/** Where random numbers come from. */
export interface Random {
  /** Uniform, 0 … 2^32-1. */
  uint32(): number;
}

/** Cryptographic randomness. */
export const systemRandom: Random = {
  uint32: () => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0,
};
