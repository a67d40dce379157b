/**
 * @module Modifiers of a `do-*` attribute: `prevent stop once self`, and key filters such as `enter` and `ctrl+enter`.
 */

/** Whether a key is what a filter says. Named keys need exactly the modifiers listed; of a character, shift is part. */
function isKey(filter: string, event: KeyboardEvent): boolean {
  const names = filter.split("+");
  const key = event.key.toLowerCase();
  // `up` for ArrowUp, `space` for what is hard to write.
  return (
    key.replace("arrow", "").replace(" ", "space") === names.pop()?.replace("arrow", "") &&
    (["ctrl", "alt", "meta", "shift"] as const).every(
      (name) => event[`${name}Key`] === names.includes(name) || (name === "shift" && key.length === 1),
    )
  );
}

/** Whether a handler with these modifiers wants the event. */
export function admits(modifiers: readonly string[], element: Element, event: Event): boolean {
  const keys = modifiers.filter((name) => !/^(prevent|stop|once|self|)$/.test(name));
  return (
    !(modifiers.includes("self") && event.target !== element) &&
    (keys.length === 0 || (event instanceof KeyboardEvent && keys.some((filter) => isKey(filter, event))))
  );
}
