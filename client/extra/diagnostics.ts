/**
 * @module Tells whoever watches the page (`dormouse:diagnostic`) about events that the server refused, and whose fault that is. What
 * goes wrong with the page itself, the first script tells in the same way.
 */

/** Codes that the time between page and server brings about; all others the app's handlers decide. */
const NETWORK = /^event\.(stale|limited)$/;

/** Begins to tell. */
export function tellRejections(): void {
  document.addEventListener("dormouse:rejected", (event) => {
    const { code, message } = (event as CustomEvent<{ code: string; message: string }>).detail;
    const attribution = NETWORK.test(code) ? "network" : "application";
    document.dispatchEvent(
      new CustomEvent("dormouse:diagnostic", { detail: { code, message, attribution } }),
    );
  });
}
