/**
 * @module What looks at an app's views: inside of its bundle, and in a process of its own, since what a module does when it is loaded
 * must neither stop nor garble the command. It is asked once, and answers with plain data.
 */
import { unpackData } from "../engine/data.ts";
import type { DataUses } from "../engine/types.ts";
import { isDormouseError } from "../errors/error.ts";
import { type Examined, examine } from "../query/examine.ts";
import { queriesOf } from "../query/field.ts";
import { Query } from "../query/query.ts";
import { ddlOf } from "./ddl.ts";
import type { AppAnswer, AppQuestion, FieldAnswer, Told } from "./examined.ts";

/** What the session sets on an instance before anything else happens. */
const BEFORE_MOUNT = { env: {}, live: {}, user: null };

interface Classes {
  readonly [name: string]: (new () => object) & { readonly template?: unknown };
}

/** Answers the one question. */
export function serve(views: Classes): void {
  process.once("message", (question) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- from `askApp`
    process.send?.(answer(views, question as AppQuestion), () => process.exit());
  });
}

function answer(views: Classes, { templates }: AppQuestion): AppAnswer {
  const fields: FieldAnswer[] = [];
  const schemas = new Map<string, readonly string[]>();
  const failures: Told[] = [];
  const unpacked = new Map<string, DataUses>();
  for (const [name, View] of Object.entries(views)) {
    const { template } = View;
    const data = typeof template === "string" ? templates[template] : undefined;
    if (typeof template !== "string" || data === undefined) continue;
    const uses = unpacked.get(template) ?? unpackData(data);
    unpacked.set(template, uses);
    try {
      const view = new View();
      for (const [key, value] of Object.entries(BEFORE_MOUNT))
        Object.defineProperty(view, key, { value, configurable: true });
      for (const [field, query] of queriesOf(view)) {
        if (!(query instanceof Query)) continue;
        const examined = examine(query, { uses, field, view });
        const { binding, schema } = examined.source;
        if (!schemas.has(binding)) schemas.set(binding, ddlOf(schema));
        fields.push({ view: name, template, field, table: query.facts.table, ...tell(examined) });
      }
    } catch (error) {
      failures.push(toldOf(error, name));
    }
  }
  return { fields, schemas, failures };
}

function tell({
  source,
  config,
  unsaid,
  faults,
  read,
}: Examined): Omit<FieldAnswer, "view" | "template" | "field" | "table"> {
  const { live, limit, unbounded, allowUnindexed } = config;
  const allowed = { unbounded: unbounded === true, allowUnindexed: allowUnindexed === true };
  return {
    binding: source.binding,
    isLive: live === true,
    limit: limit ?? null,
    ...(unsaid === null ? allowed : { unbounded: false, allowUnindexed: false }),
    unsaid,
    faults: faults.map((error) => toldOf(error, "")),
    read,
  };
}

function toldOf(error: unknown, view: string): Told {
  if (isDormouseError(error)) {
    const { cause: _, ...detail } = error.detail;
    return { code: error.code, message: error.message, detail };
  }
  const why = error instanceof Error ? error.message : String(error);
  return { code: "check.failed", message: `${view} cannot be constructed: ${why}`, detail: {} };
}
