/**
 * @module Instances of views: constructed, given what the session sets, and filled with stored fields. What is set is not
 * enumerable, so that it is no state, and not writable, so that a handler cannot lose it.
 */
import { DormouseError } from "../errors/error.ts";
import { INJECTED, type Live, type LiveView } from "./live-view.ts";
import type { RegisteredView } from "./registry.ts";
import { noteInitial } from "./url.ts";

/** What the session sets on an instance. */
export interface Injected {
  readonly env: unknown;
  readonly live: Live;
  readonly user: unknown;
}

/** A new instance with the values of its initialisers. @throws view.reserved-name, and what an initialiser throws */
export function createView(
  { name, view: View, urls }: RegisteredView,
  injected: Injected,
): LiveView {
  const view = new View();
  for (const reserved of INJECTED) {
    if (!Object.hasOwn(view, reserved)) continue;
    throw new DormouseError(
      "view.reserved-name",
      `${name} has a field named ${reserved}, which the session sets`,
      {
        hint: `write \`declare\` before it, or choose another name`,
      },
    );
  }
  noteInitial(view, urls);
  setUser(view, injected.user);
  for (const reserved of ["env", "live"] as const) {
    Object.defineProperty(view, reserved, { value: injected[reserved], configurable: true });
  }
  return view;
}

/** Sets `this.user`: at first, and when a page connects again. */
export function setUser(view: LiveView, user: unknown): void {
  Object.defineProperty(view, "user", { value: user, configurable: true });
}
