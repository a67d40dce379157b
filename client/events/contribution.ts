/**
 * @module What the browser adds to a call, as far as it changes with time: `$value`, `$checked`, and the fields of `$form`. The
 * rest is in `client/extra`.
 */
import type { Said } from "../ports.ts";

/** Whatever has a value, as far as it matters here. Of what is not there the browser says undefined. */
type Control = HTMLInputElement & HTMLSelectElement;

/** The control that an event on `element` is about: itself, or the one inside where it happened. */
export function controlOf(element: Element, event: Event): Element {
  return element.matches("input,select,textarea,button") ? element : (event.target as Element);
}

function valueOf({ type, value, valueAsNumber, selectedOptions }: Control): Said {
  if (type === "select-multiple") return Array.from(selectedOptions, (option) => option.value);
  if (/^(number|range)$/.test(type)) return Number.isNaN(valueAsNumber) ? null : valueAsNumber;
  return value ?? null;
}

/** What controls say now of a contribution; null: it has nothing to do with them. */
export function contribution(name: string, element: Element, event: Event): Said {
  const control = controlOf(element, event) as Control;
  if (name === "value") return valueOf(control);
  if (name === "checked") return control.checked ?? false;
  const form = (element as Control).form ?? element.closest("form");
  return name === "form" && form ? new FormData(form, (event as SubmitEvent).submitter) : null;
}
