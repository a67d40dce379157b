/**
 * @module `dormouse build`: a folder of templates to one module of programs with the types that they need. Quick when nothing
 * changed: the module's first line is a hash of all that went into it. In development a template with an error becomes
 * a page that shows the error, and the build succeeds; otherwise every error is printed and nothing is written.
 */
import { createHash } from "node:crypto";
import { mkdir, open, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { compileTemplate } from "../engine/compile.ts";
import type { Core } from "../engine/core.ts";
import type { CompiledTemplate } from "../engine/types.ts";
import { printDiagnostic } from "../errors/diagnostic.ts";
import { type DormouseError, isDormouseError } from "../errors/error.ts";
import { errorPage } from "./error-page.ts";
import { type Built, printModule, printTypes, stampOf } from "./module.ts";
import { loadCompiler, readCore } from "./node-core.ts";
import { isRoot, readSources, type Sources } from "./sources.ts";

/** What to build. */
export interface BuildOptions {
  /** Folder of the templates. */
  readonly folder: string;
  /** Folder of the generated module. */
  readonly out: string;
  /** Show errors in the page instead of failing. */
  readonly dev: boolean;
}

/** Version of the generated module's form: a new one makes old modules stale. */
const FORM = 2;

const print = (text: string): boolean => process.stdout.write(`${text}\n`);
const printError = (text: string): boolean => process.stderr.write(`${text}\n`);

/** Builds and reports; answers the exit code. */
export async function build(options: BuildOptions): Promise<number> {
  const start = performance.now();
  try {
    const [sources, files] = await Promise.all([readSources(options.folder), readCore()]);
    const input = hashInput(sources, [files.hash, files.compilerHash]);
    const module = join(options.out, "templates.js");
    if ((await firstLine(module)) === stampOf(input)) {
      print("dormouse: templates are up to date");
      return 0;
    }
    const coreHash = files.hash;
    const core = await loadCompiler(files);
    const { templates, errors } = await compileAll({ core, coreHash, sources, dev: options.dev });
    for (const error of errors) printError(printDiagnostic(error));
    if (errors.length > 0 && !options.dev) return 1;
    // A module with error pages is never up to date: the next build prints the errors again, or is rid of them.
    const stamp = errors.length > 0 ? "with errors" : input;
    await writeBuilt(options.out, { coreHash, input: stamp, templates });
    print(summary(templates, performance.now() - start));
    return 0;
  } catch (error) {
    if (!isDormouseError(error)) throw error;
    printError(printDiagnostic(error));
    return 1;
  }
}

function hashInput(sources: Sources, cores: readonly string[]): string {
  const hash = createHash("sha256").update(JSON.stringify([FORM, ...cores]));
  for (const entry of Object.entries(sources)) hash.update(JSON.stringify(entry));
  return hash.digest("hex");
}

async function firstLine(file: string): Promise<string> {
  try {
    await using handle = await open(file);
    for await (const line of handle.readLines()) return line;
  } catch {
    // Not there, or not readable: it is made anew, and a failure to write says why.
  }
  return "";
}

interface Compiled {
  readonly templates: readonly CompiledTemplate[];
  readonly errors: readonly DormouseError[];
}

interface Compilation {
  readonly core: Core;
  readonly coreHash: string;
  readonly sources: Sources;
  /** Errors become pages. */
  readonly dev: boolean;
}

async function compileAll({ core, coreHash, sources, dev }: Compilation): Promise<Compiled> {
  const templates: CompiledTemplate[] = [];
  const errors = new Map<string, DormouseError>();
  for (const root of Object.keys(sources).filter(isRoot)) {
    const request = { mode: "live", root, sources, coreHash } as const;
    try {
      templates.push(await compileTemplate(core, request));
    } catch (error) {
      if (!isDormouseError(error)) throw error;
      // The same mistake in a base template is met once by each of its children.
      errors.set(JSON.stringify([error.message, error.detail.location]), error);
      if (!dev) continue;
      const page = { ...request, sources: { [root]: errorPage(error) } };
      templates.push(await compileTemplate(core, page));
    }
  }
  return { templates, errors: [...errors.values()] };
}

/** Types first: whoever watches the module finds them in place. Renamed, so that nobody reads half a file. */
async function writeBuilt(out: string, built: Built): Promise<void> {
  await mkdir(out, { recursive: true });
  const files = [
    ["templates.d.ts", printTypes(built)],
    ["templates.js", printModule(built)],
  ] as const;
  for (const [name, text] of files) {
    const unfinished = join(out, `${name}.${process.pid}`);
    await writeFile(unfinished, text);
    await rename(unfinished, join(out, name));
  }
}

function summary(templates: readonly CompiledTemplate[], ms: number): string {
  const blocks = templates.reduce((sum, template) => sum + template.blocks.length, 0);
  return `dormouse: ${templates.length} templates, ${blocks} blocks, ${ms.toFixed(0)} ms`;
}
