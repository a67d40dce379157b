/**
 * @module The page of the browser's oracle: the shipping client in a script, as it is or with faults patched into its source.
 */
import { readFileSync } from "node:fs";
import { build, type Loader, type Plugin } from "esbuild";
import type { Browser, Page } from "playwright-core";
import type { Oracle, PageRun } from "../oracle/in-page.ts";

/** One place of a source file, and what stands there instead. */
export interface SourcePatch {
  /** Under `client/`. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Any URL will do, as long as relative ones can be resolved against it. */
const ORIGIN = "http://oracle.test/";

function patching(patches: readonly SourcePatch[]): Plugin {
  return {
    name: "patches",
    setup({ onLoad }) {
      onLoad({ filter: /\/client\/.*\.ts$/ }, ({ path }) => {
        let contents = readFileSync(path, "utf8");
        for (const { file, from, to } of patches) {
          if (!path.endsWith(`/client/${file}`)) continue;
          if (contents.split(from).length !== 2) throw new Error(`not once in ${file}: ${from}`);
          contents = contents.replace(from, () => to);
        }
        return { contents, loader: "ts" satisfies Loader };
      });
    },
  };
}

/** The script that puts `oracle` into a page. */
export async function bundleOracle(patches: readonly SourcePatch[]): Promise<string> {
  const built = await build({
    entryPoints: [new URL("../oracle/in-page.ts", import.meta.url).pathname],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
    plugins: [patching(patches)],
  });
  return built.outputFiles[0]?.text ?? "";
}

/** A page with the oracle. */
export async function openOracle(browser: Browser, bundle: string): Promise<Page> {
  const page = await browser.newPage();
  await page.route("**", (route) => route.fulfill({ contentType: "text/html", body: "" }));
  await page.goto(ORIGIN);
  await page.evaluate(bundle);
  return page;
}

/** Lets the page follow runs. @returns the first failure */
export function follow(
  page: Page,
  how: keyof Oracle,
  runs: readonly PageRun[],
): Promise<ReturnType<Oracle["run"]>> {
  const call = ([name, json]: [keyof Oracle, string]): ReturnType<Oracle["run"]> =>
    (globalThis as unknown as { oracle: Oracle }).oracle[name](json);
  return page.evaluate(call, [how, JSON.stringify(runs)] as [keyof Oracle, string]);
}
