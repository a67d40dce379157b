/**
 * @module What the browser adds to a call, as far as most pages need it: `$value` and `$checked`. The rest (`$form`, `$key`,
 * `$point`) is in `client/extra`.
 */
import type { Value } from "../../src/protocol/value.ts";

/** Whatever has a value, as far as it matters here. Of what is not there the browser says undefined. */
type Control = HTMLInputElement & HTMLSelectElement;

/** The control that an event on `element` is about: itself, or the one inside where it happened. */
export function controlOf(element: Element, event: Event): Element {
  return element.matches("input,select,textarea,button") ? element : (event.target as Element);
}

function valueOf({ type, value, valueAsNumber, selectedOptions }: Control): Value {
  if (type === "select-multiple") return Array.from(selectedOptions, (option) => option.value);
  if (/^(number|range)$/.test(type)) return Number.isNaN(valueAsNumber) ? null : valueAsNumber;
  return value ?? null;
}

/** The value of `$value` or `$checked`. */
export function contribution(name: string, element: Element, event: Event): Value {
  const control = controlOf(element, event) as Control;
  return name === "value" ? valueOf(control) : (control.checked ?? false);
}
