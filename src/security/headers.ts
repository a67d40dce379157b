/**
 * @module Headers of every page. No inline script or style is allowed at all, apart from `style="…"` attributes, whose
 * values the core escapes property by property; the client sets HTML through one Trusted Types policy. `no-transform`:
 * a proxy that rewrites a page (e-mail addresses, minified HTML) would break its hydration. `no-store` only where there is
 * a principal: in Chromium it keeps pages with a WebSocket out of the back-forward cache for good.
 */

const POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types dormouse",
].join("; ");

/** The headers of a page, for nobody in particular or for somebody. */
export function pageHeaders(audience: "anybody" | "principal"): Headers {
  const cache = "private, no-cache, no-transform";
  return new Headers({
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": POLICY,
    "cache-control": audience === "principal" ? `${cache}, no-store` : cache,
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
  });
}
