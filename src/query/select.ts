/**
 * @module A plan in SQL, without the page it is asked for: what is selected and joined, and how rows are made of the answer.
 * To-one relations are flat LEFT JOINs; to-many ones are correlated subqueries that give one JSON array of arrays, since joins
 * of two lists would multiply them. Every list has a total order. Text and reader belong to the plan, and are made once.
 */
import { DormouseError } from "../errors/error.ts";
import {
  aliased,
  cellOf,
  compose,
  type Fragment,
  join,
  nameOf,
  quote,
  relationCondition,
  text,
} from "./fragment.ts";
import { MAX_ARGUMENTS, MAX_COLUMNS, MAX_JOINS } from "./limits.ts";
import type { ListPlan, ManyPlan, OnePlan, RowPlan } from "./plan.ts";
import { type At, type Row, RowReader, type Values } from "./row.ts";
import type { RelationFacts, Schema, TableFacts } from "./schema.ts";

/** What a select has so far. */
interface Building {
  readonly cells: { readonly code: Fragment; readonly isJson: boolean }[];
  readonly joins: Fragment[];
  readonly inJson: boolean;
}

/** The fixed parts of a query for rows. */
export interface Select {
  readonly columns: Fragment;
  readonly joins: Fragment;
  /** The row of one result: its columns in order. */
  readonly read: (values: Values) => Row;
  /** Columns that are bundled in JSON arrays, as there are more than a result may have. */
  readonly isBundled: boolean;
}

/** Where the next value but `skip` will be. */
function nextAt({ cells, inJson }: Building, skip = 0): At {
  const at = cells.length + skip;
  return inJson ? at : `c${at}`;
}

/** Name of the table that a query is about. */
export const ROOT = "t0";

/** The fixed parts of the rows that `row` describes, read from {@link ROOT}. @throws query.limit */
export function selectRow(schema: Schema, row: RowPlan): Select {
  let emitter = new Emitter(schema);
  let building: Building = { cells: [], joins: [], inJson: false };
  let reader = emitter.row(row, ROOT, building);
  const isBundled = building.cells.length > MAX_COLUMNS;
  if (isBundled) {
    emitter = new Emitter(schema);
    building = { cells: [], joins: [], inJson: true };
    reader = emitter.row(row, ROOT, building);
  }
  const codes = building.cells.map(({ code, isJson }) =>
    isBundled && isJson ? compose`json(${code})` : code,
  );
  const columns = (isBundled ? bundles(codes) : codes).map(
    (code, i) => compose`${code} as c${String(i)}`,
  );
  return {
    columns: join(columns, ", "),
    joins: join(building.joins, ""),
    isBundled,
    read: isBundled
      ? (values) =>
          reader.read(
            Object.values(values).flatMap(
              (bundle) => JSON.parse(String(bundle)) as unknown[],
            ) as unknown as Values,
          )
      : (values) => reader.read(values),
  };
}

function bundles(codes: readonly Fragment[]): Fragment[] {
  const all: Fragment[] = [];
  for (let i = 0; i < codes.length; i += MAX_ARGUMENTS)
    all.push(compose`json_array(${join(codes.slice(i, i + MAX_ARGUMENTS), ", ")})`);
  if (all.length > MAX_COLUMNS)
    throw new DormouseError("query.limit", `a row of ${codes.length} values`);
  return all;
}

/** The columns of the key of what is called `alias`. */
export function keysOf({ columns, key }: TableFacts, alias: string): string[] {
  return key.map((name) => `${alias}.${quote(columns.get(name)?.name ?? name)}`);
}

/** Terms that order by the key. */
export function keyOrder(facts: TableFacts, alias: string, isReversed: boolean): Fragment {
  return text(
    keysOf(facts, alias).join(isReversed ? " desc, " : ", ") + (isReversed ? " desc" : ""),
  );
}

class Emitter {
  readonly #schema: Schema;
  #aliases = 0;

  constructor(schema: Schema) {
    this.#schema = schema;
  }

  row(plan: RowPlan, alias: string, to: Building): RowReader {
    const facts = this.#schema.table(plan.table);
    const reader = new RowReader(plan, facts);
    for (const { name } of plan.columns) {
      const column = facts.columns.get(name);
      if (column === undefined) continue;
      const { code, decode } = cellOf(alias, column, to.inJson);
      reader.addColumn({ name, at: nextAt(to), decode });
      to.cells.push({ code, isJson: false });
    }
    for (const one of plan.ones) {
      const relation = facts.relations.get(one.name);
      if (relation !== undefined) this.#one({ one, relation, facts, alias, to, reader });
    }
    for (const many of plan.manys) {
      const relation = facts.relations.get(many.name);
      if (relation !== undefined) this.#many({ many, relation, facts, alias, to, reader });
    }
    return reader;
  }

  #one({ one, relation, facts, alias, to, reader }: Relating & { readonly one: OnePlan }): void {
    if (one.read === null) {
      reader.addPresence(one.name, relation.presence ?? []);
      return;
    }
    const joined = this.#alias();
    const target = this.#schema.table(one.read.table);
    to.joins.push(
      compose` left join ${tableAs(target, joined)} on ${this.#oneCondition(relation, facts, alias, joined)}`,
    );
    if (to.joins.length >= MAX_JOINS) {
      throw new DormouseError("query.limit", `more than ${MAX_JOINS} tables are joined`, {
        hint: "SQLite takes no more; split the page into two queries",
      });
    }
    reader.addOne(one.name, this.row(one.read, joined, to));
  }

  /** A row that nothing makes the only one is the first by its key. */
  #oneCondition(
    relation: RelationFacts,
    facts: TableFacts,
    alias: string,
    joined: string,
  ): Fragment {
    const target = this.#schema.table(relation.target);
    if (relation.isSingle) {
      return relationCondition(relation, {
        source: aliased(facts.table, alias),
        target: aliased(target.table, joined),
      }).filter;
    }
    const inner = this.#alias();
    const { from, where } = this.#related(relation, facts, alias, inner);
    const keys = (of: string): Fragment => text(keysOf(target, of).join(", "));
    return compose`(${keys(joined)}) = (select ${keys(inner)} from ${from} where ${where} order by ${keyOrder(target, inner, false)} limit 1)`;
  }

  #many({
    many,
    relation,
    facts,
    alias,
    to,
    reader,
  }: Relating & { readonly many: ManyPlan }): void {
    if (many.rows !== null) {
      const { code, row } = this.#rows(many.rows, relation, facts, alias);
      reader.addList(many.name, {
        at: nextAt(to),
        row,
        list: many.rows,
        countAt: many.counts ? nextAt(to, 1) : null,
      });
      to.cells.push({ code, isJson: true });
    } else reader.addCount(many.name, { at: nextAt(to), isExact: many.counts });
    if (many.rows !== null && !many.counts) return;
    const inner = this.#alias();
    const { from, where } = relation.junctionTells
      ? this.#junction(relation, facts, alias, inner)
      : this.#related(relation, facts, alias, inner);
    to.cells.push({
      code: many.counts
        ? compose`(select count(*) from ${from} where ${where})`
        : compose`exists (select 1 from ${from} where ${where})`,
      isJson: false,
    });
  }

  #rows(
    list: ListPlan,
    relation: RelationFacts,
    facts: TableFacts,
    alias: string,
  ): { readonly code: Fragment; readonly row: RowReader } {
    const inner = this.#alias();
    const target = this.#schema.table(list.row.table);
    const building: Building = { cells: [], joins: [], inJson: true };
    const row = this.row(list.row, inner, building);
    const { from, where } = this.#related(relation, facts, alias, inner);
    const columns = building.cells.map(({ code }, i) => compose`${code} as c${String(i)}`);
    const values = building.cells.map(({ isJson }, i) => text(isJson ? `json(c${i})` : `c${i}`));
    if (columns.length > MAX_COLUMNS) {
      throw new DormouseError(
        "query.limit",
        `${columns.length} values of each ${facts.name}.${relation.name}: D1 takes ${MAX_COLUMNS}`,
        { hint: "name fewer fields in that list" },
      );
    }
    const order = keyOrder(target, inner, list.range?.last === true);
    return {
      code: compose`(select json_group_array(json_array(${join(values, ", ")})) from (select ${join(columns, ", ")} from ${from}${join(building.joins, "")} where ${where} order by ${order}${limitOf(list)}))`,
      row,
    };
  }

  /** Table and conditions of a relation's rows, which are called `inner`. */
  #related(
    relation: RelationFacts,
    facts: TableFacts,
    alias: string,
    inner: string,
  ): { readonly from: Fragment; readonly where: Fragment } {
    const target = this.#schema.table(relation.target);
    const names = { source: aliased(facts.table, alias), target: aliased(target.table, inner) };
    const junction = relation.junction;
    if (junction === null)
      return { from: tableAs(target, inner), where: relationCondition(relation, names).filter };
    const through = this.#alias("j");
    const { filter, junction: on } = relationCondition(relation, {
      ...names,
      through: aliased(junction, through),
    });
    // CROSS JOIN keeps SQLite from walking the whole target: the junction is the way in.
    return {
      from: compose`${nameOf(junction)} as ${through} cross join ${tableAs(target, inner)} on ${on ?? text("true")}`,
      where: filter,
    };
  }

  /** Rows of the junction alone, which are as many as there are targets. */
  #junction(
    relation: RelationFacts,
    facts: TableFacts,
    alias: string,
    inner: string,
  ): { readonly from: Fragment; readonly where: Fragment } {
    const { junction } = relation;
    if (junction === null) return this.#related(relation, facts, alias, inner);
    const { filter } = relationCondition(relation, {
      source: aliased(facts.table, alias),
      target: aliased(this.#schema.table(relation.target).table, inner),
      through: aliased(junction, inner),
    });
    return { from: compose`${nameOf(junction)} as ${inner}`, where: filter };
  }

  #alias(letter = "t"): string {
    return `${letter}${++this.#aliases}`;
  }
}

/** A relation while it is put into SQL. */
interface Relating {
  readonly relation: RelationFacts;
  readonly facts: TableFacts;
  readonly alias: string;
  readonly to: Building;
  readonly reader: RowReader;
}

function limitOf({ range, bound }: ListPlan): string {
  if (range === null) return bound === null ? "" : ` limit ${bound + 1}`;
  const { from, to } = range;
  const limit = to === null ? (bound === null ? -1 : bound + 1) : Math.max(0, to - from);
  return ` limit ${limit}${from > 0 ? ` offset ${from}` : ""}`;
}

function tableAs({ table }: TableFacts, alias: string): Fragment {
  return text(`${nameOf(table)} as ${alias}`);
}
