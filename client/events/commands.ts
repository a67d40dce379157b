/**
 * @module Commands: what a `do-*` attribute does in the browser alone (`@clear @focus @show @hide @toggle`). Without a
 * selector they concern the element itself.
 */
function clear(element: Element): void {
  const control = element as HTMLInputElement;
  if (element instanceof HTMLFormElement) element.reset();
  else if (/^(checkbox|radio)$/.test(control.type)) control.checked = false;
  else if ("value" in element) control.value = "";
}

/** Runs one command. @param selector of the elements concerned */
export function runCommand(element: HTMLElement, name: unknown, selector: unknown): void {
  const targets = typeof selector === "string" ? document.querySelectorAll<HTMLElement>(selector) : [element];
  for (const target of targets) {
    if (name === "clear") clear(target);
    else if (name === "focus") target.focus();
    else target.hidden = name === "toggle" ? !target.hidden : name === "hide";
  }
}
