/**
 * @module The queries of an app as its own process tells of them (`examine-app.ts`).
 */
import { fork } from "node:child_process";
import type { Code } from "../errors/catalogue.ts";
import { DormouseError, type ErrorDetail } from "../errors/error.ts";
import type { CompiledTemplate } from "../engine/types.ts";
import type { Plan } from "../query/plan.ts";
import type { Statement } from "../query/result.ts";
import { bundleApp } from "./app-bundle.ts";

/** What the process is asked: what templates read, by their names. */
export interface AppQuestion {
  readonly templates: { readonly [name: string]: string };
}

/** An error on its way between processes. */
export interface Told {
  readonly code: Code;
  readonly message: string;
  readonly detail: ErrorDetail;
}

/** One query field of a view. */
export interface FieldAnswer {
  /** Name of the class in `dormouse({ views })`. */
  readonly view: string;
  readonly template: string;
  readonly field: string;
  readonly table: string;
  readonly binding: string;
  readonly isLive: boolean;
  readonly limit: number | null;
  readonly unbounded: boolean;
  readonly allowUnindexed: boolean;
  /** What the config threw, with the fields as they are initially; null: nothing. */
  readonly unsaid: string | null;
  readonly faults: readonly Told[];
  readonly read: { readonly plan: Plan; readonly statements: readonly Statement[] } | null;
}

/** All of them. */
export interface AppAnswer {
  readonly fields: readonly FieldAnswer[];
  /** Statements that make the tables of a database, as Drizzle declares them; by its binding. */
  readonly schemas: ReadonlyMap<string, readonly string[]>;
  /** Views that could not be looked at. */
  readonly failures: readonly Told[];
}

const NOTHING: AppAnswer = { fields: [], schemas: new Map(), failures: [] };

/** Looks at the queries of an app. @throws check.failed */
export async function examineApp(
  { main, out }: { readonly main: string; readonly out: string },
  templates: readonly CompiledTemplate[],
): Promise<AppAnswer> {
  const { file, hasQueries } = await bundleApp(main, out);
  if (!hasQueries) return NOTHING;
  const data = Object.fromEntries(templates.map((template) => [template.name, template.data]));
  return ask(file, { templates: data });
}

/** What was told, as an error here. */
export function heard({ code, message, detail }: Told): DormouseError {
  return new DormouseError(code, message, detail);
}

function ask(file: string, question: AppQuestion): Promise<AppAnswer> {
  return new Promise((resolve, reject) => {
    const child = fork(file, {
      // A Map and bytes, among the values of statements.
      serialization: "advanced",
      execArgv: ["--disable-warning=ExperimentalWarning"],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    let said = "";
    child.stderr?.on("data", (text: Buffer) => (said += text.toString()));
    child.once("message", (answer) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- from `serve`
      resolve(answer as AppAnswer);
    });
    // Nothing happens after an answer.
    child.once("close", () => {
      const [why = "it ended without an answer"] = /^\w*Error.*$/m.exec(said) ?? [];
      reject(
        new DormouseError("check.failed", `the app cannot be loaded: ${why}`, {
          hint: "its queries are looked at in Node: what only a Worker has cannot be used when a module is loaded",
        }),
      );
    });
    child.send(question);
  });
}
