/**
 * @module Where an app is: the module that its Worker begins with, and the configuration of its compiler.
 */
import { access, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { DormouseError } from "../errors/error.ts";

/** The files of an app that matter here. Absolute paths. */
export interface AppFiles {
  /** Exports `LiveSession`. */
  readonly main: string;
  readonly tsconfig: string;
}

const CONFIGURATIONS = ["wrangler.toml", "wrangler.json", "wrangler.jsonc"];
/** `main = "…"`, `"main": "…"`: the first one, which is not that of an environment. */
const MAIN = /^\s*(?:main\s*=|"main"\s*:)\s*["']([^"']+)["']/m;

/** @throws check.failed when there is none */
export async function findApp(main: string | undefined): Promise<AppFiles> {
  const path = resolve(main ?? (await configured()));
  if (!(await exists(path))) {
    throw new DormouseError("check.failed", `there is no ${JSON.stringify(path)}`, {
      hint: "name the module that exports LiveSession: dormouse check --app src/worker.ts",
    });
  }
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const tsconfig = join(folder, "tsconfig.json");
    if (await exists(tsconfig)) return { main: path, tsconfig };
    if (folder === dirname(folder)) break;
  }
  throw new DormouseError(
    "check.failed",
    `there is no tsconfig.json above ${JSON.stringify(path)}`,
    {
      hint: "the check uses the flags that the app is compiled with",
    },
  );
}

async function configured(): Promise<string> {
  for (const name of CONFIGURATIONS) {
    const text = await readFile(name, "utf8").catch(() => "");
    const [, main] = MAIN.exec(text) ?? [];
    if (main !== undefined) return main;
  }
  throw new DormouseError("check.failed", "no wrangler.toml here names the app's main module", {
    hint: "run it in the app's folder, or name the module: dormouse check --app src/worker.ts",
  });
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
