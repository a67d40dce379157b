/**
 * @module One listener on the document for each type of event. The nearest element with a handler that wants the event
 * gets it: its modifiers, what it contributes, its commands and its call. Elements need no listeners of their own, so
 * creating a row registers nothing.
 */
import type { Value } from "../../src/protocol/value.ts";
import type { Handler } from "../ports.ts";
import { runCommand } from "./commands.ts";
import { contribution, controlsOf } from "./contribution.ts";
import { admits } from "./modifiers.ts";

/** What the delegation acts through. */
export interface DelegationPorts<H extends Handler> {
  handlers(element: Element): readonly H[];
  /** Sends the call. @returns the event's id, or null */
  call(handler: H, data: Value | undefined): number | null;
  /** The event `id` told the server about these controls: comes after all commands. */
  told(id: number, controls: Iterable<Element>): void;
}

const LINK = "a[href],area[href]";

/** Whether the browser would leave the page, or send a form, if one let it. */
function leads(element: Element, { type }: Event): boolean {
  const button = element as HTMLButtonElement;
  return type === "submit" || (type === "click" && (element.matches(LINK) || (!!button.form && /^(submit|image)$/.test(button.type))));
}

/** Finds handlers and runs them. */
export class Delegation<H extends Handler> {
  readonly #ports: DelegationPorts<H>;
  readonly #types = new Set<string>();
  /** Handlers that wanted one event and had it. */
  readonly #done = new WeakSet<H>();

  constructor(ports: DelegationPorts<H>) {
    this.#ports = ports;
  }

  /** Listens for a type of event from now on. */
  listen(type: string): void {
    if (this.#types.has(type)) return;
    this.#types.add(type);
    // In the bubbling phase, but for the two that do not bubble.
    document.addEventListener(type, (event) => this.#dispatch(event), /^(focus|blur)$/.test(type));
  }

  #dispatch(event: Event): void {
    const { target, ctrlKey, metaKey, shiftKey, isComposing } = event as MouseEvent & KeyboardEvent;
    // What an input method is still working on is not a key press.
    if (event.type.startsWith("key") && isComposing) return;
    for (let element = target instanceof Element ? target : null; element !== null; element = element.parentElement) {
      const handlers = this.#ports.handlers(element).filter((handler) => this.#wants(handler, event));
      // With these keys a link opens elsewhere.
      if (handlers.length > 0 && element.matches(LINK) && (ctrlKey || metaKey || shiftKey)) return;
      for (const handler of handlers) this.#run(handler, event);
      if (handlers.length > 0) return;
    }
  }

  #wants(handler: H, event: Event): boolean {
    const { type, modifiers, element } = handler;
    return (
      type === event.type &&
      !this.#done.has(handler) &&
      !element.matches(":disabled") &&
      admits(modifiers.split("."), element, event)
    );
  }

  #run(handler: H, event: Event): void {
    const { element, contributes, commands } = handler;
    const modifiers = handler.modifiers.split(".");
    if (modifiers.includes("prevent") || leads(element, event)) event.preventDefault();
    if (modifiers.includes("stop")) event.stopPropagation();
    if (modifiers.includes("once")) this.#done.add(handler);
    let id: number | null = null;
    for (const step of commands.includes(0) ? commands : [0, ...commands]) {
      if (Array.isArray(step)) runCommand(element as HTMLElement, step[0], step[1]);
      else if (handler.handler !== "") id = this.#ports.call(handler, contribution(contributes, element, event));
    }
    if (id !== null) this.#ports.told(id, controlsOf(contributes, element, event));
  }
}
