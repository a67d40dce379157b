/**
 * @module Pieces of SQL with their values, and the one way to Drizzle's own SQL: filters, orders and column types are Drizzle's,
 * so that a query means what the same `findMany` means. The only file that calls what Drizzle exports without documenting it.
 */
import {
  aliasedTable,
  type Column,
  EmptyFilter,
  getTableName,
  is,
  relationsFilterToSQL,
  relationsOrderToSQL,
  relationToSQL,
  SQL,
  sql,
  type SQLChunk,
  StringChunk,
} from "drizzle-orm";
import { d1Codecs } from "drizzle-orm/d1";
import { SQLiteDialect, type SQLiteTable } from "drizzle-orm/sqlite-core";
import { DormouseError } from "../errors/error.ts";
import type { RelationFacts, Relations } from "./schema.ts";

/** SQL and the values of its `?`, in order. */
export interface Fragment {
  readonly sql: string;
  readonly params: readonly unknown[];
}

const dialect = new SQLiteDialect({ codecs: d1Codecs });

/** A fragment without values. */
export function text(code: string): Fragment {
  return { sql: code, params: [] };
}

/** A name, quoted. */
export function quote(name: string): string {
  return dialect.escapeName(name);
}

/** Fragments in a row. */
export function join(parts: readonly Fragment[], separator: string): Fragment {
  return {
    sql: parts.map((part) => part.sql).join(separator),
    params: parts.flatMap((part) => part.params),
  };
}

/** A template of fragments. */
export function compose(
  strings: TemplateStringsArray,
  ...parts: readonly (Fragment | string)[]
): Fragment {
  let code = strings[0] ?? "";
  const params: unknown[] = [];
  parts.forEach((part, i) => {
    if (typeof part === "string") code += part;
    else {
      code += part.sql;
      params.push(...part.params);
    }
    code += strings[i + 1] ?? "";
  });
  return { sql: code, params };
}

/** The name of a table in the database. */
export function nameOf(table: SQLiteTable): string {
  return quote(getTableName(table));
}

function render(chunks: SQL): Fragment {
  const { sql: code, params } = dialect.sqlToQuery(chunks);
  return { sql: code, params };
}

/** A table under another name, as Drizzle's filters speak of it. */
export function aliased(table: SQLiteTable, name: string): SQLiteTable {
  return aliasedTable(table, name);
}

/** The conditions that join a relation, with its own `where`. `junction`: those between junction and target. */
export function relationCondition(
  { relation }: RelationFacts,
  names: {
    readonly source: SQLiteTable;
    readonly target: SQLiteTable;
    readonly through?: SQLiteTable;
  },
): { readonly filter: Fragment; readonly junction: Fragment | null } {
  const { filter, joinCondition } = relationToSQL(
    relation,
    names.source,
    names.target,
    names.through,
  );
  return {
    filter: render(new SQL([...filter])),
    junction: joinCondition === undefined ? null : render(new SQL([...joinCondition])),
  };
}

/** A config's `where` as conditions on `table`; null: none. @throws query.config */
export function filterOf(
  table: SQLiteTable,
  name: string,
  { where, relations }: { readonly where: unknown; readonly relations: Relations },
): Fragment | null {
  if (where === undefined || where === EmptyFilter) return null;
  const own = relations[name]?.relations ?? {};
  return drizzle("where", () => {
    // The type of a filter follows the schema; who declared the query has checked it.
    const filter = where as Parameters<typeof relationsFilterToSQL>[1];
    const built = relationsFilterToSQL(table, filter, own, relations, undefined);
    return built.sql === undefined ? null : render(new SQL(built.sql.map(withoutStar)));
  });
}

/** Whether there are rows is asked without naming their columns: SQLite counts `*` as reading every one. */
function withoutStar(chunk: SQLChunk): SQLChunk {
  if (!is(chunk, StringChunk) || !chunk.value.endsWith("exists (select * from ")) return chunk;
  return new StringChunk(chunk.value.replace("*", "1"));
}

/** A config's `orderBy` as terms; null: none. @throws query.config for a name or direction that is not there */
export function orderOf(
  table: SQLiteTable,
  name: string,
  { orderBy, relations }: { readonly orderBy: unknown; readonly relations: Relations },
): Fragment | null {
  if (orderBy === undefined) return null;
  const own = relations[name]?.relations ?? {};
  return drizzle("orderBy", () => {
    const order = orderBy as Parameters<typeof relationsOrderToSQL>[1];
    const built = relationsOrderToSQL(table, order, own, relations, undefined);
    return built === undefined ? null : render(new SQL([...built]));
  });
}

function drizzle<T>(part: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new DormouseError("query.config", `${part} of a query: ${why}`, { cause: error });
  }
}

/** How one column is selected, and what makes its value of what comes back. Null: the value as it is. */
export interface Cell {
  readonly code: Fragment;
  readonly decode: ((value: unknown) => unknown) | null;
}

/** A column of the table that is called `name`. `inJson`: it travels inside a JSON array. */
export function cellOf(name: string, column: Column, inJson: boolean): Cell {
  const plain = `${quote(name)}.${quote(column.name)}`;
  // Inside JSON or not, all types but the app's own are told apart by the same codecs.
  const isInJson = inJson || column.dataType !== "custom";
  const raw = sql.raw(plain);
  if (isInJson && hasJsonSelect(column)) {
    const code = column.jsonSelectIdentifier(raw, sql, undefined);
    return { code: render(code), decode: decoderOf(column, isInJson) };
  }
  const cast = dialect.codecs.apply(column, isInJson ? "castInJson" : "cast", raw);
  return {
    code: is(cast, SQL) ? render(cast) : text(plain),
    decode: decoderOf(column, isInJson),
  };
}

interface WithJson {
  readonly jsonSelectIdentifier: (name: SQL, tag: typeof sql, dimensions: undefined) => SQL;
}

function hasJsonSelect(column: Column): column is Column & WithJson {
  return "jsonSelectIdentifier" in column && typeof column.jsonSelectIdentifier === "function";
}

function decoderOf(column: Column, inJson: boolean): Cell["decode"] {
  if (inJson && "mapFromJsonValue" in column && typeof column.mapFromJsonValue === "function") {
    const fromJson = column.mapFromJsonValue.bind(column) as (value: unknown) => unknown;
    return fromJson;
  }
  const codec = dialect.codecs.get(column, inJson ? "normalizeInJson" : "normalize") as
    | ((value: unknown) => unknown)
    | undefined;
  const isNoop = "isNoop" in column.mapFromDriverValue;
  if (isNoop) return codec === undefined ? null : (value) => codec(value);
  if (codec === undefined) return (value) => column.mapFromDriverValue(value);
  return (value) => column.mapFromDriverValue(codec(value));
}
