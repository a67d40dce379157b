/**
 * @module The one error class of the TypeScript side. Every failure has a code of the catalogue (`area.reason`), says what
 * happened with the value, and, where it helps, what to do. What a code means (whose fault, whether to retry) is in the
 * catalogue, of which this file imports only the names.
 */
import type { Code } from "./catalogue.ts";

/** Where in a template (or query) something is wrong. Lines and columns count from 1, in UTF-16 units. */
export interface Location {
  readonly template: string;
  readonly line: number;
  readonly column: number;
  /** How many units the caret line underlines. */
  readonly length: number;
  /** The line of source, without its line break. */
  readonly source: string;
}

/** What may be said beside code and message. */
export interface ErrorDetail {
  readonly hint?: string;
  readonly location?: Location;
  /** The includes and extends that led there, outermost first. */
  readonly chain?: readonly string[];
  readonly cause?: unknown;
}

/** A failure with a code. Small, since the browser carries it too. */
export class DormouseError extends Error {
  override readonly name = "DormouseError";
  readonly code: Code;
  readonly detail: ErrorDetail;

  constructor(code: Code, message: string, detail: ErrorDetail = {}) {
    super(message, detail);
    this.code = code;
    this.detail = detail;
  }
}

/** Whether `error` is ours, with that code when one is given. */
export function isDormouseError(error: unknown, code?: Code): error is DormouseError {
  return error instanceof DormouseError && (code === undefined || error.code === code);
}
