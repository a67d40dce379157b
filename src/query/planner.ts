/**
 * @module From needs to a plan: every name is looked up in the relations, and whatever cannot be read exactly is refused, with
 * its place in the template. Nothing falls back to reading more. Needs that are not live (conditions that do not hold) are
 * looked up as well, so that an error does not wait for the visitor who meets it.
 */
import { type DormouseError, isDormouseError } from "../errors/error.ts";
import { planColumn } from "./column.ts";
import { fault, nearest } from "./fault.ts";
import { MAX_LEVELS, MAX_LIST_ROWS } from "./limits.ts";
import { addShape, emptyNeed, type Need, placeOf } from "./needs.ts";
import type { ColumnPlan, ListPlan, ManyPlan, OnePlan, Plan, RowPlan } from "./plan.ts";
import type { RelationFacts, Schema, Shape, TableFacts } from "./schema.ts";

/** What the author allows. */
export interface Allowances {
  readonly unbounded: boolean;
  readonly allowUnindexed: boolean;
}

/** Members of a query itself. */
const OF_A_LIST = ["length", "total"];

/** What becomes of a refusal: thrown, unless somebody collects them all. */
export type Refuse = (error: DormouseError) => void;

function throwIt(error: DormouseError): never {
  throw error;
}

/** The plan of a query over `table`. With `refuse`, what is refused is left out of it. @throws query.* */
export function planQuery(
  table: string,
  need: Need,
  {
    schema,
    refuse = throwIt,
    ...allowed
  }: Allowances & { readonly schema: Schema; readonly refuse?: Refuse | undefined },
): Plan {
  const planner = new Planner(schema, allowed, refuse);
  planner.attempt(() => refuseWhole(need, table));
  for (const [name, member] of need.members) {
    if (!OF_A_LIST.includes(name))
      refuse(unknown(`the query of ${table}`, name, { known: OF_A_LIST, member }));
  }
  const total = need.members.get("total")?.isLive === true;
  // The end of a page is where its order, which only the config knows, ends: so the page is read.
  if (need.range?.last === true) need.range = { from: 0, to: null, last: false };
  const { range, length, truthy } = listOf(need);
  const rows = range === null ? null : planner.list(table, need, 0);
  // What is asked of a list that is read to its end is known from its rows.
  const isWhole = range !== null && range.to === null && !range.last;
  if (rows === null && need.item !== null) planner.row(table, need.item, 0);
  return {
    table,
    rows,
    counts: length && !isWhole,
    exists: truthy && rows === null && !length,
    total,
  };
}

/** How a list is used, with `list.length` as another way to write `list|length`. */
function listOf(need: Need): Pick<Need, "range" | "length" | "truthy"> {
  const length = need.length || need.members.get("length")?.isLive === true;
  let range = need.range;
  const isAsked = need.truthy || length;
  // Positions begin where the rows do, and a row is read, so that whether there are any can be told from them.
  if (range !== null && isAsked && !range.last)
    range = { ...range, from: 0, to: range.to === null ? null : Math.max(range.to, 1) };
  else if (range?.to !== null && range !== null && range.to <= range.from) range = null;
  return { range, length, truthy: need.truthy };
}

/** A row's plan while it is made. */
interface Growing {
  readonly ones: OnePlan[];
  readonly manys: ManyPlan[];
  readonly computed: string[];
  readonly absent: string[];
  keyAsId: boolean;
}

/** A name, and the row in which it was named. */
interface InRow {
  readonly member: Need;
  readonly level: number;
  readonly row: Growing;
  readonly columns: Map<string, ColumnPlan>;
}

class Planner {
  readonly #schema: Schema;
  readonly #allowed: Allowances;
  readonly #refuse: Refuse;

  constructor(schema: Schema, allowed: Allowances, refuse: Refuse = throwIt) {
    this.#schema = schema;
    this.#allowed = allowed;
    this.#refuse = refuse;
  }

  /** Does what may be refused. */
  attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!isDormouseError(error)) throw error;
      this.#refuse(error);
    }
  }

  list(table: string, need: Need, level: number): ListPlan {
    const { range } = listOf(need);
    const isCounted = range !== null && range.to !== null;
    return {
      row: this.row(table, need.item ?? emptyNeed(), level),
      range: range !== null && (range.to !== null || range.from > 0 || range.last) ? range : null,
      bound: isCounted || this.#allowed.unbounded ? null : MAX_LIST_ROWS,
    };
  }

  row(table: string, need: Need, level: number): RowPlan {
    const facts = this.#schema.table(table);
    this.attempt(() => refuseWhole(need, table));
    this.#addComputed(facts, need);
    const columns = new Map<string, ColumnPlan>();
    const row: Growing = { ones: [], manys: [], computed: [], absent: [], keyAsId: false };
    for (const [name, member] of need.members) {
      if (!member.isLive) row.absent.push(name);
      this.attempt(() => this.#member(facts, name, { member, level, row, columns }));
    }
    for (const name of facts.key) {
      if (!columns.has(name)) columns.set(name, { name, reason: "key", control: true });
    }
    return { table, columns: [...columns.values()], ...row };
  }

  /** What `name` is in a row, if it is anything. */
  #member(facts: TableFacts, name: string, at: InRow): void {
    const { member, columns, row } = at;
    const column = facts.columns.get(name);
    const relation = facts.relations.get(name);
    if (column !== undefined) {
      const plan = planColumn(`${facts.name}.${name}`, column, member);
      if (member.isLive) columns.set(name, { name, ...plan });
    } else if (relation !== undefined) {
      if (relation.isMany) this.#many(facts, relation, at);
      else this.#one(facts, relation, at);
    } else if (facts.computed.has(name)) {
      if (member.isLive) row.computed.push(name);
    } else if (name === "id") {
      if (member.isLive) row.keyAsId = true;
    } else {
      const known = [...facts.columns.keys(), ...facts.relations.keys(), ...facts.computed.keys()];
      throw unknown(facts.name, name, { known, member });
    }
  }

  #one(
    { name: table }: TableFacts,
    relation: RelationFacts,
    { member, level, row, columns }: InRow,
  ): void {
    const path = `${table}.${relation.name}`;
    refuseWhole(member, path);
    if (member.item !== null || member.range !== null || member.length) {
      throw fault("query.unknown-path", `${path} is one row, and no list`, {
        place: placeOf(member),
        hint: `name its fields: {{ ${relation.name}.… }}`,
      });
    }
    if (!relation.isSingle) this.#demandIndex(path, relation, member);
    const isRead = [...member.members.values()].some((inner) => inner.isLive);
    const read = this.row(relation.target, member, level);
    if (!member.isLive) return;
    if (isRead || relation.presence === null) {
      row.ones.push({ name: relation.name, read });
      return;
    }
    for (const name of relation.presence) {
      if (!columns.has(name)) columns.set(name, { name, reason: "key", control: true });
    }
    row.ones.push({ name: relation.name, read: null });
  }

  #many({ name: table }: TableFacts, relation: RelationFacts, { member, level, row }: InRow): void {
    const path = `${table}.${relation.name}`;
    refuseWhole(member, path);
    for (const [name, inner] of member.members) {
      if (name === "length") continue;
      this.#refuse(
        fault("query.unknown-path", `${path} is a list, and has no ${name}`, {
          place: placeOf(inner) ?? placeOf(member),
          hint: `loop over it: {% for each in ${relation.name} %}{{ each.${name} }}`,
        }),
      );
    }
    const unindexed = this.#demandIndex(path, relation, member);
    const { range, length, truthy } = listOf(member);
    const rows = this.list(relation.target, member, level + 1);
    if (!member.isLive || (range === null && !length && !truthy)) return;
    if (level >= MAX_LEVELS) {
      throw fault(
        "query.limit",
        `lists in lists, ${level + 1} levels deep: D1 takes ${MAX_LEVELS}`,
        {
          place: placeOf(member),
        },
      );
    }
    const isWhole = range !== null && range.to === null && !range.last;
    const counts = length && !isWhole;
    row.manys.push({
      name: relation.name,
      rows: range === null ? null : rows,
      counts,
      unindexed,
    });
  }

  /** Whether it is allowed without. */
  #demandIndex(path: string, { missing }: RelationFacts, member: Need): boolean {
    if (missing.length === 0) return false;
    if (this.#allowed.allowUnindexed) return true;
    this.#refuse(
      fault("query.unindexed", `${path} has no index: each row would read the whole table`, {
        place: placeOf(member),
        hint: `add a migration: ${missing.join(" ")} (or, for a table that stays small, allowUnindexed: true)`,
      }),
    );
    return true;
  }

  #addComputed({ name: table, computed }: TableFacts, need: Need): void {
    // A computed field may need another: the map grows while it is walked.
    for (const [name, member] of need.members) {
      const field = computed.get(name);
      if (field !== undefined && member.isLive) this.add(table, need, field.needs);
    }
  }

  add(table: string, need: Need, shape: Shape): void {
    addShape(need, shape, (path) => this.#isList(table, path));
  }

  #isList(start: string, path: readonly string[]): boolean {
    let table = start;
    let isMany = false;
    for (const name of path) {
      const relation = this.#schema.table(table).relations.get(name);
      if (relation === undefined) return false;
      ({ target: table, isMany } = relation);
    }
    return isMany;
  }
}

/** Adds what `also` says to the needs of a query's rows. */
export function addAlso(table: string, need: Need, also: { schema: Schema; shape: Shape }): void {
  need.isLive = true;
  need.range = { from: 0, to: null, last: false };
  need.item ??= emptyNeed();
  new Planner(also.schema, { unbounded: false, allowUnindexed: false }).add(
    table,
    need.item,
    also.shape,
  );
}

function refuseWhole(need: Need, what: string): void {
  if (!need.reads && !need.whole) return;
  throw fault("query.whole-row", `${what} is used as one value, and is rows of a table`, {
    place: need.wholePlace ?? placeOf(need),
    hint: "name the fields that are meant: only they are read",
  });
}

function unknown(
  where: string,
  name: string,
  { known, member }: { readonly known: readonly string[]; readonly member: Need },
): DormouseError {
  const meant = nearest(name, known);
  return fault("query.unknown-path", `${where} has no ${name}`, {
    place: placeOf(member),
    hint: meant === undefined ? `it has ${known.join(", ")}` : `did you mean ${meant}?`,
  });
}
