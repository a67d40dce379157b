/**
 * @module The app as Node can run it: bundled, with its own Dormouse but for what only a Worker has. `dormouse()` gives its views away and
 * starts nothing; the platform's modules are empty; templates are those of the command, so that a module that was built before
 * they changed is not asked. Together with the app goes what looks at it (`examine-app.ts`), since a query is known by its class.
 */
import { build as bundle, type Plugin } from "esbuild";
import { mkdir } from "node:fs/promises";
import { dirname, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { DormouseError } from "../errors/error.ts";

/** Ours, in the project or as published. */
const here = fileURLToPath(import.meta.url);
const ours = (name: string): string => join(dirname(here), `${name}${extname(here)}`);

/** Where `dormouse()` would start an app. */
const STAND_IN = `
export * from ${JSON.stringify(ours("../index"))};
const answer = () => new Response(null);
export function dormouse({ views }) {
  return { routes: { routes: [], fetch: answer }, view: () => answer, Room: class {}, LiveSession: class { static views = views; } };
}`;

/** Modules of the platform: whatever is imported is a class, and holds nothing. */
const PLATFORM = `
const nothing = new Proxy(class {}, { get: (to, name) => Reflect.get(to, name) ?? class {} });
module.exports = Object.create(nothing);
module.exports.env = module.exports.exports = Object.freeze({});`;

const TEMPLATES = `export const coreHash = ""; export const templates = {};`;

function standIn(path: string): { readonly path: string; readonly namespace: string } {
  return { path, namespace: "dormouse" };
}

function standIns(out: string): Plugin {
  const templates = resolve(out, "templates.js");
  const texts: { readonly [name: string]: string } = {
    dormouse: STAND_IN,
    platform: PLATFORM,
    templates: TEMPLATES,
  };
  return {
    name: "dormouse",
    setup(build) {
      build.onResolve({ filter: /^dormouse-live$/ }, () => standIn("dormouse"));
      build.onResolve({ filter: /^cloudflare:/ }, () => standIn("platform"));
      build.onResolve({ filter: /\.js$/ }, ({ path, resolveDir }) =>
        resolve(resolveDir, path) === templates ? standIn("templates") : undefined,
      );
      // Nothing runs it, and it is written in JavaScript that no bundler takes for Node.
      build.onLoad({ filter: /core-module\.js$/ }, () => ({ contents: "export default null;" }));
      build.onLoad({ filter: /.*/, namespace: "dormouse" }, ({ path }) => ({
        contents: texts[path] ?? "",
        loader: "js",
        resolveDir: dirname(here),
      }));
    },
  };
}

/** The file that was written. `hasQueries`: any of its views may have some. */
export interface AppBundle {
  readonly file: string;
  readonly hasQueries: boolean;
}

/** Bundles the app whose main module is `main` into a folder `check` in `out`. @throws check.failed */
export async function bundleApp(main: string, out: string): Promise<AppBundle> {
  const file = resolve(out, "check", "app.mjs");
  await mkdir(dirname(file), { recursive: true });
  const entry = `import * as app from ${JSON.stringify(main)};
import { serve } from ${JSON.stringify(ours("examine-app"))};
serve(app.LiveSession?.views ?? {});`;
  try {
    const { metafile } = await bundle({
      stdin: { contents: entry, resolveDir: dirname(main), loader: "js" },
      outfile: file,
      bundle: true,
      metafile: true,
      format: "esm",
      platform: "node",
      target: `node${process.versions.node}`,
      conditions: ["workerd", "worker"],
      // What Node has not yet: decorators.
      supported: { decorators: false },
      loader: {
        ".wasm": "empty",
        ".html": "text",
        ".sql": "text",
        ".txt": "text",
        ".bin": "binary",
      },
      logLevel: "silent",
      plugins: [standIns(out)],
      // A package in CommonJS asks for Node's modules in its own way.
      banner: {
        js: 'import { createRequire as $require } from "node:module"; const require = $require(import.meta.url);',
      },
    });
    const [output] = Object.values(metafile.outputs);
    const inputs = Object.entries(output?.inputs ?? {});
    const isQuery = (path: string): boolean => resolve(path) === ours("../query/database");
    return {
      file,
      hasQueries: inputs.some(([path, { bytesInOutput }]) => bytesInOutput > 0 && isQuery(path)),
    };
  } catch (cause) {
    throw new DormouseError("check.failed", `the app cannot be bundled: ${reasonOf(cause)}`, {
      cause,
    });
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.message.split("\n")[1] ?? error.message) : String(error);
}
