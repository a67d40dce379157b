/**
 * @module What a page may read and what it may show, worked out from what its template says and not from any plan: columns that it
 * names, keys, what joins, and what the config filters and orders by.
 */
import { getTableName } from "drizzle-orm";
import type { DataUses } from "../../src/engine/types.ts";
import type { RelationFacts, Schema, TableFacts } from "../../src/query/schema.ts";

/** Columns as `table.column`, by the names of the database. */
export interface Allowed {
  readonly read: ReadonlySet<string>;
  /** Those of which the value may be in the page. */
  readonly shown: ReadonlySet<string>;
}

type Wrapped = RelationFacts["relation"]["sourceColumns"][number];

const nameOf = ({ _: { column, key } }: Wrapped): string =>
  "name" in column && typeof column.name === "string" ? column.name : key;

/** A query field of a view. */
export interface AskedField {
  readonly schema: Schema;
  readonly table: string;
  readonly field: string;
  readonly config: { readonly where?: unknown; readonly orderBy?: unknown };
}

/** Adds what a field of a view may read and show. */
export function allowedOf(uses: DataUses, fields: readonly AskedField[]): Allowed {
  const read = new Set<string>();
  const shown = new Set<string>();
  for (const { schema, table, field, config } of fields) {
    const seen = new Set<string>();
    const full = (facts: TableFacts, name: string): string =>
      `${getTableName(facts.table)}.${facts.columns.get(name)?.name ?? name}`;
    const visit = (facts: TableFacts, id: number | undefined): void => {
      const node = uses.nodes[id ?? -1];
      for (const name of facts.key) {
        read.add(full(facts, name));
        shown.add(full(facts, name));
      }
      if (node === undefined || seen.has(`${facts.name} ${id}`)) return;
      seen.add(`${facts.name} ${id}`);
      for (const [name, child] of Object.entries(node.members)) {
        const relation = facts.relations.get(name);
        if (relation !== undefined) {
          follow(facts, relation);
          const many = uses.nodes[child]?.each;
          visit(schema.table(relation.target), relation.isMany ? many : child);
          continue;
        }
        if (!facts.columns.has(name)) continue;
        read.add(full(facts, name));
        const all = uses.nodes[child]?.uses ?? [];
        if (all.some(({ control }) => !control)) shown.add(full(facts, name));
      }
    };
    const follow = (facts: TableFacts, { relation, target, junction }: RelationFacts): void => {
      const other = getTableName(schema.table(target).table);
      for (const column of relation.sourceColumns)
        read.add(`${getTableName(facts.table)}.${nameOf(column)}`);
      for (const column of relation.targetColumns) read.add(`${other}.${nameOf(column)}`);
      if (junction === null) return;
      const { source = [], target: far = [] } = relation.through ?? {};
      for (const column of [...source, ...far])
        read.add(`${getTableName(junction)}.${nameOf(column)}`);
    };
    const named = (facts: TableFacts, part: unknown): void => {
      if (typeof part !== "object" || part === null) return;
      for (const [name, inner] of Object.entries(part)) {
        const relation = facts.relations.get(name);
        if (facts.columns.has(name)) read.add(full(facts, name));
        if (relation === undefined) continue;
        follow(facts, relation);
        named(schema.table(relation.target), inner);
      }
    };
    const facts = schema.table(table);
    named(facts, config.where);
    named(facts, config.orderBy);
    visit(facts, uses.nodes[uses.nodes[0]?.members[field] ?? -1]?.each);
  }
  return { read, shown };
}
