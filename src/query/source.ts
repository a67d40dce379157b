/**
 * @module Which database a table is in. A query names a table of the relations and nothing else, so whoever declares a database
 * says so here, by the identity of its tables; what is kept is the app's own module scope seen from the other end.
 */
import { DormouseError } from "../errors/error.ts";
import { Activity } from "./activity.ts";
import { Plans } from "./plans.ts";
import { type ComputedFields, type Relations, Schema } from "./schema.ts";

/** What is known of a database. */
export interface Source {
  readonly binding: string;
  readonly schema: Schema;
  readonly plans: Plans;
  readonly activity: Activity;
}

const sources = new WeakMap<object, Source>();

/** Says that these tables are in the database of that binding. */
export function declareSource(
  relations: Relations,
  binding: string,
  computed: ComputedFields = {},
): Source {
  const schema = new Schema(relations, computed);
  const plans = new Plans(schema);
  const source: Source = { binding, schema, plans, activity: new Activity() };
  for (const table of Object.values(relations)) sources.set(table, source);
  return source;
}

/** The database of a table. @throws query.no-database */
export function sourceOf(table: { readonly name: string }): Source {
  const source = sources.get(table);
  if (source !== undefined) return source;
  throw new DormouseError("query.no-database", `no database has the table ${table.name}`, {
    hint: 'declare it where the relations are: export const db = database(relations, "DB")',
  });
}
