/**
 * @module Vite plugin for apps and their tests: lowers decorators, which Vite's own transform leaves in the code silently
 * (they would fail at load), and gives `.html` imports as text, as wrangler does.
 */
import { readFile } from "node:fs/promises";
import { transform } from "esbuild";

/** As much of Vite's plugin type as is used, so that the package does not depend on Vite. */
export interface DormousePlugin {
  readonly name: "dormouse";
  readonly enforce: "pre";
  load(id: string): Promise<{ code: string; map: null } | null>;
  transform(code: string, id: string): Promise<{ code: string; map: string } | null>;
}

/** A line that begins with a decorator, or one directly before a class member: cheap, and wrong only for the better. */
const DECORATOR = /(?:^|[\s;{}])@[A-Za-z_$(]/m;
const TYPESCRIPT = /\.[cm]?tsx?$/;

const pathOf = (id: string): string => id.replace(/[?#].*$/s, "");

/** The plugin. Put it first. */
export function dormouse(): DormousePlugin {
  return {
    name: "dormouse",
    enforce: "pre",
    async load(id) {
      const path = pathOf(id);
      if (!path.endsWith(".html") || path !== id) return null;
      return { code: `export default ${JSON.stringify(await readFile(path, "utf8"))};`, map: null };
    },
    async transform(code, id) {
      const path = pathOf(id);
      if (!TYPESCRIPT.test(path) || path.includes("/node_modules/") || !DECORATOR.test(code))
        return null;
      const { code: lowered, map } = await transform(code, {
        loader: path.endsWith("x") ? "tsx" : "ts",
        target: "es2022",
        format: "esm",
        sourcemap: true,
        sourcefile: path,
        tsconfigRaw: {
          compilerOptions: {
            experimentalDecorators: false,
            useDefineForClassFields: true,
            verbatimModuleSyntax: true,
          },
        },
      });
      return { code: lowered, map };
    },
  };
}
