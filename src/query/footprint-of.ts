/**
 * @module The footprint of a query that ran: from its plan, its config and the rows that it gave. Names are translated to those of
 * the database, as the log has them. What cannot be followed (SQL of the author's own, keys of unusual types) widens it.
 */
import { type Column, EmptyFilter } from "drizzle-orm";
import { getTableConfig, type SQLiteTable } from "drizzle-orm/sqlite-core";
import { keyOf } from "../protocol/row-change.ts";
import { isContains } from "./contains.ts";
import type { Footprint, Reach, TableFootprint } from "./footprint.ts";
import type { Plan, RowPlan } from "./plan.ts";
import { type Row, UNREAD } from "./row.ts";
import type { RelationFacts, Schema, TableFacts } from "./schema.ts";

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

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}

/** Filters hold plain values; anything else is SQL. */
function isPlainFilter(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isPlainFilter);
  if (isPlainObject(value)) return Object.values(value).every(isPlainFilter);
  return typeof value !== "object" || value === null || value instanceof Date || isContains(value);
}

/** Columns of a table that are foreign keys: the log says where they point. */
function linksOf(table: SQLiteTable): ReadonlySet<string> {
  const keys = getTableConfig(table).foreignKeys.flatMap((each) => each.reference().columns);
  return new Set(keys.map(({ name }) => name));
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
  readonly tables: Map<string, Widening> = new Map();
  isOpaque = false;
  readonly #schema: Schema;

  constructor(schema: Schema) {
    this.#schema = schema;
  }

  #of(table: SQLiteTable): Widening {
    const { name } = getTableConfig(table);
    const known = this.tables.get(name) ?? new Widening();
    this.tables.set(name, known);
    return known;
  }

  /** Rows that were read, and what they led to. */
  rows(plan: RowPlan, rows: readonly Row[]): void {
    const facts = this.#schema.table(plan.table);
    const { shown } = this.#of(facts.table);
    for (const { name } of plan.columns) shown.add(nameIn(facts, name));
    this.#keys(facts, rows);
    for (const { name, read } of plan.ones) {
      const relation = facts.relations.get(name);
      if (relation === undefined) continue;
      for (const { column } of sourcesOf(relation)) shown.add(column);
      if (read === null) continue;
      this.#follow(facts, relation, rows);
      this.rows(
        read,
        rows.flatMap((row) => rowsIn(row[name])),
      );
    }
    for (const { name, rows: list, counts } of plan.manys) {
      const relation = facts.relations.get(name);
      if (relation === undefined) continue;
      for (const { column } of sourcesOf(relation)) shown.add(column);
      this.#follow(facts, relation, rows, list === null || counts);
      if (list !== null)
        this.rows(
          list.row,
          rows.flatMap((row) => rowsIn(row[name])),
        );
    }
  }

  #keys(facts: TableFacts, rows: readonly Row[]): void {
    const table = this.#of(facts.table);
    for (const row of rows) {
      const key = keyIn(facts, row);
      if (key === null) table.keys = null;
      else table.keys?.add(key);
    }
  }

  /** A relation of rows that were read: who else may become, or cease to be, one of its rows. */
  #follow(
    facts: TableFacts,
    relation: RelationFacts,
    parents: readonly Row[],
    isCounted = false,
  ): void {
    const target = this.#schema.table(relation.target);
    const table = this.#of(target.table);
    const isFiltered = this.#filter(target, relation.relation.where);
    const [source] = sourcesOf(relation);
    const values = source === undefined ? null : valuesOf(facts, source.key, parents);
    const { junction } = relation;
    if (junction !== null) {
      const between = this.#of(junction);
      const near = relation.relation.through?.source ?? [];
      const far = relation.relation.through?.target ?? [];
      for (const column of [...near, ...far]) between.deciding.add(nameOfWrapped(column));
      between.reach.push(reachBy(junction, near.map(nameOfWrapped)[0], values));
      if (isFiltered || !relation.junctionTells) table.reach.push("any");
      return;
    }
    const columns = relation.relation.targetColumns.map(nameOfWrapped);
    for (const column of columns) table.deciding.add(column);
    const [first] = columns;
    const isKey = target.key.length === 1 && nameIn(target, target.key[0] ?? "") === first;
    // An enforced foreign key leads to the row that was read, or to none.
    if (isKey && !isCounted && (values !== null || relation.presence !== null)) {
      for (const value of values ?? []) table.keys?.add(keyOf([value]));
    } else table.reach.push(reachBy(target.table, first, values));
  }

  /** Columns that a filter names. Answers whether there is one. */
  #filter(facts: TableFacts, where: unknown): boolean {
    if (where === undefined || where === EmptyFilter) return false;
    if (!isPlainObject(where)) {
      this.isOpaque = true;
      return true;
    }
    const { deciding } = this.#of(facts.table);
    for (const [name, value] of Object.entries(where)) {
      if (name === "RAW") this.isOpaque = true;
      else if (name === "AND" || name === "OR" || name === "NOT") {
        for (const each of Array.isArray(value) ? value : [value]) this.#filter(facts, each);
      } else if (facts.columns.has(name)) {
        deciding.add(nameIn(facts, name));
        if (!isPlainFilter(value) || (isPlainObject(value) && "RAW" in value)) this.isOpaque = true;
      } else this.#filterBy(facts, name, value);
    }
    return true;
  }

  /** A filter on rows of a relation: any row of theirs may decide. */
  #filterBy(facts: TableFacts, name: string, value: unknown): void {
    const relation = facts.relations.get(name);
    if (relation === undefined) {
      this.isOpaque = true;
      return;
    }
    for (const { column } of sourcesOf(relation)) this.#of(facts.table).deciding.add(column);
    const { junction, relation: drizzle } = relation;
    const target = this.#schema.table(relation.target);
    for (const column of drizzle.targetColumns) {
      this.#of(target.table).deciding.add(nameOfWrapped(column));
    }
    this.#of(target.table).reach.push("any");
    this.#filter(target, drizzle.where);
    if (typeof value !== "boolean") this.#filter(target, value);
    if (junction === null) return;
    const between = this.#of(junction);
    for (const column of [...(drizzle.through?.source ?? []), ...(drizzle.through?.target ?? [])])
      between.deciding.add(nameOfWrapped(column));
    between.reach.push("any");
  }

  /** The rows that the config asks for, whichever they are. */
  root(facts: TableFacts, { where, orderBy }: Config): void {
    const table = this.#of(facts.table);
    this.#filter(facts, where);
    if (isPlainObject(orderBy)) {
      for (const name of Object.keys(orderBy)) {
        if (facts.columns.has(name)) table.deciding.add(nameIn(facts, name));
        else this.isOpaque = true;
      }
    } else if (orderBy !== undefined) this.isOpaque = true;
    table.reach.push(...this.#rootReach(facts, where));
  }

  /** An equation in the filter that every row must meet says which changes can matter. */
  #rootReach(facts: TableFacts, where: unknown): readonly Reach[] {
    if (!isPlainObject(where)) return ["any"];
    const links = linksOf(facts.table);
    for (const [name, condition] of Object.entries(where)) {
      const column = facts.columns.get(name);
      const value = isPlainObject(condition) ? condition["eq"] : condition;
      if (column === undefined || !isPlainValue(value) || !isPlainColumn(column)) continue;
      if (facts.key.length === 1 && facts.key[0] === name) {
        this.#of(facts.table).keys?.add(keyOf([value]));
        return [];
      }
      if (links.has(column.name)) return [{ column: column.name, values: new Set([value]) }];
    }
    return ["any"];
  }
}

function isPlainColumn({ columnType }: Column): boolean {
  return PLAIN_COLUMNS.has(columnType);
}

function nameIn({ columns }: TableFacts, name: string): string {
  return columns.get(name)?.name ?? name;
}

type Wrapped = RelationFacts["relation"]["sourceColumns"][number];

function nameOfWrapped({ _: { column, key } }: Wrapped): string {
  return "name" in column && typeof column.name === "string" ? column.name : key;
}

interface Source {
  /** In the database. */
  readonly column: string;
  /** In rows. */
  readonly key: string;
}

function sourcesOf({ relation }: RelationFacts): readonly Source[] {
  return relation.sourceColumns.map((each) => ({ column: nameOfWrapped(each), key: each._.key }));
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
  tracer.root(schema.table(plan.table), config);
  if (plan.rows !== null) tracer.rows(plan.rows.row, rowsIn(rows));
  const tables: Map<string, TableFootprint> = tracer.tables;
  return { tables, isOpaque: tracer.isOpaque };
}
