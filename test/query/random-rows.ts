/**
 * @module Rows of a random database, written by Drizzle, so that values of every type are in it as Drizzle would have them.
 */
import type { DatabaseSync } from "node:sqlite";
import type { AnyRelations } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-sqlite";
import type { SQLiteColumnBuilder, SQLiteTable } from "drizzle-orm/sqlite-core";
import type { Random } from "../oracle/random.ts";

/** A table that is yet to be made. */
export interface Draft {
  readonly name: string;
  readonly columns: Record<string, SQLiteColumnBuilder>;
  readonly values: Record<string, (random: Random) => unknown>;
  readonly key: string[];
  readonly references: { columns: string[]; target: string; isDeclared: boolean }[];
}

/** At most `size` rows a table. References lead to rows, to nothing, and, where no key is declared, nowhere. */
export function fill(
  random: Random,
  size: number,
  {
    db,
    drafts,
    tables,
    relations,
  }: {
    db: DatabaseSync;
    drafts: readonly Draft[];
    tables: ReadonlyMap<string, SQLiteTable>;
    relations: AnyRelations;
  },
): void {
  const orm = drizzle({ client: db, relations });
  const made = new Map<string, Record<string, unknown>[]>();
  const planned = drafts.map((draft) => ({ draft, rows: [] as Record<string, unknown>[] }));
  for (const { draft, rows } of planned) {
    made.set(draft.name, rows);
    if (draft.name === "jt") continue;
    const isText = draft.key.length === 1 && draft.columns["id"]?.constructor.name.includes("Text");
    for (let i = 0; i < random.below(size + 1); i++)
      rows.push(
        Object.fromEntries(
          draft.key.map((key, at) => [
            key,
            isText === true
              ? `key-${(i * 7) % 10}${i}`
              : at === 0
                ? draft.key.length === 1
                  ? i * 3
                  : i % 3
                : i,
          ]),
        ),
      );
  }
  for (const { draft, rows } of planned) {
    const targets = draft.references.map(({ target }) => made.get(target) ?? []);
    if (draft.name === "jt") {
      for (let i = 0; i < random.below(size * 2 + 1); i++) rows.push({});
      if (targets.some((each) => each.length === 0)) rows.length = 0;
    }
    for (const row of rows) {
      for (const [name, make] of Object.entries(draft.values)) row[name] = make(random);
      draft.references.forEach(({ columns, isDeclared }, at) => {
        const target = targets[at] ?? [];
        const isNull = draft.name !== "jt" && (target.length === 0 || random.chance(0.2));
        const found = isNull ? undefined : random.pick(target);
        for (const column of columns) {
          const key = column.slice(column.indexOf("_") + 1);
          row[column] = found?.[key] ?? null;
        }
        // Without a declared key it may lead nowhere.
        const [first = ""] = columns;
        if (!isDeclared && draft.name !== "jt" && row[first] !== null && random.chance(0.15))
          row[first] = typeof row[first] === "string" ? "nowhere" : 99_999;
      });
    }
    const unique = new Map(
      rows.map((row) => [JSON.stringify(draft.key.map((key) => row[key])), row]),
    );
    const table = tables.get(draft.name);
    if (table !== undefined && unique.size > 0)
      for (const row of unique.values())
        orm
          .insert(table)
          .values(row as never)
          .run();
  }
}
