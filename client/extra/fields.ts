/**
 * @module What the browser adds to a call: `$form $key $point` in full, `$value` and `$checked` as the core says.
 */
import type { Value } from "../../src/protocol/value.ts";
import type { Said } from "../ports.ts";

type AnyEvent = KeyboardEvent & MouseEvent;

/** Names and values as they would be posted; a name that occurs several times has a list. Files are not in it. */
function fieldsOf(form: Iterable<readonly [string, FormDataEntryValue]>): Value {
  const fields = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of form) {
    const others = fields[name];
    if (typeof value === "string")
      fields[name] = others === undefined ? value : [others, value].flat();
  }
  return fields;
}

/** The value of any contribution. @param said what controls say of it */
export function contribution(name: string, element: Element, event: Event, said: Said): Value {
  const { key, clientX, clientY } = event as AnyEvent;
  if (name === "form") return fieldsOf(said instanceof FormData ? said : []);
  if (name === "value" || name === "checked") return said as Value;
  if (name === "key") return key ?? null;
  if (name !== "point") return null;
  // Whole pixels from the top left corner of the element; what has no place is at 0, 0.
  const { left, top } = element.getBoundingClientRect();
  return { x: Math.round(clientX - left) || 0, y: Math.round(clientY - top) || 0 };
}

/** The controls of the form that an element belongs to. */
export function controlsOf(element: Element): Iterable<Element> | undefined {
  return ((element as HTMLInputElement).form ?? element.closest("form"))?.elements;
}
