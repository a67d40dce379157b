/**
 * @module `database(relations, "DB")`: Drizzle over a D1 binding, usable at module scope, and the place where the plans of its
 * queries are kept (`source.ts`). The binding is looked up when it is first used.
 */
import type { D1Database } from "@cloudflare/workers-types";
import { drizzle, type DrizzleD1Database } from "drizzle-orm/d1";
import { binding as bindingOf } from "../platform/bindings.ts";
import { watchWrites } from "./binding.ts";
import { asDatabase } from "./binding-of.ts";
import { publish } from "./publish.ts";
import type { ComputedFields, Relations } from "./schema.ts";
import { declareSource, type Source } from "./source.ts";
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
  const source = declareSource(relations, binding, (options.computed ?? {}) as ComputedFields);
  let opened: DrizzleD1Database<R> | undefined;
  const open = (): DrizzleD1Database<R> => (opened ??= drizzle(watched(source), { relations }));
  // Nothing is bound yet when a module is loaded in a build or a test.
  return new Proxy(Object.create(null) as DrizzleD1Database<R>, {
    get(_, name) {
      const db = open();
      const value: unknown = Reflect.get(db, name, db);
      return typeof value === "function" ? (value.bind(db) as unknown) : value;
    },
    has: (_, name) => name in open(),
  });
}

/** The binding, telling this isolate and the room of its writes. */
function watched({ binding, activity }: Source): D1Database {
  return watchWrites(asDatabase(bindingOf(binding), binding), {
    wrote: () => void activity.writes++,
    async committed(committed) {
      activity.note(committed.changes);
      await publish(binding, committed);
    },
  });
}
