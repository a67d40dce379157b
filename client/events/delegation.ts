/**
 * @module One listener on the document for each type of event. The nearest element with a handler that wants the event
 * gets it: its modifiers, what it contributes, its commands and its call. Elements need no listeners of their own, so
 * creating a row registers nothing.
 */
import type { Value } from "../../src/protocol/value.ts";
import type { Handler } from "../ports.ts";
import { runCommand } from "./commands.ts";
import { contribution, controlsOf } from "./contribution.ts";

/** Where handlers are. */
export interface Offering<H extends Handler> {
  handlers(element: Element): readonly H[];
  /** A call was sent, or not (null); it told the server about these controls. Comes after all commands. */
  called(id: number | null, element: Element, controls: Iterable<Element>): void;
}

/** Sends a call. @returns the event's id, or null when it could not be sent */
export type Call<H extends Handler> = (handler: H, data: Value | undefined) => number | null;

type AnyEvent = KeyboardEvent & MouseEvent;

/** Whether a key is what a filter says. Named keys need exactly the modifiers listed; of a character, shift is part. */
function isKey(filter: string, event: KeyboardEvent): boolean {
  const names = filter.split("+");
  const key = event.key.toLowerCase().replace("arrow", "").replace(" ", "space");
  return (
    key === names.pop()?.replace(/^esc$/, "escape") &&
    (["ctrl", "alt", "meta", "shift"] as const).every(
      (name) => event[`${name}Key`] === names.includes(name) || (name === "shift" && !key[1]),
    )
  );
}

/** Whether the browser would leave the page, or send a form, if one let it. */
function leads(element: Element, type: string): boolean {
  const button = element as HTMLButtonElement;
  return (
    type === "submit" ||
    (type === "click" &&
      ("href" in element || (!!button.form && /^(submit|image)$/.test(button.type))))
  );
}

/** Finds handlers and runs them. */
export class Delegation<H extends Handler> {
  readonly #page: Offering<H>;
  readonly #call: Call<H>;
  readonly #types = new Set<string>();
  /** Handlers that wanted one event and had it. */
  readonly #done = new Set<H>();

  constructor(page: Offering<H>, call: Call<H>) {
    this.#page = page;
    this.#call = call;
  }

  /** Listens for a type of event from now on. */
  listen(type: string): void {
    if (this.#types.has(type)) return;
    this.#types.add(type);
    const name = type.replace("window-", "");
    const target = name === type ? document : window;
    // In the bubbling phase, but for the two that do not bubble.
    target.addEventListener(
      name.replace("-away", ""),
      (event) => this.#dispatch(type, event as AnyEvent),
      /^(focus|blur)$/.test(type),
    );
  }

  #dispatch(type: string, event: AnyEvent): void {
    // What an input method is still working on is not a key press.
    if (event.isComposing && event.type.startsWith("key")) return;
    const target = event.target as Element;
    // What happens elsewhere may concern any element.
    if (type !== event.type) {
      const isAway = (element: Element): boolean =>
        type !== "click-away" || !element.contains(target);
      for (const element of document.querySelectorAll("*"))
        if (isAway(element)) this.#offer(element, type, event);
      return;
    }
    for (let element: Element | null = target; element && !this.#offer(element, type, event);)
      element = element.parentElement;
  }

  /** Runs the handlers of an element that want the event. @returns whether there are any */
  #offer(element: Element, type: string, event: AnyEvent): boolean {
    const handlers = this.#page
      .handlers(element)
      .filter((handler) => this.#wants(handler, type, event));
    // With these keys a link opens elsewhere.
    const isElsewhere = "href" in element && (event.ctrlKey || event.metaKey || event.shiftKey);
    if (!isElsewhere) for (const handler of handlers) this.#run(handler, event);
    return handlers.length > 0;
  }

  #wants(handler: H, type: string, event: AnyEvent): boolean {
    const { modifiers, element } = handler;
    const admits = (name: string): boolean =>
      /^(prevent|stop|once|)$/.test(name) ||
      (name === "self" ? event.target === element : isKey(name, event));
    return (
      handler.type === type &&
      !this.#done.has(handler) &&
      !element.matches(":disabled") &&
      modifiers.split(".").every(admits)
    );
  }

  #run(handler: H, event: Event): void {
    const { element, contributes, commands, modifiers } = handler;
    // No key's name contains one of these.
    const has = (name: string): boolean => modifiers.includes(name);
    if (has("prevent") || leads(element, event.type)) event.preventDefault();
    if (has("stop")) event.stopPropagation();
    if (has("once")) this.#done.add(handler);
    let id: number | null | undefined;
    for (const step of commands.includes(0) ? commands : [0, ...commands]) {
      if (Array.isArray(step)) runCommand(element, step[0], step[1]);
      else if (handler.handler)
        id = this.#call(
          handler,
          contributes ? contribution(contributes, element, event) : undefined,
        );
    }
    if (id !== undefined) this.#page.called(id, element, controlsOf(contributes, element, event));
  }
}
