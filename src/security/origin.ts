/**
 * @module Who may open a socket: pages of exactly this origin. Scheme, host and port are compared as the browser spells
 * them; a missing Origin and `null` are refused, since only browsers have cookies to steal and browsers always send one.
 * The reason: cross-site WebSocket hijacking, for which WebSockets have no other defence.
 */

/** Whether a request with this `Origin` header comes from a page of the site that `url` belongs to. */
export function isSameOrigin(origin: string | null, url: string): boolean {
  return origin !== null && origin !== "null" && origin === new URL(url).origin;
}
