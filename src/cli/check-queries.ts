/**
 * @module Queries in `dormouse check`: whatever the planner refuses, in the places of the templates. It has no sources, so their lines
 * are put in here.
 */
import { DormouseError } from "../errors/error.ts";
import type { Inspection } from "./check.ts";
import { examineApp, heard, type Told } from "./examined.ts";
import type { Sources } from "./sources.ts";

/** What is wrong with the query fields of all views. */
export const inspectQueries: Inspection = async ({ app, out, sources, templates }) => {
  const { fields, failures } = await examineApp({ main: app.main, out }, templates);
  const faults = fields.flatMap((field) => field.faults);
  return [...failures.map(heard), ...faults.map((told) => sourced(told, sources))];
};

/** The error with its line. */
export function sourced({ code, message, detail }: Told, sources: Sources): DormouseError {
  const { location: at } = detail;
  if (at === undefined) return new DormouseError(code, message, detail);
  const source = sources[at.template]?.split("\n")[at.line - 1]?.replace(/\r$/, "") ?? "";
  return new DormouseError(code, message, { ...detail, location: { ...at, source } });
}
