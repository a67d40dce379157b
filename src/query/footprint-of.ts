/**
 * @module The footprint of a query that ran: from its plan, its config and the rows that it gave. Names are translated to those of
 * the database, as the log has them. What cannot be followed (SQL of the author's own, keys of unusual types) widens it.
 */
import { type Column, EmptyFilter, getTableName } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import { keyOf } from "../protocol/row-change.ts";
import { isContains, isPlainObject } from "./contains.ts";
import type { Footprint, Reach, TableFootprint } from "./footprint.ts";
import type { Plan, RowPlan } from "./plan.ts";
import { type Row, UNREAD } from "./row.ts";
import { dbName, linksOf, type RelationFacts, type Schema, type TableFacts } from "./schema.ts";

/** What decides which rows there are. */
interface Config {
  readonly where?: unknown;
  readonly orderBy?: unknown;
}

/** Types whose values in rows are those in the database, so that they can be compared with the log. */
const PLAIN_COLUMNS: ReadonlySet<string> = new Set(["SQLiteInteger", "SQLiteText"]);

function isPlainValue(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

/** Filters hold plain values; anything else is SQL. */
function isPlainFilter(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isPlainFilter);
  if (isPlainObject(value)) return Object.values(value).every(isPlainFilter);
  return typeof value !== "object" || value === null || value instanceof Date || isContains(value);
}

class Widening {
  readonly shown: Set<string> = new Set();
  readonly deciding: Set<string> = new Set();
  readonly reach: Reach[] = [];
  keys: Set<string> | null = new Set();
}

/** The rows of a list that were read. Others are holes in it. */
function rowsIn(value: unknown): readonly Row[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.filter(
    (each): each is Row => typeof each === "object" && each !== null && each !== UNREAD,
  );
}

class Tracer {
  readonly tables: Map<string, Widening[]> = new Map();
  isOpaque = false;
  readonly #schema: Schema;

  constructor(schema: Schema) {
    this.#schema = schema;
  }

  /** A table in another part of the query: what is shown of it there is no matter here. */
  #part(table: SQLiteTable): Widening {
    const name = getTableName(table);
    const part = new Widening();
    this.tables.set(name, [...(this.tables.get(name) ?? []), part]);
    return part;
  }

  /** Rows that were read, and what they led to. */
  rows(plan: RowPlan, rows: readonly Row[], part: Widening): void {
    const facts = this.#schema.table(plan.table);
    const { shown } = part;
    for (const { name } of plan.columns) shown.add(nameIn(facts, name));
    addKeys(part, facts, rows);
    for (const { name, read } of plan.ones) {
      const relation = facts.relations.get(name);
      if (relation === undefined) continue;
      for (const { column } of sourcesOf(relation)) shown.add(column);
      if (read === null) continue;
      const next = this.#follow(facts, relation, rows);
      this.rows(
        read,
        rows.flatMap((row) => rowsIn(row[name])),
        next,
      );
    }
    for (const { name, rows: list, counts } of plan.manys) {
      const relation = facts.relations.get(name);
      if (relation === undefined) continue;
      for (const { column } of sourcesOf(relation)) shown.add(column);
      const next = this.#follow(facts, relation, rows, list === null || counts);
      if (list !== null)
        this.rows(
          list.row,
          rows.flatMap((row) => rowsIn(row[name])),
          next,
        );
    }
  }

  /** A relation of rows that were read: who else may become, or cease to be, one of its rows. */
  #follow(
    facts: TableFacts,
    relation: RelationFacts,
    parents: readonly Row[],
    isCounted = false,
  ): Widening {
    const target = this.#schema.table(relation.target);
    const table = this.#part(target.table);
    const isFiltered = this.#filter(target, relation.relation.where, table);
    const [source] = sourcesOf(relation);
    const values = source === undefined ? null : valuesOf(facts, source.key, parents);
    const { junction } = relation;
    if (junction !== null) {
      const between = this.#part(junction);
      const near = relation.relation.through?.source ?? [];
      const far = relation.relation.through?.target ?? [];
      for (const column of [...near, ...far]) between.deciding.add(dbName(column));
      between.reach.push(reachBy(junction, near.map(dbName)[0], values));
      if (isFiltered || !relation.junctionTells) table.reach.push("any");
      return table;
    }
    const columns = relation.relation.targetColumns.map(dbName);
    for (const column of columns) table.deciding.add(column);
    const [first] = columns;
    const isKey = target.key.length === 1 && nameIn(target, target.key[0] ?? "") === first;
    // An enforced foreign key leads to the row that was read, or to none.
    if (isKey && !isCounted && (values !== null || relation.presence !== null)) {
      for (const value of values ?? []) table.keys?.add(keyOf([value]));
    } else table.reach.push(reachBy(target.table, first, values));
    return table;
  }

  /** Columns that a filter names. Answers whether there is one. */
  #filter(facts: TableFacts, where: unknown, part: Widening): boolean {
    if (where === undefined || where === EmptyFilter) return false;
    if (!isPlainObject(where)) {
      this.isOpaque = true;
      return true;
    }
    const { deciding } = part;
    for (const [name, value] of Object.entries(where)) {
      if (name === "RAW") this.isOpaque = true;
      else if (name === "AND" || name === "OR" || name === "NOT") {
        for (const each of Array.isArray(value) ? value : [value]) this.#filter(facts, each, part);
      } else if (facts.columns.has(name)) {
        deciding.add(nameIn(facts, name));
        if (!isPlainFilter(value) || (isPlainObject(value) && "RAW" in value)) this.isOpaque = true;
      } else this.#filterBy(facts, part, [name, value]);
    }
    return true;
  }

  /** A filter on rows of a relation: any row of theirs may decide. */
  #filterBy(facts: TableFacts, part: Widening, entry: readonly [string, unknown]): void {
    const [name, value] = entry;
    const relation = facts.relations.get(name);
    if (relation === undefined) {
      this.isOpaque = true;
      return;
    }
    for (const { column } of sourcesOf(relation)) part.deciding.add(column);
    const { junction, relation: drizzle } = relation;
    const target = this.#schema.table(relation.target);
    const asked = this.#part(target.table);
    for (const column of drizzle.targetColumns) asked.deciding.add(dbName(column));
    asked.reach.push("any");
    this.#filter(target, drizzle.where, asked);
    if (typeof value !== "boolean") this.#filter(target, value, asked);
    if (junction === null) return;
    const between = this.#part(junction);
    for (const column of [...(drizzle.through?.source ?? []), ...(drizzle.through?.target ?? [])])
      between.deciding.add(dbName(column));
    between.reach.push("any");
  }

  /** The rows that the config asks for, whichever they are. */
  root(facts: TableFacts, { where, orderBy }: Config): Widening {
    const table = this.#part(facts.table);
    this.#filter(facts, where, table);
    if (isPlainObject(orderBy)) {
      for (const name of Object.keys(orderBy)) {
        if (facts.columns.has(name)) table.deciding.add(nameIn(facts, name));
        else this.isOpaque = true;
      }
    } else if (orderBy !== undefined) this.isOpaque = true;
    table.reach.push(...rootReach(facts, where, table));
    return table;
  }
}

/** An equation in the filter that every row must meet says which changes can matter. */
function rootReach(facts: TableFacts, where: unknown, part: Widening): readonly Reach[] {
  if (!isPlainObject(where)) return ["any"];
  const links = linksOf(facts.table);
  for (const [name, condition] of Object.entries(where)) {
    const column = facts.columns.get(name);
    const value = isPlainObject(condition) ? condition["eq"] : condition;
    if (column === undefined || !isPlainValue(value) || !isPlainColumn(column)) continue;
    if (facts.key.length === 1 && facts.key[0] === name) {
      part.keys?.add(keyOf([value]));
      return [];
    }
    if (links.has(column.name)) return [{ column: column.name, values: new Set([value]) }];
  }
  return ["any"];
}

function addKeys(part: Widening, facts: TableFacts, rows: readonly Row[]): void {
  for (const key of rows.map((row) => keyIn(facts, row))) {
    if (key === null) part.keys = null;
    else part.keys?.add(key);
  }
}

function isPlainColumn({ columnType }: Column): boolean {
  return PLAIN_COLUMNS.has(columnType);
}

function nameIn({ columns }: TableFacts, name: string): string {
  return columns.get(name)?.name ?? name;
}

interface Source {
  /** In the database. */
  readonly column: string;
  /** In rows. */
  readonly key: string;
}

function sourcesOf({ relation }: RelationFacts): readonly Source[] {
  return relation.sourceColumns.map((each) => ({ column: dbName(each), key: each._.key }));
}

/** Values of a column in rows; null: not all are known, or they are not those of the database. */
function valuesOf(
  facts: TableFacts,
  name: string,
  rows: readonly Row[],
): ReadonlySet<string | number> | null {
  const column = facts.columns.get(name);
  if (column === undefined || !isPlainColumn(column)) return null;
  const values = new Set<string | number>();
  for (const row of rows) {
    // A row has the fields of its plan, and asking one in development for another is an error.
    const value: unknown = Object.hasOwn(row, name) ? row[name] : undefined;
    if (value === null) continue;
    if (!isPlainValue(value)) return null;
    values.add(value);
  }
  return values;
}

function keyIn(facts: TableFacts, row: Row): string | null {
  const values = facts.key.map((name) => {
    const column = facts.columns.get(name);
    return column !== undefined && isPlainColumn(column) ? row[name] : undefined;
  });
  return values.every(isPlainValue) ? keyOf(values) : null;
}

/** Rows reach a page by a column that the log tells of, or in any way. */
function reachBy(
  table: SQLiteTable,
  column: string | undefined,
  values: ReadonlySet<unknown> | null,
): Reach {
  return column === undefined || values === null || !linksOf(table).has(column)
    ? "any"
    : { column, values };
}

/** What a query showed. `rows`: as the query gave them. */
export function footprintOf(
  schema: Schema,
  plan: Plan,
  { config, rows }: { readonly config: Config; readonly rows: readonly unknown[] },
): Footprint {
  const tracer = new Tracer(schema);
  const root = tracer.root(schema.table(plan.table), config);
  if (plan.rows !== null) tracer.rows(plan.rows.row, rowsIn(rows), root);
  const tables: Map<string, readonly TableFootprint[]> = tracer.tables;
  return { tables, isOpaque: tracer.isOpaque };
}
