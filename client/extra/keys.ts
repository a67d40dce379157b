/**
 * @module Key filters: `do-keydown.enter`, `do-keydown.ctrl+k`.
 */

/** Whether a key is what a filter says. Named keys need exactly the modifiers listed; of a character, shift is part. */
export function isKey(filter: string, event: KeyboardEvent): boolean {
  const names = filter.split("+");
  // What fills a form in by itself sends events of keys that have none.
  const key = event.key?.toLowerCase().replace("arrow", "").replace(" ", "space");
  return (
    key === names.pop()?.replace(/^esc$/, "escape") &&
    (["ctrl", "alt", "meta", "shift"] as const).every(
      (name) => event[`${name}Key`] === names.includes(name) || (name === "shift" && !key[1]),
    )
  );
}
