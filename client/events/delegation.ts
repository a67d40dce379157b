/**
 * @module One listener on the document for each type of event. The nearest element with a handler gets it. Elements need no
 * listeners of their own, so creating a row registers nothing. What few pages need is in the second script (`client/extra.ts`),
 * which takes all events over as soon as it is there; until then an event that needs it waits, and so does everything after
 * it: none is lost, and none overtakes another.
 */
import type { Value } from "../../src/protocol/value.ts";
import type { Extra, Handler, Issue, Offering, Said } from "../ports.ts";
import { contribution, controlOf } from "./contribution.ts";

type AnyEvent = KeyboardEvent & MouseEvent;

/**
 * Type, modifiers, contribution and commands of what this file can do. Keys have filters, nearly always. `do-offline` is for the
 * second script, but has time until the page is idle.
 */
const PLAIN = /^do-o|^(?!key)[a-z]+,(prevent)?,(value|checked)?,$/;

/** Whether the browser would leave the page, or send a form, if one let it. */
export function leads(element: Element, type: string): boolean {
  const button = element as HTMLButtonElement;
  return (
    type === "submit" ||
    (type === "click" &&
      ("href" in element || (!!button.form && /^(submit|image)$/.test(button.type))))
  );
}

/** Whether the event opens a link elsewhere: with these keys it does. */
export function isElsewhere(element: Element, event: Event): boolean {
  const { ctrlKey, metaKey, shiftKey } = event as AnyEvent;
  return "href" in element && (ctrlKey || metaKey || shiftKey);
}

/** Finds handlers and runs them. */
export class Delegation<H extends Handler> {
  readonly #page: Offering<H>;
  readonly #issue: Issue<H>;
  readonly #load: () => Promise<Extra<H>>;
  readonly #types = new Set<string>();
  #waiting: Parameters<Extra<H>["dispatch"]>[] = [];
  #extra: Extra<H> | null = null;
  #isLoading = false;

  constructor(page: Offering<H>, issue: Issue<H>, load: () => Promise<Extra<H>>) {
    this.#page = page;
    this.#issue = issue;
    this.#load = load;
  }

  /** A handler is there from now on. */
  offers(handler: H): void {
    const { type } = handler;
    if (!this.#isLoading && !this.#isPlain(handler)) this.want();
    this.#extra?.offers(handler);
    if (this.#types.has(type)) return;
    this.#types.add(type);
    // In the bubbling phase, but for the two that do not bubble. No event of an element has a dash in its name.
    if (!type.includes("-"))
      document.addEventListener(
        type,
        (event) => this.#dispatch(type, event),
        /^(focus|blur)$/.test(type),
      );
  }

  /** Loads the second script, unless it is there. One that cannot be had is asked for again at the next occasion. */
  want(): void {
    if (this.#isLoading) return;
    this.#isLoading = true;
    this.#load().then(
      (extra) => {
        this.#extra = extra;
        for (const event of this.#waiting) extra.dispatch(...event);
      },
      () => (this.#isLoading = false),
    );
  }

  #isPlain({ type, modifiers, contributes, commands, handler }: H): boolean {
    return (
      PLAIN.test([type, modifiers, contributes, commands].join()) && !this.#page.marks[handler]
    );
  }

  #dispatch(type: string, event: Event): void {
    // What a patch does to the page is nobody's doing.
    if (this.#page.isBusy()) return;
    if (this.#extra) return this.#extra.dispatch(type, event);
    for (let at = event.target as Element | null; at; at = at.parentElement) {
      const all = this.#page.handlers(at);
      const handlers = all.filter((handler) => handler.type === type);
      if (!handlers.length || at.matches(":disabled")) continue;
      if (!isElsewhere(at, event)) this.#take(at, handlers, event);
      return;
    }
  }

  #take(element: Element, handlers: readonly H[], event: Event): void {
    const { type } = event;
    const said = handlers.map(({ contributes }): Said | undefined =>
      contributes ? contribution(contributes, element, event) : undefined,
    );
    if (leads(element, type) || handlers.some(({ modifiers }) => modifiers === "prevent"))
      event.preventDefault();
    if (
      this.#waiting.length ||
      !this.#page.handlers(element).every((each) => this.#isPlain(each))
    ) {
      // What the control says now is what was meant, whenever it is sent.
      this.#waiting.push([type, event, said[0]]);
      return this.want();
    }
    handlers.forEach((handler, i) =>
      this.#page.called(this.#issue(handler, said[i] as Value | undefined), handler, [
        controlOf(element, event),
      ]),
    );
  }
}
