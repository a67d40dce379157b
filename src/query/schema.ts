/**
 * @module What the planner knows of tables and relations, worked out from `defineRelations` and the tables' own definitions: keys,
 * which relation leads to at most one row, which one an index serves. The only file that knows the shape of Drizzle's
 * relations; `test/unit/query-drizzle.test.ts` asserts that shape, so that a new version of Drizzle fails there first.
 */
import {
  type Column,
  EmptyFilter,
  getColumns,
  is,
  type Relation,
  type Table,
  type TablesRelationalConfig,
} from "drizzle-orm";
import { getTableConfig, type SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import { DormouseError } from "../errors/error.ts";

/** The object that `defineRelations` returns. */
export type Relations = TablesRelationalConfig;

/** A field that the app computes from others. */
export interface Computed {
  /** What it reads, as `also` says it. */
  readonly needs: Shape;
  // oxlint-disable-next-line typescript/no-explicit-any -- the row's type is that of the declaration, which checks it
  readonly get: (row: any) => unknown;
}
/** Columns and relations by name: `{ price: true, author: { name: true } }`. */
export interface Shape {
  readonly [name: string]: true | Shape;
}

/** A relation. */
export interface RelationFacts {
  readonly name: string;
  readonly relation: Relation;
  readonly isMany: boolean;
  readonly target: string;
  /** At most one row, by a key or a unique index. */
  readonly isSingle: boolean;
  /** Columns that are not null exactly when there is a row; null: only the other table tells. */
  readonly presence: readonly string[] | null;
  /** The table between the two; null: none. */
  readonly junction: SQLiteTable | null;
  /** Rows of the junction are rows of the relation: it need not be followed to count them. */
  readonly junctionTells: boolean;
  /** The migrations that would serve it. Empty: it is served. */
  readonly missing: readonly string[];
}

/** A table. */
export interface TableFacts {
  readonly name: string;
  readonly table: SQLiteTable;
  readonly columns: ReadonlyMap<string, Column>;
  /** Names of the columns of the primary key. */
  readonly key: readonly string[];
  readonly relations: ReadonlyMap<string, RelationFacts>;
  readonly computed: ReadonlyMap<string, Computed>;
}

/** Computed fields by table. */
export type ComputedFields = { readonly [table: string]: { readonly [name: string]: Computed } };

/** Tables of one database. Works out a table when it is first asked for. */
export class Schema {
  readonly relations: Relations;
  readonly #computed: ComputedFields;
  readonly #tables = new Map<string, TableFacts>();

  constructor(relations: Relations, computed: ComputedFields) {
    this.relations = relations;
    this.#computed = computed;
  }

  /** @throws query.no-key, query.config for what is no table */
  table(name: string): TableFacts {
    const known = this.#tables.get(name);
    if (known !== undefined) return known;
    const facts = this.#read(name);
    this.#tables.set(name, facts);
    return facts;
  }

  #read(name: string): TableFacts {
    const config = this.relations[name];
    const table = config?.table;
    if (config === undefined || !is(table, SQLiteTable))
      throw new DormouseError("query.config", `${name} is no table of the relations`);
    const columns = new Map<string, Column>(Object.entries(getColumns(table)));
    const key = keyOf(table).map((column) => nameOf(columns, column));
    if (key.length === 0) {
      throw new DormouseError("query.no-key", `the table ${name} has no primary key`, {
        hint: "rows need one: it orders them, and tells which row is which",
      });
    }
    const relations = new Map(
      Object.entries(config.relations).map(([field, relation]) => [
        field,
        factsOf(field, relation, columns),
      ]),
    );
    const computed = new Map(Object.entries(this.#computed[name] ?? {}));
    return { name, table, columns, key, relations, computed };
  }
}

function nameOf(columns: ReadonlyMap<string, Column>, wanted: Column): string {
  for (const [name, column] of columns) if (column.name === wanted.name) return name;
  throw new DormouseError(
    "query.config",
    `a key names the column ${wanted.name}, which is not there`,
  );
}

/** Columns of the primary key. */
export function keyOf(table: SQLiteTable): readonly SQLiteColumn[] {
  const { columns, primaryKeys } = getTableConfig(table);
  const single = columns.filter((column) => column.primary);
  return single.length > 0 ? single : (primaryKeys[0]?.columns ?? []);
}

/** Columns that are foreign keys: of these the log says where they point. */
export function linksOf(table: SQLiteTable): ReadonlySet<string> {
  const { foreignKeys } = getTableConfig(table);
  return new Set(foreignKeys.flatMap((key) => key.reference().columns.map(({ name }) => name)));
}

/** Lists of columns by which a table is found. */
function indexes(table: SQLiteTable): { columns: readonly string[]; isUnique: boolean }[] {
  const config = getTableConfig(table);
  return [
    { columns: keyOf(table).map((column) => column.name), isUnique: true },
    ...config.columns
      .filter((column) => column.isUnique)
      .map((column) => ({ columns: [column.name], isUnique: true })),
    ...config.uniqueConstraints.map(({ columns }) => ({
      columns: columns.map((column) => column.name),
      isUnique: true,
    })),
    ...config.indexes
      .filter((index) => index.config.where === undefined)
      .map((index) => ({
        // An expression ends what a lookup can use.
        columns: index.config.columns.map((column) => ("name" in column ? column.name : "")),
        isUnique: index.config.unique,
      })),
  ];
}

function isFoundBy(table: SQLiteTable, wanted: readonly string[]): boolean {
  return indexes(table).some(({ columns }) => {
    const leading = columns.slice(0, wanted.length);
    return leading.length === wanted.length && leading.every((name) => wanted.includes(name));
  });
}

function isUniqueBy(table: SQLiteTable, wanted: readonly string[]): boolean {
  return indexes(table).some(
    ({ columns, isUnique }) => isUnique && columns.every((name) => wanted.includes(name)),
  );
}

/** The migration that makes `columns` findable. */
function createIndex(table: SQLiteTable, columns: readonly string[]): string {
  const { name } = getTableConfig(table);
  const list = columns.map((column) => `"${column}"`).join(", ");
  return `CREATE INDEX "${[name, ...columns].join("_")}" ON "${name}" (${list});`;
}

/** Whether a foreign key, which D1 enforces, leads from `columns` to `target`. */
function isEnforced(
  table: SQLiteTable,
  columns: readonly string[],
  target: { readonly table: Table; readonly columns: readonly string[] },
): boolean {
  return getTableConfig(table).foreignKeys.some((key) => {
    const { columns: from, foreignColumns: to, foreignTable } = key.reference();
    return (
      foreignTable === target.table &&
      from.length === columns.length &&
      columns.every((name, i) =>
        from.some((column, j) => column.name === name && to[j]?.name === target.columns[i]),
      )
    );
  });
}

function factsOf(
  name: string,
  relation: Relation,
  columns: ReadonlyMap<string, Column>,
): RelationFacts {
  const { sourceTable, targetTable, throughTable, through } = relation;
  const base = {
    name,
    relation,
    isMany: relation.relationType === "many",
    target: relation.targetTableName,
  };
  if (!is(sourceTable, SQLiteTable) || !is(targetTable, SQLiteTable))
    throw new DormouseError("query.config", `the relation ${name} does not join two tables`);
  const from = namesIn(relation.sourceColumns);
  const to = namesIn(relation.targetColumns);
  const isPlain = relation.where === undefined || relation.where === EmptyFilter;
  if (through !== undefined && is(throughTable, SQLiteTable)) {
    const [near, far] = [namesIn(through.source), namesIn(through.target)];
    return {
      ...base,
      junction: throughTable,
      isSingle: false,
      presence: null,
      junctionTells: isPlain && isEnforced(throughTable, far, { table: targetTable, columns: to }),
      missing: [
        ...(isFoundBy(throughTable, near) ? [] : [createIndex(throughTable, near)]),
        ...(isFoundBy(targetTable, to) ? [] : [createIndex(targetTable, to)]),
      ],
    };
  }
  const isKey = isPlain && isEnforced(sourceTable, from, { table: targetTable, columns: to });
  return {
    ...base,
    junction: null,
    isSingle: isUniqueBy(targetTable, to),
    presence:
      isKey && relation.relationType === "one"
        ? relation.sourceColumns.map((column) => nameOfDb(columns, dbName(column)))
        : null,
    junctionTells: false,
    missing: isFoundBy(targetTable, to) ? [] : [createIndex(targetTable, to)],
  };
}

function nameOfDb(columns: ReadonlyMap<string, Column>, wanted: string): string {
  for (const [name, column] of columns) if (column.name === wanted) return name;
  return wanted;
}

/** A column as `defineRelations` wraps it. */
type Wrapped = Relation["sourceColumns"][number];

/** Name of such a column in the database. */
export function dbName({ _: { column, key } }: Wrapped): string {
  return "name" in column && typeof column.name === "string" ? column.name : key;
}

function namesIn(columns: readonly Wrapped[]): string[] {
  return columns.map(dbName);
}
