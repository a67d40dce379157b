/**
 * @module What a session has in memory: loaded when a turn needs it, dropped when one fails. Storage is the truth.
 */
import { load } from "./load.ts";
import type { Surroundings } from "./ports.ts";
import type { Resident } from "./resident.ts";

/** The memory of a session. */
export class Memory {
  readonly #around: Surroundings;
  #resident: Resident | null = null;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** What is there without looking. */
  get resident(): Resident | null {
    return this.#resident;
  }

  /** What is there, or is stored; null: neither. @throws session.gone, and what storage throws */
  async load(): Promise<Resident | null> {
    return (this.#resident ??= await load(this.#around));
  }

  /** It was mounted. */
  keep(resident: Resident): void {
    this.#resident = resident;
  }

  /** It is not to be trusted, or is over: the next turn loads it. */
  drop(): void {
    this.#resident = null;
  }
}
