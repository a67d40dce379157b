/**
 * @module The page that stands for a template with an error, in development: a template of its own, without reads and handlers, so
 * that it reaches an open page like any other new build. Styles are attributes, since the policy forbids `<style>`.
 */
import { printDiagnostic } from "../errors/diagnostic.ts";
import type { DormouseError } from "../errors/error.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  // Template tags in the quoted source must not be read again.
  "{": "&#123;",
  "}": "&#125;",
};

const escape = (text: string): string => text.replace(/[&<>"{}]/g, (c) => ESCAPES[c] ?? c);

const BODY =
  "margin:0;min-height:100vh;background:#14161a;color:#e8e6e3;font:15px/1.5 system-ui,sans-serif";
const MAIN = "max-width:62rem;margin:0 auto;padding:3rem 1.5rem";
const HEADING = "font-size:1rem;font-weight:600;color:#ff8f7d;margin:0 0 1rem";
const PRE =
  "font:14px/1.6 ui-monospace,monospace;background:#1d2026;border-left:3px solid #ff8f7d;padding:1rem 1.25rem;margin:0;overflow-x:auto;white-space:pre";
const NOTE = "color:#9aa0a8;margin:1rem 0 0";

/** Source of the page. */
export function errorPage(error: DormouseError): string {
  const at = error.detail.location;
  const where = at === undefined ? "" : `${at.template}:${at.line}:${at.column}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escape(`${error.code} ${where}`)}</title></head>
<body style="${BODY}"><main style="${MAIN}"><h1 style="${HEADING}">This template has an error</h1><pre style="${PRE}">
${escape(printDiagnostic(error))}</pre><p style="${NOTE}">The page comes back by itself when the template is saved without it.</p></main></body></html>
`;
}
