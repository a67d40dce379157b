/**
 * @module Where failures are told, one structured record each. What came from a browser stands in fields only, shortened,
 * and never in the text; tokens, arguments and state are never logged.
 */
import { DormouseError } from "../errors/error.ts";

/** Longest text of a field that may come from outside. */
const MAX_FIELD_LENGTH = 200;

/** One record. */
export interface LogRecord {
  /** Which place of the runtime speaks: `session.event`, `http.view`… */
  readonly at: string;
  readonly code: string;
  /** Finds the record again: what the browser was told. */
  readonly ref: string;
  readonly error: unknown;
}

/** Takes records. Never throws. */
export type Log = (record: LogRecord) => void;

// oxlint-disable-next-line no-control-regex -- control characters are what must not reach a terminal
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;

function shorten(text: string): string {
  return text.slice(0, MAX_FIELD_LENGTH).replace(CONTROL, " ");
}

/** The code of an error, or `fallback` for one that is not ours. */
export function codeOf(error: unknown, fallback: string): string {
  return error instanceof DormouseError ? error.code : fallback;
}

function detailOf(error: unknown): object {
  if (!(error instanceof Error)) return {};
  const { message, stack } = error;
  if (!(error instanceof DormouseError)) return { message: shorten(message), stack };
  const { hint, location } = error.detail;
  const place = location && `${location.template}:${location.line}:${location.column}`;
  return { message: shorten(message), hint, place, stack };
}

/** Writes JSON to the console, where the platform picks it up. */
export const consoleLog: Log = ({ at, code, ref, error }) => {
  // oxlint-disable-next-line no-console -- the one place that writes logs
  console.error(JSON.stringify({ at, code, ref: shorten(ref), ...detailOf(error) }));
};
