/**
 * @module One random case: a query with its page and its template, run on SQLite; checked against whole objects, against what SQLite
 * says it may read, and against Drizzle's own relational query.
 */
import { constants } from "node:sqlite";
import { inspect, isDeepStrictEqual } from "node:util";
import type { TableRelationalConfig } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-sqlite";
import type { ListPlan, RowPlan } from "../../src/query/plan.ts";
import type { Query } from "../../src/query/query.ts";
import { declareSource } from "../../src/query/source.ts";
import type { Random } from "../oracle/random.ts";
import { compareBy, project, wholeObject } from "./naive.ts";
import type { Values, World } from "./random-schema.ts";
import { fieldOf } from "./field.ts";
import { settle } from "./run.ts";
import { type Use, usesOf } from "./use.ts";

/** A query of a random database. */
export interface Case {
  readonly table: string;
  readonly use: Use;
  readonly guards: readonly boolean[];
  readonly where: { readonly n?: { readonly isNotNull?: true; readonly gte?: number } };
  readonly orderBy: { readonly n?: "asc" | "desc" };
  readonly limit?: number;
  readonly offset?: number;
}

/** Which page is asked for. */
export function randomPage(random: Random): Pick<Case, "where" | "orderBy" | "limit" | "offset"> {
  return {
    where: random.chance(0.3) ? { n: random.chance(0.5) ? { isNotNull: true } : { gte: 2 } } : {},
    orderBy: random.chance(0.4) ? { n: random.chance(0.5) ? "asc" : "desc" } : {},
    ...(random.chance(0.5) ? { limit: random.below(8) } : {}),
    ...(random.chance(0.3) ? { offset: random.below(4) } : {}),
  };
}

/** What is wrong; null: nothing. */
export function checkCase(world: World, tested: Case): string | null {
  const { table, use, where, orderBy, limit, offset, guards } = tested;
  const config = {
    ...(Object.keys(where).length > 0 ? { where } : {}),
    ...(Object.keys(orderBy).length > 0 ? { orderBy } : {}),
    ...(limit === undefined ? {} : { limit }),
    ...(offset === undefined ? {} : { offset }),
  };
  declareSource(world.relations, "DB");
  const view = Object.fromEntries(guards.map((is, i) => [`g${i}`, is]));
  const uses = usesOf(
    { rows: use },
    guards.map((_, i) => ({ path: [`g${i}`], is: true })),
  );
  const asked = world.relations[table] as TableRelationalConfig;
  const field = fieldOf(asked, uses, () => config as never, { view });
  const read = new Set<string>();
  world.db.setAuthorizer((action, name, column) => {
    if (action === constants.SQLITE_READ && column !== "") read.add(`${name}.${column}`);
    return constants.SQLITE_OK;
  });
  let statements;
  try {
    statements = settle(world.db, field).flat();
  } finally {
    world.db.setAuthorizer(null);
  }
  const isOn = (guard: number): boolean => guards[guard] === true;
  const got = project(use, Array.from(field), isOn);
  const want = project(
    use,
    pageOf(world, tested).map((row) => wholeObject(world, table, row)),
    isOn,
  );
  if (!isDeepStrictEqual(got, want))
    return `got ${show(got)}\nwant ${show(want)}\n${statements[0]?.sql}`;
  const most = use.each !== undefined && use.length === true && use.range !== undefined ? 2 : 1;
  if (statements.length > most) return `${statements.length} statements`;
  const allowed = allowedColumns(world, tested);
  const leaked = [...read].filter((column) => !allowed.has(column));
  if (leaked.length > 0) return `reads ${leaked.join(", ")}\n${statements[0]?.sql}`;
  return compareWithDrizzle(world, field, tested);
}

/** The rows that are asked for, whole. */
export function pageOf(
  { rows, keys }: World,
  { table, where, orderBy, limit, offset = 0 }: Case,
): Values[] {
  const key = keys.get(table) ?? [];
  const filter = where.n;
  const direction = orderBy.n === "desc" ? -1 : 1;
  const all = (rows.get(table) ?? [])
    .filter(
      (row) =>
        filter === undefined ||
        (row["n"] !== null && (filter.gte === undefined || Number(row["n"]) >= filter.gte)),
    )
    .toSorted(
      (a, b) =>
        (orderBy.n === undefined ? 0 : direction * compareBy(["n"], a, b)) || compareBy(key, a, b),
    );
  return all.slice(offset, limit === undefined ? undefined : offset + limit);
}

/** Columns of what is named and on, of keys, of joins, of the page; worked out from the uses, not from the plan. */
function allowedColumns(world: World, { table, use, guards, where, orderBy }: Case): Set<string> {
  const allowed = new Set<string>();
  const add = (name: string, columns: readonly string[]): void => {
    for (const column of columns) allowed.add(`${name}.${column}`);
  };
  const visit = (name: string, part: Use): void => {
    if (part.guard !== undefined && guards[part.guard] !== true) return;
    add(name, world.keys.get(name) ?? []);
    for (const [member, inner] of Object.entries((part.each ?? part).members ?? {})) {
      if (inner.guard !== undefined && guards[inner.guard] !== true) continue;
      const edge = world.edges.find((each) => each.from === name && each.name === member);
      if (edge === undefined) {
        add(name, [member]);
        continue;
      }
      add(
        name,
        edge.columns.map(([own]) => own),
      );
      add(
        edge.to,
        edge.columns.map(([, other]) => other),
      );
      if (edge.notNull !== undefined) add(edge.to, [edge.notNull]);
      if (edge.through !== undefined) {
        add(edge.through.table, [...edge.through.source, ...edge.through.target]);
        add(name, world.keys.get(name) ?? []);
      }
      visit(edge.to, inner);
    }
  };
  visit(table, use);
  if (where.n !== undefined || orderBy.n !== undefined) add(table, ["n"]);
  return allowed;
}

/** The rows of the same plan by Drizzle's `findMany`. */
function compareWithDrizzle(
  world: World,
  field: Query,
  { table, where, orderBy, limit, offset }: Case,
): string | null {
  const list = field.plan?.rows;
  if (list === null || list === undefined) return null;
  const orm = drizzle({ client: world.db, relations: world.relations });
  const from = list.range?.from ?? 0;
  const to = Math.min(list.range?.to ?? Infinity, limit ?? Infinity);
  const key = Object.fromEntries((world.keys.get(table) ?? []).map((name) => [name, "asc"]));
  const config = {
    ...rowConfig(world, list.row),
    where,
    orderBy: { ...orderBy, ...key },
    limit: to === Infinity ? -1 : Math.max(0, to - from),
    offset: (offset ?? 0) + from,
  };
  const found =
    (orm.query as Record<string, { findMany(c: object): { sync(): Values[] } }>)[table]
      ?.findMany(config)
      .sync() ?? [];
  const got = Array.from(field)
    .slice(from, from + found.length)
    .map((row) => strip(row, list.row));
  const want = found.map((row) => strip(row, list.row));
  return isDeepStrictEqual(got, want) ? null : `ours ${show(got)}\nDrizzle's ${show(want)}`;
}

function rowConfig(world: World, row: RowPlan): object {
  const key = (table: string, direction: string): object =>
    Object.fromEntries((world.keys.get(table) ?? []).map((name) => [name, direction]));
  const one = row.ones.flatMap(({ name, read }) =>
    read === null ? [] : [[name, { ...rowConfig(world, read), orderBy: key(read.table, "asc") }]],
  );
  const many = row.manys.flatMap(({ name, rows }) =>
    rows === null ? [] : [[name, listConfig(rows)]],
  );
  function listConfig(list: ListPlan): object {
    const { range } = list;
    return {
      ...rowConfig(world, list.row),
      orderBy: key(list.row.table, range?.last === true ? "desc" : "asc"),
      ...(range === null
        ? {}
        : {
            limit: range.to === null ? -1 : Math.max(0, range.to - range.from),
            offset: range.from,
          }),
    };
  }
  return {
    columns: Object.fromEntries(row.columns.map(({ name }) => [name, true])),
    with: Object.fromEntries([...one, ...many]),
  };
}

/** Columns, rows and read parts of lists: what both have. */
function strip(value: object, plan: RowPlan): object {
  const row = value as Record<string, unknown>;
  const result: Record<string, unknown> = {};
  for (const { name } of plan.columns) result[name] = row[name];
  for (const { name, read } of plan.ones)
    if (read !== null) result[name] = row[name] === null ? null : strip(row[name] as object, read);
  for (const { name, rows } of plan.manys) {
    if (rows === null) continue;
    // Positions without a row are holes, which Object.values leaves out.
    const items = Object.values(row[name] as object[]).map((item) => strip(item, rows.row));
    result[name] = items;
  }
  return result;
}

function show(value: unknown): string {
  return inspect(value, { depth: 12, breakLength: 160 });
}
