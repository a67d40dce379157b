/**
 * @module The types that authors meet: rows and configs of a query, derived from the tables and from the relations that the app
 * registers. At run time there is nothing here.
 */
import type { DBQueryConfig, One, Relation, TableRelationalConfig } from "drizzle-orm";
import type { Register } from "../platform/register.ts";
import type { Relations, Shape } from "./schema.ts";

/** The app's relations, for types: `interface Register { relations: typeof relations }`. */
export type Registered = Register extends { relations: infer R extends Relations } ? R : Relations;

/** The columns of a table, by Drizzle's types. */
export type ColumnsOf<T extends TableRelationalConfig> = T["table"] extends {
  readonly $inferSelect: infer S;
}
  ? S
  : never;

type Nullable<X> = X | null;

/** The row at the other end; unknown while the app has not registered its relations. */
type TargetOf<X> = Register extends { relations: infer R extends Relations }
  ? X extends Relation<infer N>
    ? N extends keyof R
      ? RowOf<R[N]>
      : never
    : never
  : unknown;

/** A row with all its columns and relations, as templates may name them. */
export type RowOf<T extends TableRelationalConfig> = ColumnsOf<T> & {
  readonly [K in keyof T["relations"]]: T["relations"][K] extends One<string, infer Optional>
    ? Optional extends false
      ? TargetOf<T["relations"][K]>
      : Nullable<TargetOf<T["relations"][K]>>
    : readonly TargetOf<T["relations"][K]>[];
};

/** What code reads beside the template. */
export type Also<T extends TableRelationalConfig> = {
  readonly [K in keyof ColumnsOf<T>]?: true;
} & { readonly [K in keyof T["relations"]]?: Shape };

/** Which rows, in which order, and what is allowed. */
export interface QueryConfig<T extends TableRelationalConfig> {
  readonly where?: DBQueryConfig<"many", Registered, T>["where"] | undefined;
  readonly orderBy?: DBQueryConfig<"many", Registered, T>["orderBy"] | undefined;
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
  /** Fields that handlers read and no template names. */
  readonly also?: Also<T> | undefined;
  /** Runs again when rows of its tables change. */
  readonly live?: boolean;
  /** Lists may be of any length; else 1,000 rows are the most. */
  readonly unbounded?: boolean;
  /** Relations without an index are followed all the same. */
  readonly allowUnindexed?: boolean;
  /** How often the circle of a template that includes itself is gone round, at most 20; deeper rows are not shown. */
  readonly depth?: number;
}

/** The rows of a query. They have the fields that the template names, and those of `also`. */
export interface Rows<T extends TableRelationalConfig> extends ReadonlyArray<RowOf<T>> {
  /** How many there are without limit and offset; read when a template names it. */
  readonly total: number;
  /** Reads them again in this turn. */
  refresh(): void;
}
