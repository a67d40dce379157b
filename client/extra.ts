/**
 * @module The second script: what few pages need at their first click. Loaded when a page has some of it, else when the
 * browser has nothing to do. From then on all events go through it. Plugs `client/extra` together; knows the page
 * and the session through its host only.
 */
import type { Extra, Handler, Host } from "./ports.ts";
import { Watch } from "./connection/watch.ts";
import { restore } from "./dom/controls.ts";
import { contribution, controlOf } from "./events/contribution.ts";
import { isElsewhere, leads } from "./events/delegation.ts";
import { tell, tellRejections } from "./extra/diagnostics.ts";
import { Dispatcher, type Tools } from "./extra/dispatcher.ts";
import { Feedback } from "./extra/feedback.ts";
import { Navigation } from "./extra/navigation.ts";
import { Paces } from "./extra/pace.ts";
import { restoreSession } from "./extra/restore.ts";

/** Events of the window, and what shows how events and the connection are doing. */
const FAR = /^(window-|click-away|do-(loading|error|disable-with|offline))/;

/** Copies of what the core has: two scripts cannot share code without a third. */
const TOOLS: Tools = {
  contribution,
  controlOf,
  isElsewhere,
  leads,
  undo: (control) => restore(control, []),
};

/** Takes over. */
export function install<H extends Handler>(host: Host<H>): Extra<H> {
  const { page, session, browser } = host;
  const paces = new Paces<H>(browser.after);
  const navigation = new Navigation(session, () => paces.flush(() => true));
  const dispatcher = new Dispatcher(host, TOOLS, paces, navigation);
  const watch = new Watch(host, tell, () => extra.changed());
  const feedback = new Feedback(page, watch);
  /** What concerns more than events of its own element. */
  const far = new Set<H>();
  const types = new Set<string>();

  const present = (): H[] =>
    [...far].filter((handler) => {
      // A snap makes the handlers of an element anew.
      const isThere =
        handler.element.isConnected && page.handlers(handler.element).includes(handler);
      if (!isThere) far.delete(handler);
      return isThere;
    });

  const happen = (type: string, event: Event): void => {
    if (page.isBusy()) return;
    const elements = new Set(
      present()
        .filter((handler) => handler.type === type)
        .map(({ element }) => element),
    );
    for (const element of elements)
      if (type !== "click-away" || !element.contains(event.target as Node))
        dispatcher.offer(element, type, event);
  };

  const extra: Extra<H> = {
    offers(handler) {
      const { type } = handler;
      if (!FAR.test(type)) return;
      far.add(handler);
      if (types.has(type) || type.startsWith("do-")) return;
      types.add(type);
      const name = type.replace(/^window-|-away$/, "");
      const target = type.startsWith("window-") ? window : document;
      target.addEventListener(name, (event) => happen(type, event));
    },
    dispatch: (type, event, said) => dispatcher.dispatch(type, event, said),
    changed() {
      navigation.settled();
      for (const handler of present()) feedback.show(handler);
    },
  };
  for (const element of document.querySelectorAll("*"))
    for (const handler of page.handlers(element)) extra.offers(handler);
  document.addEventListener("focusout", ({ target }) => {
    if (!page.isBusy()) paces.flush(({ element }) => element.contains(target as Node));
  });
  tellRejections();
  extra.changed();
  restoreSession(page.pending.size === 0);
  return extra;
}
