/**
 * @module Controls: an op on `value`, `checked`, `selected` or the text of a `textarea` sets attribute and property, unless
 * what the user is doing wins (G8): the focused field keeps its property, and so does one whose event is still unanswered
 * or that was changed since that event (the lock of a form: an old answer never overwrites newer typing).
 */
import { writeAttribute } from "./attributes.ts";

/** What the user changes, and what says what the page had set. */
const DEFAULTS = {
  value: "defaultValue",
  checked: "defaultChecked",
  selected: "defaultSelected",
} as const;

type Property = keyof typeof DEFAULTS;

/** A control, or one option of a select, as far as it matters here. */
type Part = HTMLElement & Record<Property | (typeof DEFAULTS)[Property], unknown>;

/** A part of a control, its property, and its state. */
export type State = readonly [part: Part, property: Property, state: unknown];

/** The property that is the state of a part. Others (buttons, hidden and file inputs) have none that an op may set. */
function propertyOf(part: Element): Property | undefined {
  const { type } = part as HTMLInputElement;
  if ("defaultSelected" in part) return "selected";
  if (/^(checkbox|radio)$/.test(type)) return "checked";
  return "defaultValue" in part && !/^(hidden|submit|button|reset|image|file)$/.test(type)
    ? "value"
    : undefined;
}

/** The state of a control: of the options of a select, of itself, or nothing. */
function statesOf(control: Element): State[] {
  return [...((control as HTMLSelectElement).options ?? [control])].flatMap((element) => {
    const property = propertyOf(element);
    const part = element as Element as Part;
    return property ? [[part, property, part[property]] as const] : [];
  });
}

const isChanged = ([part, property, state]: State): boolean => state !== part[DEFAULTS[property]];

/** What the user changed of a control. Where no option is selected a browser shows the first, which is no change. */
export function changesOf(control: Element): State[] {
  const states = statesOf(control);
  const isUntouched =
    states[0]?.[1] === "selected" && states.every((state, i) => isChanged(state) === (i === 0));
  return isUntouched ? [] : states.filter(isChanged);
}

function assign(states: readonly State[]): void {
  for (const [part, property, state] of states) part[property] = state;
}

/** After attributes were set: the user's changes stay; without any, the control is what its attributes say. */
export function restore(control: Element, changes: readonly State[]): void {
  if (changes.length === 0)
    for (const [part, property] of changesOf(control)) part[property] = part[DEFAULTS[property]];
  assign(changes);
}

const print = (control: Element): string =>
  statesOf(control)
    .map(([, , state]) => state)
    .join();

/** Remembers what was sent, and decides who wins. */
export class Controls {
  /** Controls by the last event that told the server about them, and what they were just after it. */
  readonly #sent = new Map<Element, readonly [id: number, state: string]>();
  /** What has the focus before a patch: where `moveBefore` is missing a move takes it away for a while. */
  focused: Element | null = null;
  /** An element of the patch under way that says `autofocus`. */
  wanting: Element | null = null;
  #answered = 0;
  #composing: EventTarget | null = null;

  constructor() {
    document.addEventListener("compositionstart", ({ target }) => (this.#composing = target));
    document.addEventListener("compositionend", () => (this.#composing = null));
  }

  /** The event `id` told the server what these controls are. @param isLate whether they have changed since */
  sent(id: number, controls: Iterable<Element>, isLate?: boolean): void {
    // What no control says: the next answer finds it changed.
    for (const control of controls) this.#sent.set(control, [id, isLate ? "\0" : print(control)]);
  }

  /** The frame about to be applied answers events up to `last`. */
  answered(last: number): void {
    this.#answered = last;
  }

  /** That frame was applied. */
  settled(): void {
    for (const [control, [id]] of this.#sent) if (id <= this.#answered) this.#sent.delete(control);
  }

  /** Whether the user's state of the control stays. */
  #keeps(control: Element, isForced: boolean): boolean {
    const sent = this.#sent.get(control);
    if (this.#composing === control) return true;
    if (sent) return sent[0] > this.#answered || sent[1] !== print(control);
    const isToggle = propertyOf(control) === "checked";
    return !isForced && control === this.focused && (!isToggle || changesOf(control).length > 0);
  }

  /** Sets an attribute of any element. An op that changes nothing is there to bring the control back: it counts as forced. */
  set(element: Element, name: string, value: string | null, isForced: boolean): void {
    const write = (): void => writeAttribute(element, name, value);
    if (name === "autofocus" && value !== null) this.wanting = element;
    if (name === propertyOf(element))
      this.#write(element, write, isForced || element.getAttribute(name) === value);
    else write();
  }

  /** Changes the text of an element. */
  text({ parentElement }: Text, write: () => void): void {
    if (parentElement instanceof HTMLTextAreaElement) this.#write(parentElement, write, false);
    else write();
  }

  #write(element: Element, write: () => void, isForced: boolean): void {
    const part = element as Part & HTMLInputElement;
    const property = propertyOf(part) ?? "value";
    const { selectionStart, selectionEnd } = part;
    const control = part.closest("select") ?? part;
    const keeps = this.#keeps(control, isForced);
    // Of what is no number (yet) assigning would leave nothing.
    const states = part.validity?.badInput ? [] : statesOf(control);
    // Makes the state independent of the attribute; but an option selected by its attribute takes that from another one.
    assign(states);
    write();
    if (keeps) return assign(states);
    assign([[part, property, part[DEFAULTS[property]]]]);
    // Null: a type without selection, or no field at all.
    if (part === this.focused && selectionStart !== null)
      part.setSelectionRange?.(selectionStart, selectionEnd);
  }
}
