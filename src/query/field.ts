/**
 * @module A query field as views and sessions know it. The query itself brings the planner and Drizzle along, which an app without
 * queries must not ship; so this file, which every app ships, imports neither.
 */
import type { DataUses } from "../engine/types.ts";
import type { Activity } from "./activity.ts";
import type { Footprint } from "./footprint.ts";
import type { Execution, RawRow, Statement } from "./result.ts";
import type { Row } from "./row.ts";

/** What a query has to know of the view that it is a field of. */
export interface Attachment {
  readonly uses: DataUses;
  readonly field: string;
  readonly view: object;
  readonly isDevelopment: boolean;
}

/** An array, so that code and templates use it as one. */
export abstract class QueryField extends Array<Row> implements Execution {
  /** What `map` and `filter` give is an ordinary array. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  /** To be called once, before anything else. */
  abstract attach(attachment: Attachment): void;

  abstract get binding(): string;

  /** What this isolate has written to its database. */
  abstract get activity(): Activity;

  /** Names of all tables of its database. */
  abstract get tables(): readonly string[];

  /** What its rows depend on; null: nothing was read yet. */
  abstract get footprint(): Footprint | null;

  /** What gave its rows. */
  abstract get statements(): readonly Statement[];

  /** Whether changes of its rows should run it again. */
  abstract get isLive(): boolean;

  /** Its rows are read again in this turn. */
  abstract refresh(): void;

  abstract needs(): readonly Statement[];

  abstract accept(results: readonly (readonly RawRow[])[]): void;
}

/** The query fields of a view. */
export function queriesOf(view: object): ReadonlyMap<string, QueryField> {
  return new Map(
    Object.entries(view).filter(
      (entry): entry is [string, QueryField] => entry[1] instanceof QueryField,
    ),
  );
}

/** The statements that gave the rows of a query field: for a panel that explains a page. */
export function explain(rows: readonly unknown[]): readonly Statement[] {
  return rows instanceof QueryField ? rows.statements : [];
}
