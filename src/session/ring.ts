/**
 * @module The recent frames of a session, by seq: what late events are resolved in, and what a page that was away is caught
 * up from. A cache: bounded in bytes, gone after sleep. A frame that lasted several turns is kept once.
 */
import { MAX_RING_BYTES } from "../protocol/limits.ts";

/** What the page showed at some time, and by which program. */
export interface Shown {
  /** The first seq at which it was shown, as far as is remembered. */
  readonly from: number;
  readonly frame: Uint8Array;
  readonly build: string;
}

interface Entry extends Shown {
  to: number;
}

/** Frames by seq. Seqs are put in ascending order. */
export class Ring {
  readonly #entries: Entry[] = [];
  #bytes = 0;

  /** The frame at `seq`. The latest one is kept whatever its size. */
  put(seq: number, frame: Uint8Array, build: string): void {
    const latest = this.#entries.at(-1);
    if (
      latest !== undefined &&
      latest.frame === frame &&
      latest.build === build &&
      seq - latest.to <= 1
    ) {
      latest.to = seq;
      return;
    }
    this.#entries.push({ from: seq, to: seq, frame, build });
    this.#bytes += frame.length;
    while (this.#bytes > MAX_RING_BYTES && this.#entries.length > 1) {
      this.#bytes -= this.#entries.shift()?.frame.length ?? 0;
    }
  }

  /** What it holds. */
  get bytes(): number {
    return this.#bytes;
  }

  /** What was shown at `seq`, if it is still known. */
  at(seq: number): Shown | null {
    return this.#entries.findLast(({ from, to }) => from <= seq && seq <= to) ?? null;
  }
}
