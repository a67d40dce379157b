/**
 * @module Columns in a plan: which a template may name, and what it may do with their values.
 */
import type { Column } from "drizzle-orm";
import { fault } from "./fault.ts";
import { type Need, placeOf } from "./needs.ts";
import type { Reason } from "./plan.ts";

/** Why a column is read. @throws query.binary, query.unknown-path for parts of a value that has none */
export function planColumn(
  path: string,
  column: Column,
  need: Need,
): { readonly reason: Reason; readonly control: boolean } {
  if (isBinary(column)) {
    throw fault("query.binary", `${path} is a column of bytes, which has no text`, {
      place: placeOf(need),
      hint: "serve it from a route of its own, and name that route's address in the template",
    });
  }
  const isStructured = column.dataType.startsWith("object json") || column.dataType === "custom";
  const parts = [...need.members.keys()];
  const hasItems = need.item !== null && !need.mayBeOne;
  if (!isStructured && (parts.length > 0 || hasItems)) {
    const [name = "items"] = parts;
    throw fault("query.unknown-path", `${path} is one value, and has no ${name}`, {
      place: placeOf(need),
      hint: 'a filter makes something of a value: {{ value|date:"Y" }}',
    });
  }
  return { reason: need.reason, control: need.isControl && need.reason === "template" };
}

/** Bytes that no JSON can hold. */
function isBinary(column: Column): boolean {
  if (column.dataType.startsWith("object buffer")) return true;
  return (
    column.dataType === "custom" &&
    column.getSQLType().toLowerCase() === "blob" &&
    (!("jsonSelectIdentifier" in column) || column.jsonSelectIdentifier === undefined)
  );
}
