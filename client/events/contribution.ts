/**
 * @module What the browser adds to a call, and nothing else: `$value $checked $form $key $point`.
 */
import type { Value } from "../../src/protocol/value.ts";

/** Whatever has a value, as far as it matters here. */
type Control = HTMLInputElement & HTMLSelectElement;

/** The control that an event on `element` is about: itself, or the one inside where it happened. */
function controlOf(element: Element, { target }: Event): Control | null {
  const candidates = [element, target].filter((node) => node instanceof Element);
  return candidates.find((node): node is Control => node.matches("input,select,textarea,button")) ?? null;
}

function formOf(element: Element): HTMLFormElement | null {
  return (element as Control).form ?? element.closest("form");
}

function valueOf({ type, value, valueAsNumber, selectedOptions }: Control): Value {
  if (type === "select-multiple") return Array.from(selectedOptions, (option) => option.value);
  if (!/^(number|range)$/.test(type)) return value;
  return Number.isNaN(valueAsNumber) ? null : valueAsNumber;
}

/** Names and values as they would be posted; a name that occurs several times has a list. Files are not in it. */
function fieldsOf(element: Element, event: Event): Value {
  const data = new FormData(formOf(element) ?? undefined, event instanceof SubmitEvent ? event.submitter : null);
  const fields: [string, Value][] = [];
  for (const name of new Set(data.keys())) {
    const texts = data.getAll(name).filter((value) => typeof value === "string");
    // Names that the server refuses.
    if (texts[0] !== undefined && !/^(__proto__|constructor|prototype)$/.test(name)) {
      fields.push([name, texts.length > 1 ? texts : texts[0]]);
    }
  }
  return Object.fromEntries(fields);
}

/** The value of `$…`; undefined when the call names none. */
export function contribution(name: string, element: Element, event: Event): Value | undefined {
  const control = controlOf(element, event);
  const { key, clientX, clientY } = event as KeyboardEvent & MouseEvent;
  const { left, top } = element.getBoundingClientRect();
  switch (name) {
    case "":
      return undefined;
    case "value":
      return control && valueOf(control);
    case "checked":
      return control?.checked ?? false;
    case "form":
      return fieldsOf(element, event);
    case "key":
      return key ?? null;
    case "point":
      // Whole pixels from the top left corner of the element; a click by the keyboard has no place.
      return { x: Math.round(clientX - left) || 0, y: Math.round(clientY - top) || 0 };
    default:
      return null;
  }
}

/** The controls whose state the call tells or depends on: those of the form, or the one that it happened on. */
export function controlsOf(name: string, element: Element, event: Event): Iterable<Element> {
  if (name === "form") return formOf(element)?.elements ?? [];
  const control = controlOf(element, event);
  return control ? [control] : [];
}
