/**
 * @module Tells whoever watches the page (`dormouse:diagnostic`) what happens to it and whose fault that is: events that the server
 * refused, and what `client/connection/watch.ts` sees. What goes wrong with the page itself, the first script tells in the same way.
 */
import type { Tell } from "../ports.ts";

/** Codes that the time between page and server brings about; all others the app's handlers decide. */
const NETWORK = /^event\.(stale|limited)$/;

/** Tells it. */
export const tell: Tell = (code, message, attribution) => {
  document.dispatchEvent(
    new CustomEvent("dormouse:diagnostic", { detail: { code, message, attribution } }),
  );
};

/** Begins to tell of refusals. */
export function tellRejections(): void {
  document.addEventListener("dormouse:rejected", (event) => {
    const { code, message } = (event as CustomEvent<{ code: string; message: string }>).detail;
    tell(code, message, NETWORK.test(code) ? "network" : "application");
  });
}
