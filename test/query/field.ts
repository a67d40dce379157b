/**
 * @module A query outside a session, for tests.
 */
import type { TableRelationalConfig } from "drizzle-orm";
import { type Query, query } from "../../src/query/query.ts";
import type { QueryConfig } from "../../src/query/types.ts";
import type { DataUses } from "../../src/engine/types.ts";

/** A query as the only field of a view. */
export function fieldOf<T extends TableRelationalConfig>(
  table: T,
  uses: DataUses,
  config: () => QueryConfig<T> = () => ({}),
  more: { readonly view?: object; readonly isDevelopment?: boolean; readonly name?: string } = {},
): Query {
  const field = query(table, config) as unknown as Query;
  const name = more.name ?? "rows";
  const view = Object.assign(more.view ?? {}, { [name]: field });
  field.attach({ uses, field: name, view, isDevelopment: more.isDevelopment === true });
  return field;
}
