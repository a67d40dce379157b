/**
 * @module `dormouse check`: whether templates fit the views that show them. Each template becomes a TypeScript module beside the
 * app (`check-files.ts`), the app's own compiler looks at it, and what it finds is told in the places of the template
 * (`check-findings.ts`). For an app's CI: the exit code says whether anything was found. The app's own mistakes are not looked for
 * here; that is what its compiler is for.
 */
import { compileTemplate, typeTemplate, type TypedTemplate } from "../engine/compile.ts";
import type { Core } from "../engine/core.ts";
import type { CompiledTemplate } from "../engine/types.ts";
import { type DormouseError, isDormouseError } from "../errors/error.ts";
import { printDiagnostic } from "../errors/diagnostic.ts";
import { type AppFiles, findApp } from "./check-app.ts";
import { runCompiler } from "./check-compiler.ts";
import { writeFiles } from "./check-files.ts";
import { findingsOf, inOrder, merge, printFinding } from "./check-findings.ts";
import { loadCompiler, readCore } from "./node-core.ts";
import { isRoot, readSources, type Sources } from "./sources.ts";

/** What to check. */
export interface CheckOptions {
  /** Folder of the templates. */
  readonly folder: string;
  /** Folder of generated files; those of the check are in `check` below it. */
  readonly out: string;
  /** The module that exports `LiveSession`; else what wrangler's configuration names. */
  readonly app: string | undefined;
}

/** What an inspection looks at. */
export interface Inspected {
  readonly sources: Sources;
  readonly templates: readonly CompiledTemplate[];
  readonly app: AppFiles;
  /** Folder of generated files. */
  readonly out: string;
}

/** Looks for what types cannot say, such as plans of queries. Every finding has a place. */
export type Inspection = (inspected: Inspected) => Promise<readonly DormouseError[]>;

/** Checks and reports; answers the exit code: 1 when something was found, 2 when nothing could be checked. */
export async function check(
  options: CheckOptions,
  inspections: readonly Inspection[] = [],
): Promise<number> {
  const start = performance.now();
  try {
    const [sources, files, app] = await Promise.all([
      readSources(options.folder),
      readCore(),
      findApp(options.app),
    ]);
    const core = await loadCompiler(files);
    const { typed, errors } = typeAll(core, sources);
    const folder = await writeFiles({ out: options.out, app, typed });
    const inspected = async (): Promise<Inspected> => {
      const templates = await compileAll(core, files.hash, sources);
      return { sources, app, templates, out: options.out };
    };
    // Side by side: the compiler is a process of its own.
    const [complaints, seen] = await Promise.all([
      runCompiler(folder),
      errors.length > 0 ? [] : inspectAll(inspections, inspected),
    ]);
    const types = findingsOf(complaints, { typed, sources });
    const found = [...errors, ...merge(types, seen)];
    const ordered = inOrder(found);
    for (const finding of ordered) process.stdout.write(`${printFinding(finding)}\n`);
    const ms = (performance.now() - start).toFixed(0);
    const count = `${ordered.length} ${ordered.length === 1 ? "error" : "errors"}`;
    process.stdout.write(
      `dormouse: ${count} in ${typed.length + errors.length} templates, ${ms} ms\n`,
    );
    return ordered.length === 0 ? 0 : 1;
  } catch (error) {
    if (!isDormouseError(error)) throw error;
    process.stderr.write(`${printDiagnostic(error)}\n`);
    return 2;
  }
}

async function inspectAll(
  inspections: readonly Inspection[],
  look: () => Promise<Inspected>,
): Promise<readonly DormouseError[]> {
  if (inspections.length === 0) return [];
  const inspected = await look();
  return (await Promise.all(inspections.map((inspect) => inspect(inspected)))).flat();
}

interface Typed {
  readonly typed: readonly TypedTemplate[];
  /** Of templates that do not compile. */
  readonly errors: readonly DormouseError[];
}

function typeAll(core: Core, sources: Sources): Typed {
  const typed: TypedTemplate[] = [];
  const errors: DormouseError[] = [];
  for (const root of Object.keys(sources).filter(isRoot)) {
    try {
      typed.push(typeTemplate(core, { root, sources }));
    } catch (error) {
      if (!isDormouseError(error)) throw error;
      errors.push(error);
    }
  }
  return { typed, errors };
}

function compileAll(core: Core, coreHash: string, sources: Sources): Promise<CompiledTemplate[]> {
  const roots = Object.keys(sources).filter(isRoot);
  return Promise.all(
    roots.map((root) => compileTemplate(core, { mode: "live", root, sources, coreHash })),
  );
}
