/**
 * @module Seeded randomness for generated tests: the same seed gives the same run on every machine. (mulberry32)
 */

/** Texts that parsers, encoders and diffs get wrong. */
const HARD_TEXTS = [
  "",
  " ",
  "\n",
  "\nfirst",
  "\r",
  "a\r\nb",
  "\0",
  "x\ud800",
  "\udc00y",
  "🐭",
  "🐭🐹",
  "e\u0301",
  "</script>",
  "</textarea></title></pre>",
  "<b>&amp;</b>",
  "&lt &copy &notit; &#13",
  "\"'`",
  "<!-- --> ]]>",
  "\u00a0\u2028\ufeff",
  "a  b\tc",
  "{{ x }}{% if %}",
  "javascript:alert(1)",
] as const;

const WORDS = ["alpha", "beta", "gamma", "δ", "mouse", "of", "a", "1", "🐭"] as const;

/** A stream of random values. */
export class Random {
  #state: number;
  #ids = 0;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 1, 2, 3, … */
  id(): number {
    return ++this.#ids;
  }

  /** 0 ≤ x < 1 */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number, 0 … below-1 */
  below(below: number): number {
    return Math.floor(this.next() * below);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    const item = list[this.below(list.length)];
    if (item === undefined) throw new RangeError("nothing to pick from");
    return item;
  }

  /** A text: short and plain, or hard. */
  text(): string {
    if (this.chance(0.3)) return this.pick(HARD_TEXTS);
    const words = this.chance(0.4) ? 12 : 4;
    return Array.from({ length: this.below(words) }, () => this.pick(WORDS)).join(
      this.pick([" ", "", "-"]),
    );
  }

  /** A text as somebody edits it: more at its end, or something else somewhere inside. */
  edit(text: string): string {
    const points = Array.from(text);
    const at = this.below(points.length + 1);
    switch (this.below(4)) {
      case 0:
        return text + this.pick(WORDS);
      case 1:
        points.splice(at, 1 + this.below(3));
        break;
      case 2:
        points.splice(at, 0, this.pick(WORDS));
        break;
      default:
        points.splice(at, 1, this.pick(["🐹", "x", "é", "<", "\n"]));
    }
    return points.join("");
  }

  /** The items in random order. */
  shuffle<T>(list: readonly T[]): T[] {
    const copy = [...list];
    for (let i = copy.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
    }
    return copy;
  }

  list<T>(max: number, make: (i: number) => T): T[] {
    return Array.from({ length: this.below(max + 1) }, (_, i) => make(i));
  }
}
