/**
 * @module The words of js-framework-benchmark, and labels as numbers: three words and how often a row was updated. A number
 * takes 4 bytes of state where its text takes 20.
 */

const ADJECTIVES = [
  "pretty",
  "large",
  "big",
  "small",
  "tall",
  "short",
  "long",
  "handsome",
  "plain",
  "quaint",
  "clean",
  "elegant",
  "easy",
  "angry",
  "crazy",
  "helpful",
  "mushy",
  "odd",
  "unsightly",
  "adorable",
  "important",
  "inexpensive",
  "cheap",
  "expensive",
  "fancy",
];
const COLOURS = [
  "red",
  "yellow",
  "blue",
  "green",
  "pink",
  "brown",
  "purple",
  "brown",
  "white",
  "black",
  "orange",
];
const NOUNS = [
  "table",
  "chair",
  "house",
  "bbq",
  "desk",
  "car",
  "pony",
  "cookie",
  "sandwich",
  "burger",
  "pizza",
  "mouse",
  "keyboard",
];

/** How many labels there are, before any is updated. */
const LABELS = ADJECTIVES.length * COLOURS.length * NOUNS.length;

/** A label that nobody has updated. */
export function randomLabel(): number {
  return Math.floor(Math.random() * LABELS);
}

/** The label with one more exclamation. */
export function updated(label: number): number {
  return label + LABELS;
}

/** What a label says. */
export function textOf(label: number): string {
  const words = label % LABELS;
  const adjective = ADJECTIVES[words % ADJECTIVES.length] ?? "";
  const colour = COLOURS[Math.floor(words / ADJECTIVES.length) % COLOURS.length] ?? "";
  const noun = NOUNS[Math.floor(words / ADJECTIVES.length / COLOURS.length)] ?? "";
  return `${adjective} ${colour} ${noun}${" !!!".repeat(Math.floor(label / LABELS))}`;
}
