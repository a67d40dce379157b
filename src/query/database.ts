/**
 * @module `database(relations, "DB")`: Drizzle over a D1 binding, usable at module scope, and the place where the plans of its
 * queries are kept. The binding is looked up when it is first used.
 */
import type { D1Database } from "@cloudflare/workers-types";
import { drizzle, type DrizzleD1Database } from "drizzle-orm/d1";
import { binding as bindingOf } from "../platform/bindings.ts";
import { watchWrites } from "./binding.ts";
import { asDatabase } from "./binding-of.ts";
import { Plans } from "./plans.ts";
import { publish } from "./publish.ts";
import { type ComputedFields, type Relations, Schema } from "./schema.ts";
import { Activity, declareSource } from "./source.ts";
import type { Also, RowOf } from "./types.ts";

/** Fields that are computed from a table's rows: what they read, and how. */
export type ComputedOf<R extends Relations> = {
  readonly [T in keyof R]?: {
    readonly [name: string]: {
      readonly needs: Also<R[T]>;
      readonly get: (row: RowOf<R[T]>) => unknown;
    };
  };
};

/**
 * Drizzle over the D1 binding `binding`, for module scope. Queries of these relations read from it.
 * @throws query.no-database when it is used and there is no such binding
 */
export function database<R extends Relations>(
  relations: R,
  binding: string,
  options: { readonly computed?: ComputedOf<R> } = {},
): DrizzleD1Database<R> {
  const schema = new Schema(relations, (options.computed ?? {}) as ComputedFields); // oxlint-disable-line typescript/no-unsafe-type-assertion -- ComputedOf is narrower
  const activity = new Activity();
  declareSource({ binding, schema, plans: new Plans(schema), activity });
  let opened: DrizzleD1Database<R> | undefined;
  const open = (): DrizzleD1Database<R> =>
    (opened ??= drizzle(watched(binding, activity), { relations }));
  // Nothing is bound yet when a module is loaded in a build or a test.
  return new Proxy(Object.create(null) as DrizzleD1Database<R>, {
    // oxlint-disable-line typescript/no-unsafe-type-assertion -- every property comes from `open`
    get(_, name) {
      const db = open();
      const value: unknown = Reflect.get(db, name, db);
      return typeof value === "function" ? (value.bind(db) as unknown) : value;
    },
    has: (_, name) => name in open(),
  });
}

/** The binding, telling this isolate and the room of its writes. */
function watched(binding: string, activity: Activity): D1Database {
  return watchWrites(asDatabase(bindingOf(binding), binding), {
    wrote: () => void activity.writes++,
    async committed(committed) {
      activity.note(committed.changes);
      await publish(binding, committed);
    },
  });
}
