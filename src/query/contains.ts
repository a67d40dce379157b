/**
 * @module `contains(term)`: search in a text column, in a config's `where`. By `instr`, since D1 refuses LIKE patterns over 50 bytes, and a
 * pattern would have to be escaped. Case is ignored for ASCII letters only, which is what SQLite's `lower` knows.
 */
import {
  type Column,
  EmptyFilter,
  is,
  Column as DrizzleColumn,
  type RelationsFieldFilter,
  sql,
  type SQL,
} from "drizzle-orm";
import { DormouseError } from "../errors/error.ts";

class Contains {
  readonly term: string;
  constructor(term: string) {
    this.term = term;
  }
}

/** A filter for a text column: it contains `term`, whatever the case of ASCII letters. The empty term: every row. */
export function contains(term: string): RelationsFieldFilter<string> {
  // Drizzle's filters are closed: this one is rewritten, by `withContains`, before Drizzle sees it.
  return new Contains(term) as unknown as RelationsFieldFilter<string>;
}

/** Whether a filter is one of {@link contains}. */
export function isContains(filter: unknown): boolean {
  return filter instanceof Contains;
}

type Filter = Record<string, unknown>;

/** `where` with each `contains` as SQL. The same object when there is none. @throws query.config for one that is not beside a column */
export function withContains(where: unknown): unknown {
  if (!isPlainObject(where)) return where;
  const rewritten: Filter = {};
  const searches: unknown[] = [];
  let isChanged = false;
  for (const [name, value] of Object.entries(where)) {
    if (value instanceof Contains) {
      isChanged = true;
      if (value.term !== "")
        searches.push({ RAW: (table: object) => search(table, name, value.term) });
      continue;
    }
    const inner = Array.isArray(value) ? value.map(element) : withContains(value);
    if (
      Array.isArray(inner)
        ? inner.some((each, i) => each !== (value as unknown[])[i])
        : inner !== value
    )
      isChanged = true;
    rewritten[name] = inner;
  }
  if (!isChanged) return where;
  if (searches.length > 0) {
    const all = rewritten["AND"];
    rewritten["AND"] = [...(Array.isArray(all) ? (all as unknown[]) : []), ...searches];
  }
  return Object.keys(rewritten).length === 0 ? EmptyFilter : rewritten;
}

function element(value: unknown): unknown {
  if (value instanceof Contains) {
    throw new DormouseError(
      "query.config",
      "contains() stands where a filter of a row is expected",
      {
        hint: "write OR: [{ title: contains(a) }, { title: contains(b) }]",
      },
    );
  }
  return withContains(value);
}

/** Whether it was written as `{ … }`: filters and orders are; SQL is not. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}

function search(table: object, name: string, term: string): SQL {
  const column = (table as Record<string, Column | undefined>)[name];
  if (column === undefined || !is(column, DrizzleColumn))
    throw new DormouseError("query.config", `contains() stands beside ${name}, which is no column`);
  return sql`instr(lower(${column}), lower(${term})) > 0`;
}
