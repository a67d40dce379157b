/**
 * @module A query outside a session, for tests.
 */
import type { TableRelationalConfig } from "drizzle-orm";
import { type Query, query } from "../../src/query/query.ts";
import type { QueryConfig } from "../../src/query/types.ts";
import type { DataUses } from "../../src/query/uses.ts";

/** A query as the only field of a view. */
export function fieldOf<T extends TableRelationalConfig>(
  table: T,
  uses: DataUses,
  config: () => QueryConfig<T> = () => ({}),
  more: { readonly view?: object; readonly isDevelopment?: boolean } = {},
): Query {
  const field = query(table, config) as unknown as Query;
  const view = Object.assign(more.view ?? {}, { rows: field });
  field.attach({ uses, field: "rows", view, isDevelopment: more.isDevelopment === true });
  return field;
}
