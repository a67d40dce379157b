/**
 * @module Shows on an element that an event of its is under way (`data-do-pending`), and tells it when the server said no
 * (`dormouse:rejected`, with code and message).
 */
import type { Rejection } from "../../src/protocol/server-messages.ts";

/** The attribute of an element with unanswered events. */
export const PENDING = "data-do-pending";

/** Elements with unanswered events. */
export class Marks {
  readonly #elements = new Map<number, Element>();

  /** The event `id` is under way. */
  issued(id: number, element: Element): void {
    this.#elements.set(id, element);
    element.setAttribute(PENDING, "");
  }

  /** Everything up to `last` is answered. */
  answered(last: number, rejections: readonly Rejection[]): void {
    for (const { id, code, message } of rejections) reject(this.#elements.get(id), code, message);
    for (const [id, element] of this.#elements) {
      if (id > last) continue;
      this.#elements.delete(id);
      element.removeAttribute(PENDING);
    }
    for (const element of this.#elements.values()) element.setAttribute(PENDING, "");
  }
}

/** Tells an element that its event changed nothing; the document, if the element is gone. */
export function reject(element: Element | undefined, code: string, message: string): void {
  if (element === undefined) return;
  const target = element.isConnected ? element : document;
  target.dispatchEvent(new CustomEvent("dormouse:rejected", { bubbles: true, detail: { code, message } }));
}
