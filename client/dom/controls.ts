/**
 * @module Controls: an op on `value`, `checked`, `selected` or the text of a `textarea` sets attribute and property, unless
 * what the user is doing wins (G8): the focused field keeps its property, and so does one whose event is still unanswered
 * or that was changed since that event (the lock of a form: an old answer never overwrites newer typing).
 */
import { writeAttribute } from "./attributes.ts";

/** What the user changes, and what says what the page had set. */
const DEFAULTS = { value: "defaultValue", checked: "defaultChecked", selected: "defaultSelected" } as const;

type Property = keyof typeof DEFAULTS;

/** A control, or one option of a select, as far as it matters here. */
type Part = HTMLElement & Record<Property | (typeof DEFAULTS)[Property], unknown>;

/** The property that is the state of a part. Others (buttons, hidden and file inputs) have none that an op may set. */
function propertyOf(part: Element): Property | null {
  const kind = `${part.localName} ${(part as HTMLInputElement).type}`;
  if (/^option /.test(kind)) return "selected";
  if (/^input (checkbox|radio)/.test(kind)) return "checked";
  return /^textarea |^input (?!hidden|submit|button|reset|image|file)/.test(kind) ? "value" : null;
}

/** The parts of a control: options of a select, itself, or nothing. */
function partsOf(control: Element): Part[] {
  if (control instanceof HTMLSelectElement) return [...control.options] as Element[] as Part[];
  return propertyOf(control) === null ? [] : [control as Part];
}

/** A part of a control, its property, and the state that the user gave it. */
export type Change = readonly [part: Part, property: Property, state: unknown];

/** What the user changed of a control. */
export function changesOf(control: Element): Change[] {
  const parts = partsOf(control);
  // Where nothing is selected a browser shows the first option.
  if (parts[0]?.selected === true && parts.every((part) => part.defaultSelected === false)) return [];
  return parts.flatMap((part) => {
    const property = propertyOf(part) ?? "value";
    return part[property] === part[DEFAULTS[property]] ? [] : [[part, property, part[property]] as const];
  });
}

/** After attributes were set: the user's changes stay; without any, the control is what its attributes say. */
export function restore(control: Element, changes: readonly Change[]): void {
  if (changes.length === 0) for (const [part, property] of changesOf(control)) part[property] = part[DEFAULTS[property]];
  for (const [part, property, state] of changes) part[property] = state;
}

const stateOf = (control: Element): string => partsOf(control).map((part) => part[propertyOf(part) ?? "value"]).join();

/** Remembers what was sent, and decides who wins. */
export class Controls {
  /** Controls by the last event that told the server about them, and what they were just after it. */
  readonly #sent = new Map<Element, { readonly id: number; readonly state: string }>();
  #answered = 0;
  #composing: EventTarget | null = null;

  constructor() {
    document.addEventListener("compositionstart", ({ target }) => (this.#composing = target));
    document.addEventListener("compositionend", () => (this.#composing = null));
  }

  /** The event `id` told the server what these controls are. */
  sent(id: number, controls: Iterable<Element>): void {
    for (const control of controls) this.#sent.set(control, { id, state: stateOf(control) });
  }

  /** The frame about to be applied answers events up to `last`. */
  answered(last: number): void {
    this.#answered = last;
  }

  /** That frame was applied. */
  settled(): void {
    for (const [control, { id }] of this.#sent) if (id <= this.#answered) this.#sent.delete(control);
  }

  /** Whether the user's state of the control stays. */
  #keeps(control: Element, property: Property, isForced: boolean): boolean {
    if (this.#composing === control) return true;
    const sent = this.#sent.get(control);
    if (sent !== undefined) return sent.id > this.#answered || sent.state !== stateOf(control);
    return !isForced && control === document.activeElement && (property !== "checked" || changesOf(control).length > 0);
  }

  /** Sets an attribute of any element. An op that changes nothing is there to bring the control back: it counts as forced. */
  set(element: Element, name: string, value: string | null, isForced: boolean): void {
    const write = (): void => writeAttribute(element, name, value);
    if (name === propertyOf(element)) this.#write(element, write, isForced || element.getAttribute(name) === value);
    else write();
  }

  /** Changes the text of an element. */
  text(node: Text, write: () => void): void {
    const { parentElement } = node;
    if (parentElement?.localName === "textarea") this.#write(parentElement, write, false);
    else write();
  }

  #write(element: Element, write: () => void, isForced: boolean): void {
    const part = element as Part & HTMLInputElement;
    const property = propertyOf(part) ?? "value";
    const keeps = this.#keeps(part.closest("select") ?? part, property, isForced);
    const { selectionStart, selectionEnd } = part;
    const set = (state: unknown): unknown => ((part as Part)[property] = state);
    // Assigning makes the state independent of the attribute; of what is no number (yet) it would leave nothing.
    if (!part.validity?.badInput) set(part[property]);
    write();
    if (keeps || part[property] === part[DEFAULTS[property]]) return;
    set(part[DEFAULTS[property]]);
    if (part === document.activeElement && typeof selectionStart === "number") part.setSelectionRange(selectionStart, selectionEnd);
  }
}
