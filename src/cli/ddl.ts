/**
 * @module Tables as Drizzle declares them, in SQL: what SQLite's planner has to know of a database whose migrations are not found.
 */
import { is } from "drizzle-orm";
import { getTableConfig, SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import type { Schema } from "../query/schema.ts";
import { keyOf } from "../query/schema.ts";

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const list = (columns: readonly { readonly name: string }[]): string =>
  columns.map(({ name }) => quote(name)).join(", ");

/** Statements that make all tables of a schema, with their keys and indexes. */
export function ddlOf({ relations }: Schema): readonly string[] {
  return Object.values(relations).flatMap(({ table }) =>
    is(table, SQLiteTable) ? ddl(table) : [],
  );
}

function ddl(table: SQLiteTable): string[] {
  const { name, columns, indexes, uniqueConstraints } = getTableConfig(table);
  const key = keyOf(table);
  const [first] = key;
  // An integer is the row's own number only when it is said so at the column.
  const isSingle = key.length === 1;
  const parts = columns.map((column) => {
    const primary = isSingle && column === first ? " PRIMARY KEY" : "";
    return `${quote(column.name)} ${column.getSQLType()}${primary}${column.notNull ? " NOT NULL" : ""}${column.isUnique ? " UNIQUE" : ""}`;
  });
  if (!isSingle && key.length > 0) parts.push(`PRIMARY KEY (${list(key)})`);
  for (const unique of uniqueConstraints) parts.push(`UNIQUE (${list(unique.columns)})`);
  const lookups = indexes.flatMap(({ config }) => {
    const found = config.columns.filter((column): column is SQLiteColumn =>
      is(column, SQLiteColumn),
    );
    if (found.length < config.columns.length || config.where !== undefined) return [];
    const unique = config.unique ? "UNIQUE " : "";
    return [`CREATE ${unique}INDEX ${quote(config.name)} ON ${quote(name)} (${list(found)})`];
  });
  return [`CREATE TABLE ${quote(name)} (${parts.join(", ")})`, ...lookups];
}
