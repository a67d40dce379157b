/**
 * @module Escaping for the few bytes of HTML that are not made by the core: the island, the shell, error pages.
 */

const REFERENCES: ReadonlyMap<string, string> = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["'", "&#39;"],
]);

/** Text for HTML, between tags or in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => REFERENCES.get(char) ?? "");
}

/**
 * JSON for a `<script type="application/json">`. Without `<` nothing in it can end the element or begin a comment (HTML
 * §4.12.1.3), and no other character means anything there.
 */
export function escapeJson(json: string): string {
  return json.replaceAll("<", "\\u003c");
}
