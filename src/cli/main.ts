/**
 * @module Arguments of the `dormouse` command. Each subcommand is a file of its own; this one only reads what was typed.
 */
import { watch } from "node:fs";
import { parseArgs } from "node:util";
import { build, type BuildOptions } from "./build.ts";
import { check, type CheckOptions } from "./check.ts";
import { inspectQueries } from "./check-queries.ts";
import { isDormouseError } from "../errors/error.ts";
import { explain, EXPLAIN_USAGE } from "./explain.ts";
import { live, LIVE_USAGE } from "./live.ts";

const USAGE = `usage: dormouse build [folder] [--out folder] [--dev] [--watch]
       dormouse check [folder] [--out folder] [--app module]

  Compiles every *.html under the folder (default: templates) whose name does not begin with "_"
  into <out>/templates.js (default: .dormouse). Names of templates are relative to the folder.

  check     whether templates fit the views that show them; run it after build

  --dev     a template with an error becomes a page that shows the error (as under \`wrangler dev\`)
  --watch   like --dev, and again at every change
  --app     the module that exports LiveSession (default: wrangler's main)

${EXPLAIN_USAGE}
${LIVE_USAGE}`;

const SETTLE_MS = 30;

/** Runs a command line; answers the exit code. What is wrong with its input is said in words, without a stack. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    return await run(args);
  } catch (error) {
    if (!isDormouseError(error)) throw error;
    const { code, message, detail } = error;
    const hint = detail.hint === undefined ? "" : `\n  ${detail.hint}`;
    process.stderr.write(`dormouse: ${code}: ${message}${hint}\n`);
    return 1;
  }
}

async function run(args: readonly string[]): Promise<number> {
  if (args[0] === "live") return live(args.slice(1));
  if (args[0] === "explain") return explain(args.slice(1));
  const parsed = parse(args);
  if (parsed === null) {
    process.stderr.write(USAGE);
    return 2;
  }
  if (parsed.command === "check") return check(parsed.options, [inspectQueries]);
  const code = await build(parsed.options);
  if (parsed.watch) {
    watchFolder(parsed.options);
    return 0;
  }
  return code;
}

type Parsed =
  | { readonly command: "build"; readonly options: BuildOptions; readonly watch: boolean }
  | { readonly command: "check"; readonly options: CheckOptions };

function parse(args: readonly string[]): Parsed | null {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        out: { type: "string", default: ".dormouse" },
        dev: { type: "boolean", default: false },
        watch: { type: "boolean", default: false },
        app: { type: "string" },
      },
    });
    const [command, folder = "templates", ...rest] = positionals;
    if (rest.length > 0) return null;
    if (command === "check") {
      return { command, options: { folder, out: values.out, app: values.app } };
    }
    if (command !== "build") return null;
    // Set by wrangler for the programs that it runs.
    const underDev = process.env["WRANGLER_COMMAND"] === "dev";
    const dev = values.dev || values.watch || underDev;
    return { command, options: { folder, out: values.out, dev }, watch: values.watch };
  } catch {
    return null;
  }
}

/** Builds again once changes have settled; one build at a time. */
function watchFolder(options: BuildOptions): void {
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve(0);
  watch(options.folder, { recursive: true }, (_, name) => {
    if (name !== null && !name.endsWith(".html")) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(() => build(options));
    }, SETTLE_MS);
  });
}
