/**
 * @module Rows in development: reading a field that the query did not select throws, and says what would select it. In production
 * such a field is undefined. What the template names itself is never refused, since a branch not taken may name it.
 */
import { fault } from "./fault.ts";
import type { RowPlan } from "./plan.ts";
import { type Row, UNREAD } from "./row.ts";
import type { Schema } from "./schema.ts";

/** How one got to a row: names of fields, outermost first. */
type Path = readonly string[];

/** A row that refuses what is not in `plan`. */
export function watchRow(
  row: Row,
  plan: RowPlan,
  { schema, path }: { schema: Schema; path: Path },
): Row {
  const facts = schema.table(plan.table);
  const refuse = (name: string): void => {
    if (plan.absent.includes(name)) return;
    if (!facts.columns.has(name) && !facts.relations.has(name) && !facts.computed.has(name)) return;
    throw unplanned(path, name, facts.relations.has(name));
  };
  const inner = new Map<string, unknown>();
  return new Proxy(row, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof name !== "string") return value;
      if (!Object.hasOwn(target, name)) {
        refuse(name);
        return value;
      }
      if (typeof value !== "object" || value === null) return value;
      if (!inner.has(name))
        inner.set(name, watchMember(value, name, { plan, schema, path: [...path, name] }));
      return inner.get(name);
    },
  });
}

function watchMember(
  value: object,
  name: string,
  { plan, schema, path }: { plan: RowPlan; schema: Schema; path: Path },
): unknown {
  const one = plan.ones.find((each) => each.name === name);
  if (one !== undefined)
    return one.read === null
      ? watchUnread(path)
      : watchRow(value as Row, one.read, { schema, path });
  const many = plan.manys.find((each) => each.name === name);
  if (many === undefined) return value;
  if (value === UNREAD) return watchUnread(path);
  const rows = value as readonly Row[];
  return watchList(rows, many.rows?.row ?? null, { schema, path });
}

/** A list whose rows are watched; one of which only the length is known refuses to give rows. */
function watchList(
  rows: readonly Row[],
  plan: RowPlan | null,
  { schema, path }: { schema: Schema; path: Path },
): readonly Row[] {
  if (plan !== null) return rows.map((row) => watchRow(row, plan, { schema, path }));
  return new Proxy(rows, {
    get(target, name) {
      if (typeof name === "string" && /^\d+$/.test(name)) throw unplanned(path, name, true);
      return Reflect.get(target, name) as unknown;
    },
  });
}

function watchUnread(path: Path): object {
  return new Proxy(UNREAD, {
    get(target, name) {
      if (typeof name === "string" && name !== "constructor") throw unplanned(path, name, false);
      return Reflect.get(target, name) as unknown;
    },
  });
}

function unplanned(path: Path, name: string, isRelation: boolean): Error {
  const inside = [...path.slice(1), ...(/^\d+$/.test(name) ? [] : [name])];
  const also = inside.reduceRight(
    (shape, step) => `{ ${step}: ${shape} }`,
    isRelation ? "{ …: true }" : "true",
  );
  return fault(
    "query.unplanned",
    `${[...path, name].join(".")} was not read: no template names it`,
    {
      hint: `code that reads it says so: query(…, () => ({ also: ${also} }))`,
    },
  );
}
