/**
 * @module The plans of one database, each made once an isolate: by template, query field, what the author allows, and which
 * conditions hold. A cached plan costs the evaluation of its conditions and two look-ups.
 */
import { DormouseError } from "../errors/error.ts";
import { evaluate, guardsOf, liveGuards } from "./conditions.ts";
import { MAX_DEPTH } from "./limits.ts";
import { emptyNeed, needsOf } from "./needs.ts";
import type { Plan } from "./plan.ts";
import { addAlso, planQuery, type Refuse } from "./planner.ts";
import type { Schema, Shape } from "./schema.ts";
import { Preparer } from "./statement.ts";
import type { DataUses } from "../engine/types.ts";

/** What an author says of a query, beside its page. */
export interface PlanOptions {
  /** What code reads beside the template. */
  readonly also?: Shape | undefined;
  readonly unbounded?: boolean | undefined;
  readonly allowUnindexed?: boolean | undefined;
  /** How often a recursive include is followed. */
  readonly depth?: number | undefined;
}

/** What is asked for, whatever the conditions. */
export interface Unconditional extends PlanOptions {
  readonly uses: DataUses;
  readonly field: string;
  readonly table: string;
}

/** How it is planned. */
export interface Planning {
  readonly schema: Schema;
  readonly isLive: (guard: number) => boolean;
  readonly refuse?: Refuse;
}

/** Where a query stands. */
export interface Asked extends Unconditional {
  readonly view: object;
  /** Whether a value of the view is known only after queries ran. */
  readonly isUnknown: (value: unknown) => boolean;
  /** All conditions count as met. */
  readonly isWhole: boolean;
}

/** A plan, and what makes statements of it. */
export interface Planned {
  readonly plan: Plan;
  readonly preparer: Preparer;
}

interface Field {
  readonly guards: readonly number[];
  readonly planned: Map<string, Planned>;
}

/** Makes and keeps plans. */
export class Plans {
  readonly #schema: Schema;
  readonly #fields = new WeakMap<DataUses, Map<string, Field>>();

  constructor(schema: Schema) {
    this.#schema = schema;
  }

  /** @throws query.* */
  get(asked: Asked): Planned {
    const { uses, field } = asked;
    let fields = this.#fields.get(uses);
    if (fields === undefined) this.#fields.set(uses, (fields = new Map<string, Field>()));
    let known = fields.get(field);
    if (known === undefined) {
      const node = uses.nodes[0]?.members[field];
      known = { guards: node === undefined ? [] : guardsOf(uses, node), planned: new Map() };
      fields.set(field, known);
    }
    const holds = asked.isWhole
      ? known.guards.map(() => true)
      : evaluate(uses, known.guards, asked);
    const name = keyOf(asked, holds);
    let planned = known.planned.get(name);
    if (planned === undefined) {
      const isLive = liveGuards(uses, known.guards, holds);
      const plan = planFor(asked, { schema: this.#schema, isLive });
      planned = { plan, preparer: new Preparer(this.#schema, plan) };
      known.planned.set(name, planned);
    }
    return planned;
  }
}

/** The plan of a query under conditions, made anew. With `refuse`, of what is not refused. @throws query.* */
export function planFor(asked: Unconditional, { schema, isLive, refuse }: Planning): Plan {
  const { uses, field, table, also, depth = null } = asked;
  if (depth !== null && !(Number.isInteger(depth) && depth > 0 && depth <= MAX_DEPTH)) {
    throw new DormouseError("query.config", `the depth of a query is ${depth}`, {
      hint: `a depth is a whole number from 1 to ${MAX_DEPTH}`,
    });
  }
  const node = uses.nodes[0]?.members[field];
  const need = node === undefined ? emptyNeed() : needsOf(node, { uses, isLive, depth });
  if (also !== undefined) addAlso(table, need, { schema, shape: also });
  return planQuery(table, need, {
    schema,
    refuse,
    unbounded: asked.unbounded === true,
    allowUnindexed: asked.allowUnindexed === true,
  });
}

function keyOf(
  { table, also, unbounded, allowUnindexed, depth }: Asked,
  holds: readonly boolean[],
): string {
  let key = `${table} ${unbounded === true ? "u" : ""}${allowUnindexed === true ? "x" : ""}${depth ?? ""} `;
  for (const each of holds) key += each ? "1" : "0";
  return also === undefined ? key : key + JSON.stringify(also);
}
