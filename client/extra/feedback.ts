/**
 * @module What shows how an event is doing: `do-loading` while one of a handler is under way, `do-error` after the last one
 * was refused, `do-disable-with` on the element of the event itself, or on a button of its form, `do-offline` while there is no
 * connection. All of it is the browser's own: the server neither sends nor knows it.
 */
import type { Handler, Offering } from "../ports.ts";

/** What stands in an element that is disabled for a while. */
interface Replaced {
  readonly nodes: readonly ChildNode[];
  readonly wasDisabled: boolean;
  readonly hadFocus: boolean;
}

type Button = HTMLButtonElement;

/** Shows it. */
export class Feedback<H extends Handler> {
  readonly #page: Pick<Offering<H>, "pending" | "refused">;
  readonly #connection: { readonly isOffline: boolean };
  readonly #replaced = new WeakMap<Element, Replaced>();

  constructor(
    page: Pick<Offering<H>, "pending" | "refused">,
    connection: { readonly isOffline: boolean },
  ) {
    this.#page = page;
    this.#connection = connection;
  }

  /** Brings one such element up to date. */
  show({ type, element, commands }: H): void {
    const names = commands.map((command) => String((command as readonly unknown[])[0]));
    const pending = [...this.#page.pending.values()];
    if (type === "do-loading")
      this.#hide(element, !pending.some(({ handler }) => names.includes(handler)));
    else if (type === "do-offline") this.#hide(element, !this.#connection.isOffline);
    else if (type === "do-error") {
      const text = names.map((name) => this.#page.refused.get(name)).find(Boolean) ?? "";
      if (element.textContent !== text) element.textContent = text;
      this.#hide(element, !text);
    } else if (type === "do-disable-with")
      this.#disable(
        element as Button,
        pending.some(
          (other) =>
            other.element === element ||
            (other.type === "submit" && other.element.contains(element)),
        ),
        names.join(),
      );
  }

  #hide(element: Element, isHidden: boolean): void {
    if (element.hasAttribute("hidden") !== isHidden) element.toggleAttribute("hidden", isHidden);
  }

  #disable(button: Button, isPending: boolean, text: string): void {
    const replaced = this.#replaced.get(button);
    if (isPending && (!replaced || button.textContent !== text)) {
      const hadFocus = button === document.activeElement;
      this.#replaced.set(button, {
        nodes: [...button.childNodes],
        wasDisabled: button.disabled,
        hadFocus,
        ...(replaced && { wasDisabled: replaced.wasDisabled, hadFocus: replaced.hadFocus }),
      });
      button.textContent = text;
      button.disabled = true;
    } else if (!isPending && replaced) {
      this.#replaced.delete(button);
      button.replaceChildren(...replaced.nodes);
      button.disabled = replaced.wasDisabled;
      // A browser takes the focus from what is disabled.
      if (replaced.hadFocus && /^(body|button)$/i.test(document.activeElement?.nodeName ?? "body"))
        button.focus({ preventScroll: true });
    }
  }
}
