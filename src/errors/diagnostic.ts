/**
 * @module Prints an error as people read it: code, what happened, the source line with a caret, how one got there, what
 * to do. For terminals and the development page only: nothing of it may reach a browser in production.
 */
import type { DormouseError } from "./error.ts";

/** The error as plain text, several lines, no trailing line break. */
export function printDiagnostic(error: DormouseError): string {
  const lines = [`${error.code}: ${error.message}`];
  const at = error.detail.location;
  if (at !== undefined) {
    const gutter = String(at.line);
    const blank = " ".repeat(gutter.length);
    const pad = at.source.slice(0, at.column - 1).replace(/[^\t]/g, " ");
    lines.push(`${blank} --> ${at.template}:${at.line}:${at.column}`);
    // Who plans a query has places, but no sources.
    if (at.source !== "")
      lines.push(
        `${blank} |`,
        `${gutter} | ${at.source}`,
        `${blank} | ${pad}${"^".repeat(Math.max(1, at.length))}`,
      );
  }
  for (const step of error.detail.chain ?? []) lines.push(`  via ${step}`);
  if (error.detail.hint !== undefined) lines.push(`hint: ${error.detail.hint}`);
  return lines.join("\n");
}
