/**
 * @module `dormouse explain`: what the pages of an app ask their databases, without running it. Each query field of each view is planned
 * with the fields' initial values, and SQLite says how it would answer. For reviews and CI: plain text or JSON, and an exit
 * code that says whether every query can be planned.
 */
import { parseArgs } from "node:util";
import { compileTemplate } from "../engine/compile.ts";
import type { CompiledTemplate } from "../engine/types.ts";
import { DormouseError } from "../errors/error.ts";
import { findApp } from "./check-app.ts";
import { inOrder, printFinding } from "./check-findings.ts";
import { sourced } from "./check-queries.ts";
import { type AppAnswer, examineApp, heard } from "./examined.ts";
import { costOf, rowsRead } from "./explain-cost.ts";
import { type ExplainDatabase, openDatabase, type Step } from "./explain-database.ts";
import { type Explained, printExplained } from "./explain-print.ts";
import { loadCompiler, readCore } from "./node-core.ts";
import { isRoot, readSources, type Sources } from "./sources.ts";

/** How the command is called. */
export const EXPLAIN_USAGE = `usage: dormouse explain [template] [--folder folder] [--app module] [--rows number] [--json]

  What the query fields of all views (or of those that show the template) read: columns, joins, counts, limits; their SQL, what
  SQLite does with it, about how many rows that reads and what they cost. Exit code 1: a query cannot be planned.

  --folder  of the templates (default: templates)
  --app     the module that exports LiveSession (default: wrangler's main)
  --rows    how many rows each table is taken to have (default: 10000)
  --json    the same for programs
`;

const DEFAULT_ROWS = 10_000;

/** Runs the command; answers the exit code. @throws check.failed, build.* */
export async function explain(args: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      folder: { type: "string", default: "templates" },
      out: { type: "string", default: ".dormouse" },
      app: { type: "string" },
      rows: { type: "string", default: String(DEFAULT_ROWS) },
      json: { type: "boolean", default: false },
    },
  });
  const tableRows = Number(values.rows);
  if (positionals.length > 1 || !(Number.isInteger(tableRows) && tableRows > 0)) {
    process.stderr.write(EXPLAIN_USAGE);
    return 2;
  }
  const sources = await readSources(values.folder);
  const [template] = positionals;
  if (template !== undefined && !(template in sources && isRoot(template))) {
    throw new DormouseError(
      "view.no-template",
      `there is no template ${JSON.stringify(template)}`,
      {
        hint: `there are ${Object.keys(sources).filter(isRoot).join(", ")}`,
      },
    );
  }
  const roots = template === undefined ? Object.keys(sources).filter(isRoot) : [template];
  const { main } = await findApp(values.app);
  const answer = await examineApp({ main, out: values.out }, await compileAll(sources, roots));
  const faults = inOrder([
    ...answer.failures.map(heard),
    ...answer.fields.flatMap((field) => field.faults.map((told) => sourced(told, sources))),
  ]);
  const explained = await explainAll(answer, tableRows);
  process.stdout.write(
    values.json
      ? `${JSON.stringify(explained.map(plain), null, 2)}\n`
      : explained.map((each) => `${printExplained(each)}\n\n`).join(""),
  );
  for (const fault of faults) process.stderr.write(`${printFinding(fault)}\n`);
  if (!values.json) {
    const count = `${explained.length} ${explained.length === 1 ? "query" : "queries"}`;
    process.stdout.write(
      `dormouse: ${count}; tables are taken to have ${tableRows.toLocaleString("en")} rows\n`,
    );
  }
  return faults.length === 0 ? 0 : 1;
}

async function compileAll(sources: Sources, roots: readonly string[]): Promise<CompiledTemplate[]> {
  const files = await readCore();
  const core = await loadCompiler(files);
  const coreHash = files.hash;
  return Promise.all(
    roots.map(async (root) => compileTemplate(core, { mode: "live", root, sources, coreHash })),
  );
}

async function explainAll({ fields, schemas }: AppAnswer, tableRows: number): Promise<Explained[]> {
  const databases = new Map<string, ExplainDatabase>();
  for (const [binding, declared] of schemas)
    databases.set(binding, await openDatabase(binding, declared));
  return fields.flatMap((field) => {
    const database = databases.get(field.binding);
    if (database === undefined || field.read === null) return [];
    const statements = field.read.statements.map((statement) => {
      const steps = database.explain(statement);
      const assumed = { tableRows, limit: field.limit, sql: statement.sql };
      return { ...statement, steps, indexes: indexesOf(steps), rowsRead: rowsRead(steps, assumed) };
    });
    const all = statements.reduce((sum, each) => sum + each.rowsRead, 0);
    return [{ field, statements, rowsRead: all, from: database.from }];
  });
}

function indexesOf(steps: readonly Step[]): string[] {
  const named = steps.map(({ detail }) => / USING (?:COVERING )?INDEX (\S+)/.exec(detail)?.[1]);
  return [...new Set(named.filter((name) => name !== undefined))];
}

/** For programs. */
function plain({ field, statements, rowsRead: read }: Explained): object {
  const { faults: _, read: planned, ...said } = field;
  return {
    ...said,
    plan: planned?.plan ?? null,
    statements,
    rowsRead: read,
    usdPerThousandRenders: costOf(read),
  };
}
