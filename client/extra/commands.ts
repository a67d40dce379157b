/**
 * @module Commands: what a `do-*` attribute does in the browser alone (`@clear @focus @show @hide @toggle`). Without a
 * selector they concern the element itself.
 */

/** Runs one command. @param selector of the elements concerned */
export function runCommand(element: Element, name: unknown, selector: string | undefined): void {
  const targets = selector ? document.querySelectorAll(selector) : [element];
  for (const target of targets as Iterable<HTMLInputElement & HTMLFormElement>) {
    if (name === "focus") target.focus();
    else if (name !== "clear") target.hidden = name === "toggle" ? !target.hidden : name === "hide";
    else if (target.reset) target.reset();
    else if (/^(checkbox|radio)$/.test(target.type)) target.checked = false;
    else target.value = "";
  }
}
