/**
 * @module Random databases: tables with columns of every type, single and composite keys, relations of every kind (to one, to many,
 * through a junction, to itself, several between two tables, with a filter of their own), and rows.
 */
import { DatabaseSync } from "node:sqlite";
import { type AnyRelations, defineRelations, getColumns } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-sqlite";
import {
  blob,
  customType,
  foreignKey,
  getTableConfig,
  index,
  integer,
  numeric,
  primaryKey,
  real,
  type SQLiteColumnBuilder,
  type SQLiteTable,
  sqliteTable,
  text,
} from "drizzle-orm/sqlite-core";
import type { Random } from "../oracle/random.ts";
import { type Draft, fill } from "./random-rows.ts";

/** A relation as the naive evaluation follows it. */
export interface Edge {
  readonly from: string;
  readonly name: string;
  readonly to: string;
  readonly isMany: boolean;
  readonly columns: readonly (readonly [source: string, target: string])[];
  readonly through?: {
    readonly table: string;
    readonly source: readonly string[];
    readonly target: readonly string[];
  };
  /** Only rows in which this column is not null. */
  readonly notNull?: string;
}

export type Values = Readonly<Record<string, unknown>>;

/** A database, what is in it, and how its tables are related. */
export interface World {
  readonly db: DatabaseSync;
  readonly relations: AnyRelations;
  readonly keys: ReadonlyMap<string, readonly string[]>;
  readonly rows: ReadonlyMap<string, readonly Values[]>;
  readonly edges: readonly Edge[];
}

const shout = customType<{ data: string; driverData: string }>({
  dataType: () => "text",
  fromDriver: (value) => `${value}!`,
  toDriver: (value) => value.slice(0, -1),
});

interface Type {
  readonly build: () => SQLiteColumnBuilder;
  readonly value: (random: Random) => unknown;
}

/** How many of the types have a text. */
export const PRINTABLE = 11;

const TYPES: readonly Type[] = [
  { build: () => text(), value: (r) => r.text() },
  { build: () => integer(), value: (r) => r.below(5) },
  { build: () => integer({ mode: "boolean" }), value: (r) => r.chance(0.5) },
  { build: () => integer({ mode: "timestamp" }), value: (r) => new Date(r.below(1e9) * 1000) },
  { build: () => integer({ mode: "timestamp_ms" }), value: (r) => new Date(r.below(1e12)) },
  { build: () => blob({ mode: "bigint" }), value: (r) => BigInt(r.below(1e9)) ** 3n },
  { build: () => real(), value: (r) => (r.next() - 0.5) * 10 ** (r.below(40) - 20) },
  { build: () => numeric(), value: (r) => String(r.below(1000)) },
  { build: () => numeric({ mode: "number" }), value: (r) => r.below(1000) / 4 },
  {
    build: () => numeric({ mode: "bigint" }),
    value: (r) => 9_007_199_254_740_993n + BigInt(r.below(9)),
  },
  { build: () => shout(), value: (r) => `${r.below(9)}!` },
  // Those that have no text.
  { build: () => text({ mode: "json" }), value: (r) => ({ a: [r.below(9), r.text()], b: null }) },
  { build: () => blob({ mode: "json" }), value: (r) => [r.text(), { n: r.below(9) }] },
];

/** A random database with at most `size` rows a table. `types`: how many of the types its columns may have. */
export function randomWorld(random: Random, size: number, types: number = TYPES.length): World {
  const drafts = Array.from({ length: 2 + random.below(3) }, (_, i) =>
    draftTable(random, `t${i}`, TYPES.slice(0, types)),
  );
  const edges = drafts.flatMap((draft) => relate(random, draft, drafts));
  if (random.chance(0.6)) edges.push(...addJunction(random, drafts));
  const tables = new Map<string, SQLiteTable>();
  for (const draft of drafts) tables.set(draft.name, tableOf(draft, tables));
  const relations = relationsOf(tables, edges);
  const db = new DatabaseSync(":memory:");
  db.exec("pragma foreign_keys = off");
  for (const table of tables.values()) for (const line of createTable(table)) db.exec(line);
  fill(random, size, { db, drafts, tables, relations });
  const orm = drizzle({ client: db, relations });
  const rows = new Map(
    [...tables].map(([name, table]) => [name, orm.select().from(table).all() as Values[]]),
  );
  return { db, relations, rows, edges, keys: new Map(drafts.map(({ name, key }) => [name, key])) };
}

function draftTable(random: Random, name: string, types: readonly Type[]): Draft {
  const draft: Draft = { name, columns: {}, values: {}, key: [], references: [] };
  const kind = random.below(4);
  const count = kind === 0 ? 2 : 1;
  for (let i = 0; i < count; i++) {
    const key = count === 1 ? "id" : `k${i}`;
    draft.key.push(key);
    draft.columns[key] = kind === 1 ? text().notNull() : integer().notNull();
  }
  for (let i = 0; i <= random.below(4); i++) {
    const type = random.pick(types);
    draft.columns[`c${i}`] = type.build();
    draft.values[`c${i}`] = (r) => (r.chance(0.25) ? null : type.value(r));
  }
  draft.columns["n"] = integer();
  draft.values["n"] = (r) => (r.chance(0.2) ? null : r.below(4));
  return draft;
}

function copyKey(from: Draft, to: Draft, prefix: string): [string, string][] {
  return from.key.map((key) => {
    const name = `${prefix}_${key}`;
    const isText = from.columns[key]?.constructor.name.includes("Text") === true;
    to.columns[name] = isText ? text() : integer();
    return [name, key];
  });
}

function relate(random: Random, draft: Draft, all: readonly Draft[]): Edge[] {
  return Array.from({ length: random.below(3) }, (_, i) => {
    const target = random.pick(all);
    const prefix = `f${i}`;
    const columns = copyKey(target, draft, prefix);
    const isDeclared = random.chance(0.5);
    draft.references.push({
      columns: columns.map(([own]) => own),
      target: target.name,
      isDeclared,
    });
    const label = `${draft.name}_${prefix}`;
    const back = columns.map(([own, key]) => [key, own] as const);
    const edges: Edge[] = [
      { from: draft.name, name: `${prefix}_one`, to: target.name, isMany: false, columns },
      { from: target.name, name: `${label}_all`, to: draft.name, isMany: true, columns: back },
    ];
    if (random.chance(0.4))
      edges.push({
        from: target.name,
        name: `${label}_any`,
        to: draft.name,
        isMany: false,
        columns: back,
      });
    if (random.chance(0.4))
      edges.push({
        from: target.name,
        name: `${label}_some`,
        to: draft.name,
        isMany: true,
        columns: back,
        notNull: "n",
      });
    return edges;
  }).flat();
}

function addJunction(random: Random, drafts: Draft[]): Edge[] {
  const [a, b] = [random.pick(drafts), random.pick(drafts)];
  const junction: Draft = { name: "jt", columns: {}, values: {}, key: [], references: [] };
  const [left, right] = [copyKey(a, junction, "l"), copyKey(b, junction, "r")];
  const isDeclared = random.chance(0.5);
  for (const [side, target] of [
    [left, a],
    [right, b],
  ] as const)
    junction.references.push({
      columns: side.map(([own]) => own),
      target: target.name,
      isDeclared,
    });
  junction.key.push(...left.map(([own]) => own), ...right.map(([own]) => own));
  junction.columns["n"] = integer();
  junction.values["n"] = (r) => r.below(4);
  drafts.push(junction);
  const both = (
    from: Draft,
    to: Draft,
    [near, far]: [[string, string][], [string, string][]],
    name: string,
  ): Edge => ({
    from: from.name,
    name,
    to: to.name,
    isMany: true,
    columns: [],
    through: { table: "jt", source: near.map(([own]) => own), target: far.map(([own]) => own) },
  });
  return [both(a, b, [left, right], "over"), both(b, a, [right, left], "back")];
}

function tableOf(draft: Draft, tables: ReadonlyMap<string, SQLiteTable>): SQLiteTable {
  const isSingle = draft.key.length === 1;
  return sqliteTable(draft.name, draft.columns, (t) => {
    const column = (name: string): never => t[name] as never;
    const list = (names: readonly string[]): never => names.map(column) as never;
    return [
      primaryKey({ columns: list(draft.key) }),
      ...draft.references.map(({ columns }, i) =>
        index(`${draft.name}_${i}`).on(...(list(columns) as [never])),
      ),
      ...draft.references.flatMap(({ columns, target, isDeclared }) => {
        const to = tables.get(target);
        if (!isDeclared || to === undefined) return [];
        const key = Object.entries(getColumns(to)).filter(([name]) =>
          columns.some((own) => own.endsWith(`_${name}`)),
        );
        return [
          foreignKey({
            columns: list(columns),
            foreignColumns: key.map(([, each]) => each) as never,
          }),
        ];
      }),
      ...(isSingle ? [] : [index(`${draft.name}_key`).on(...(list(draft.key) as [never]))]),
    ];
  });
}

function relationsOf(
  tables: ReadonlyMap<string, SQLiteTable>,
  edges: readonly Edge[],
): AnyRelations {
  return defineRelations(Object.fromEntries(tables), (r) => {
    // The builder is typed by its tables, which are random here.
    const builder = r as unknown as Record<string, Record<string, (config: object) => unknown>> &
      Record<string, Record<string, Record<string, { through: (c: unknown) => unknown }>>>;
    const config: Record<string, Record<string, unknown>> = {};
    for (const edge of edges) {
      const make = builder[edge.isMany ? "many" : "one"]?.[edge.to] as unknown as (
        config: object,
      ) => unknown;
      const column = (table: string, name: string): { through: (c: unknown) => unknown } =>
        builder[table]?.[name] as unknown as { through: (c: unknown) => unknown };
      const { through } = edge;
      const ends =
        through === undefined
          ? {
              from: edge.columns.map(([own]) => column(edge.from, own)),
              to: edge.columns.map(([, other]) => column(edge.to, other)),
            }
          : {
              from: through.source.map((own) =>
                column(edge.from, own.slice(2)).through(column(through.table, own)),
              ),
              to: through.target.map((own) =>
                column(edge.to, own.slice(2)).through(column(through.table, own)),
              ),
            };
      (config[edge.from] ??= {})[edge.name] = make({
        ...ends,
        alias: `${edge.from}_${edge.name}`,
        ...(edge.notNull === undefined ? {} : { where: { [edge.notNull]: { isNotNull: true } } }),
      });
    }
    return config as never;
  }) as AnyRelations;
}

function createTable(table: SQLiteTable): string[] {
  const { name, columns, primaryKeys, indexes } = getTableConfig(table);
  const key = primaryKeys[0]?.columns.map((column) => `"${column.name}"`).join(", ");
  return [
    `create table "${name}" (${columns.map((each) => `"${each.name}" ${each.getSQLType()}`).join(", ")}, primary key (${key}))`,
    ...indexes.map(
      ({ config }) =>
        `create index "${config.name}" on "${name}" (${config.columns.map((each) => `"${"name" in each ? each.name : ""}"`).join(", ")})`,
    ),
  ];
}
