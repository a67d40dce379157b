/**
 * @module A query field as the session sees it: a list that is no state, and what drives it. Apart from `query.ts`, so that an app
 * without queries has no part of Drizzle in its Worker.
 */
import type { Execution, RawRow, Statement } from "./result.ts";
import type { Row } from "./row.ts";
import type { DataUses } from "./uses.ts";

/** What a query has to know of the view that it is a field of. */
export interface Attachment {
  readonly uses: DataUses;
  readonly field: string;
  readonly view: object;
  readonly isDevelopment: boolean;
}

/** The field itself: an array, so that code and templates use it as one. */
export abstract class QueryField extends Array<Row> implements Execution {
  /** What `map` and `filter` give is an ordinary array. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  /** To be called once, before anything else. */
  abstract attach(attachment: Attachment): void;
  abstract get binding(): string;
  /** Whether changes of its rows should run it again. */
  abstract get isLive(): boolean;
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
