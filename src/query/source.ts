/**
 * @module Databases by the tables of their relations: `query(relations.books, …)` names a table and nothing else. Beside the plans of its
 * queries, what this isolate itself has written to each: so a turn sees its own writes, and shows them at once.
 */
import { DormouseError } from "../errors/error.ts";
import type { RowChange } from "../protocol/row-change.ts";
import type { Plans } from "./plans.ts";
import type { Schema } from "./schema.ts";

/** Changes of this isolate that are remembered; a session hears of older ones from the room. */
const MAX_RECENT = 200;

/** What this isolate has written. */
export class Activity {
  /** How often. */
  writes = 0;
  #recent: readonly RowChange[] = [];

  note(changes: readonly RowChange[]): void {
    this.#recent = [...this.#recent, ...changes].slice(-MAX_RECENT);
  }

  /** Changes after a place in the log. */
  after(place: number): readonly RowChange[] {
    return this.#recent.filter(({ seq }) => seq > place);
  }
}

/** What is known of a database here. */
export interface Source {
  readonly binding: string;
  readonly schema: Schema;
  readonly plans: Plans;
  readonly activity: Activity;
}

const sources = new WeakMap<object, Source>();

/** Queries of these tables read from it. */
export function declareSource(source: Source): void {
  for (const table of Object.values(source.schema.relations)) sources.set(table, source);
}

/** The database of a table. @throws query.no-database */
export function sourceOf(table: { readonly name: string }): Source {
  const source = sources.get(table);
  if (source !== undefined) return source;
  throw new DormouseError("query.no-database", `no database has the table ${table.name}`, {
    hint: 'declare it where the relations are: export const db = database(relations, "DB")',
  });
}
