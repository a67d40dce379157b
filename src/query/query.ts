/**
 * @module `query(relations.books, () => config)`: a field of a view whose rows are what its template reads, and nothing more. It is a
 * list of rows in memory and no state: after sleep it is read again. It does no I/O: it says which statements it needs and
 * takes their answers (`Execution`), so that a turn sends the statements of all its queries in one batch.
 */
import { getTableName, type TableRelationalConfig } from "drizzle-orm";
import { DormouseError } from "../errors/error.ts";
import type { Activity } from "./activity.ts";
import { configKey } from "./config-key.ts";
import { withContains } from "./contains.ts";
import { type Attachment, QueryField } from "./field.ts";
import type { Footprint } from "./footprint.ts";
import { footprintOf } from "./footprint-of.ts";
import type { Plan } from "./plan.ts";
import type { PlanOptions } from "./plans.ts";
import type { RawRow, Statement } from "./result.ts";
import { type Source, sourceOf } from "./source.ts";
import type { Page, Prepared } from "./statement.ts";
import type { QueryConfig, Rows } from "./types.ts";
import { watchRow } from "./watch.ts";

/** A query field. Its rows are read in the turn that first shows them. */
export function query<T extends TableRelationalConfig>(
  table: T,
  config: () => QueryConfig<T>,
): Rows<T> {
  return new Query(table, config) as unknown as Rows<T>;
}

/** What a query is asked for. */
export type Config = Page & PlanOptions & { readonly live?: boolean };

/** Rounds of one turn after which all conditions count as met: a condition may depend on rows that it decides about. */
const MAX_ROUNDS = 2;

/** The field itself. */
export class Query extends QueryField {
  readonly #table: { readonly name: string };
  readonly #config: () => Config;
  readonly #source: () => Source;
  #attachment: Attachment | null = null;
  #asked: Asked | null = null;
  #current: readonly Statement[] | null = null;
  /** What was read last. */
  #last: Asked | null = null;
  #total: number | null = null;
  #rounds = 0;

  constructor(table: { readonly name: string }, config: () => object) {
    super();
    this.#table = table;
    this.#config = config;
    let source: Source | undefined;
    this.#source = () => (source ??= sourceOf(table));
  }

  /** What it is, for `examine`. @throws query.no-database */
  get facts(): { readonly table: string; readonly source: Source; readonly config: () => Config } {
    return { table: this.#table.name, source: this.#source(), config: this.#config };
  }

  override attach(attachment: Attachment): void {
    this.#attachment = attachment;
  }

  override get binding(): string {
    return this.#source().binding;
  }

  override get activity(): Activity {
    return this.#source().activity;
  }

  override get tables(): readonly string[] {
    const { schema } = this.#source();
    return Object.keys(schema.relations).map((name) => getTableName(schema.table(name).table));
  }

  override get footprint(): Footprint | null {
    const { plan } = this;
    if (plan === null) return null;
    return footprintOf(this.#source().schema, plan, { config: this.#config(), rows: this });
  }

  override get statements(): readonly Statement[] {
    return this.#current ?? [];
  }

  override get isLive(): boolean {
    return this.#config().live === true;
  }

  /** What was read last; null: nothing yet. */
  get plan(): Plan | null {
    return this.#last?.plan ?? null;
  }

  get total(): number | null {
    const { plan } = this;
    if (this.#total === null && plan !== null && this.#attachment?.isDevelopment === true) {
      const { uses, field } = this.#attachment;
      if (uses.nodes[uses.nodes[0]?.members[field] ?? -1]?.members["total"] === undefined) {
        throw new DormouseError("query.unplanned", `${field}.total was not read`, {
          hint: `it is counted when a template names it: {{ ${field}.total }}`,
        });
      }
    }
    return this.#total;
  }

  override refresh(): void {
    this.#current = null;
  }

  override needs(): readonly Statement[] {
    const at = this.#attachment;
    if (at === null)
      throw new DormouseError("query.config", `a query of ${this.#table.name} outside a view`);
    const config = this.#config();
    const { plan, preparer } = this.#source().plans.get({
      ...config,
      ...at,
      table: this.#table.name,
      isUnknown: (value) => value instanceof Query,
      isWhole: this.#rounds >= MAX_ROUNDS,
    });
    const key = configKey(config);
    const last = this.#last;
    // Most turns ask for what is there: then no SQL is made.
    const isKnown = last !== null && key !== null && key === last.key && plan === last.plan;
    const prepared = isKnown
      ? last.prepared
      : preparer.prepare({ ...config, where: withContains(config.where) });
    const current = this.#current;
    if (current !== null && (isKnown || areEqual(current, prepared.statements))) {
      this.#rounds = 0;
      return [];
    }
    this.#asked = { plan, prepared, key };
    if (prepared.statements.length === 0) this.accept([]);
    return prepared.statements;
  }

  override accept(results: readonly (readonly RawRow[])[]): void {
    if (this.#asked === null) return;
    const { plan, prepared } = this.#asked;
    const { rows, total } = prepared.read(results);
    this.#last = this.#asked;
    this.#asked = null;
    this.#rounds++;
    this.#current = prepared.statements;
    this.#total = total;
    const { schema } = this.#source();
    const field = this.#attachment?.field ?? this.#table.name;
    const row = this.#attachment?.isDevelopment === true ? (plan.rows?.row ?? null) : null;
    this.length = 0;
    this.length = rows.length;
    rows.forEach((each, i) => {
      this[i] = row === null ? each : watchRow(each, row, { schema, path: [field] });
    });
  }
}

interface Asked {
  readonly plan: Plan;
  readonly prepared: Prepared;
  /** Of the config. */
  readonly key: string | null;
}

function areEqual(a: readonly Statement[], b: readonly Statement[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ sql, params }, i) => {
      const other = b[i];
      return (
        other !== undefined &&
        sql === other.sql &&
        params.length === other.params.length &&
        params.every((value, j) => Object.is(value, other.params[j]))
      );
    })
  );
}
