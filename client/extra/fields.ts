/**
 * @module What the browser adds to a call beside a control's value: `$form $key $point`.
 */
import type { Value } from "../../src/protocol/value.ts";

type AnyEvent = KeyboardEvent & MouseEvent & SubmitEvent;

function formOf(element: Element): HTMLFormElement | null {
  return (element as HTMLInputElement).form ?? element.closest("form");
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

/** The value of `$form`, `$key` or `$point`; null: of something else. */
export function contribution(name: string, element: Element, event: Event): Value {
  const { key, clientX, clientY } = event as AnyEvent;
  if (name === "form") return fieldsOf(element, event as AnyEvent);
  if (name === "key") return key ?? null;
  if (name !== "point") return null;
  // Whole pixels from the top left corner of the element; what has no place is at 0, 0.
  const { left, top } = element.getBoundingClientRect();
  return { x: Math.round(clientX - left) || 0, y: Math.round(clientY - top) || 0 };
}

/** The controls of the form that an element belongs to. */
export function controlsOf(element: Element): Iterable<Element> | undefined {
  return formOf(element)?.elements;
}
