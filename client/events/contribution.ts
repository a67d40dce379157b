/**
 * @module What the browser adds to a call, and nothing else: `$value $checked $form $key $point`.
 */
import type { Value } from "../../src/protocol/value.ts";

/** Whatever has a value, and every event, as far as they matter here. Of what is not there the browser says undefined. */
type Control = HTMLInputElement & HTMLSelectElement;
type AnyEvent = KeyboardEvent & MouseEvent & SubmitEvent;

/** The control that an event on `element` is about: itself, or the one inside where it happened. */
function controlOf(element: Element, event: Event): Control {
  return (element.matches("input,select,textarea,button") ? element : event.target) as Control;
}

function formOf(element: Element): HTMLFormElement | null {
  return (element as Control).form ?? element.closest("form");
}

function valueOf({ type, value, valueAsNumber, selectedOptions }: Control): Value {
  if (type === "select-multiple") return Array.from(selectedOptions, (option) => option.value);
  if (/^(number|range)$/.test(type)) return Number.isNaN(valueAsNumber) ? null : valueAsNumber;
  return value ?? null;
}

/** Names and values as they would be posted; a name that occurs several times has a list. Files are not in it. */
function fieldsOf(element: Element, { submitter }: SubmitEvent): Value {
  const fields = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of new FormData(formOf(element) ?? undefined, submitter)) {
    const others = fields[name];
    if (typeof value === "string")
      fields[name] = others === undefined ? value : [others, value].flat();
  }
  return fields;
}

/** The value of a `$…` that a call names. */
export function contribution(name: string, element: Element, event: Event): Value {
  const { key, clientX, clientY } = event as AnyEvent;
  const control = controlOf(element, event);
  switch (name) {
    case "value":
      return valueOf(control);
    case "checked":
      return control.checked ?? false;
    case "form":
      return fieldsOf(element, event as AnyEvent);
    case "key":
      return key ?? null;
    case "point": {
      // Whole pixels from the top left corner of the element; what has no place is at 0, 0.
      const { left, top } = element.getBoundingClientRect();
      return { x: Math.round(clientX - left) || 0, y: Math.round(clientY - top) || 0 };
    }
    default:
      return null;
  }
}

/** The controls whose state a call tells or depends on: those of the form, or the one that it happened on. */
export function controlsOf(name: string, element: Element, event: Event): Iterable<Element> {
  return (name === "form" && formOf(element)?.elements) || [controlOf(element, event)];
}
