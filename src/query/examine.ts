/**
 * @module A query without its database, for tools: what it would read with the view as it is, and everything that is wrong with it in
 * any branch of the template. A config may need what only `mount` sets; then the query is examined without its page.
 */
import type { DataPlace, DataUses } from "../engine/types.ts";
import { type DormouseError, isDormouseError } from "../errors/error.ts";
import { evaluate, guardsOf, liveGuards } from "./conditions.ts";
import { withContains } from "./contains.ts";
import { fault } from "./fault.ts";
import { MAX_DEPTH } from "./limits.ts";
import type { Plan } from "./plan.ts";
import { planFor, type PlanOptions } from "./plans.ts";
import { type Config, Query } from "./query.ts";
import type { Statement } from "./result.ts";
import type { Source } from "./source.ts";
import { Preparer } from "./statement.ts";

/** What is known of a query. */
export interface Examined {
  readonly source: Source;
  readonly config: Config;
  /** What the config threw. Null: it is as the view says. */
  readonly unsaid: string | null;
  /** What is wrong with it, in any branch. */
  readonly faults: readonly DormouseError[];
  /** What it reads now. Null: there is a fault. */
  readonly read: { readonly plan: Plan; readonly statements: readonly Statement[] } | null;
}

/** Allows whatever a config can allow: what remains is wrong whatever it says. */
const UNSAID: PlanOptions = { unbounded: true, allowUnindexed: true, depth: MAX_DEPTH };

function isUnknown(value: unknown): boolean {
  return value instanceof Query;
}

function say(value: unknown): string {
  return value instanceof Error ? value.message : String(value);
}

/** Examines a query of `view`. @throws query.no-database */
export function examine(
  query: Query,
  { uses, field, view }: { readonly uses: DataUses; readonly field: string; readonly view: object },
): Examined {
  const { source, table } = query.facts;
  const { schema } = source;
  let config: Config = UNSAID;
  let unsaid: string | null = null;
  try {
    config = query.facts.config();
  } catch (error) {
    unsaid = say(error);
  }
  const asked = { ...config, uses, field, table };
  const faults: DormouseError[] = [];
  const refuse = (error: DormouseError): void => void faults.push(placed(error, uses, field));
  const attempt = <T>(work: () => T): T | null => {
    try {
      return work();
    } catch (error) {
      if (!isDormouseError(error)) throw error;
      refuse(error);
      return null;
    }
  };
  const everything = attempt(() => planFor(asked, { schema, isLive: () => true, refuse }));
  if (everything !== null && faults.length === 0) attempt(() => new Preparer(schema, everything));
  if (faults.length > 0) return { source, config, unsaid, faults, read: null };
  const node = uses.nodes[0]?.members[field];
  const guards = node === undefined ? [] : guardsOf(uses, node);
  const isLive = liveGuards(uses, guards, evaluate(uses, guards, { view, isUnknown }));
  const read = attempt(() => {
    const plan = planFor(asked, { schema, isLive });
    const page = { ...config, where: withContains(config.where) };
    return { plan, statements: new Preparer(schema, plan).prepare(page).statements };
  });
  return { source, config, unsaid, faults, read };
}

/** What is wrong with all of a query stands where the template first names it. */
function placed(error: DormouseError, uses: DataUses, field: string): DormouseError {
  if (error.detail.location !== undefined) return error;
  const { hint } = error.detail;
  return fault(error.code, error.message, { place: firstPlace(uses, field), hint });
}

function firstPlace({ nodes, places }: DataUses, field: string): DataPlace | undefined {
  const seen = new Set<number>();
  const todo = [nodes[0]?.members[field] ?? -1];
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    const node = nodes[id];
    if (node === undefined || seen.has(id)) continue;
    seen.add(id);
    const [use] = node.uses;
    if (use !== undefined) return places[use.at];
    todo.push(node.each, ...Object.values(node.members));
  }
  return undefined;
}
