/**
 * @module The built core, in Node, with templates compiled on the spot: by the compiler, evaluated by the runtime, as in production.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { compileTemplate, type Mode } from "../../src/engine/compile.ts";
import { Core } from "../../src/engine/core.ts";
import { Engine } from "../../src/engine/engine.ts";
import type { CompiledTemplate } from "../../src/engine/types.ts";

const built = (name: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(new URL(`../../wasm/pkg/${name}_bg.wasm`, import.meta.url)));
const runtime = built("core");
/** The compiler, which Workers do not have. */
export const compiler: Core = new Core(new WebAssembly.Module(built("compiler")));
const coreHash = createHash("sha256").update(runtime).digest("hex");

/** A new engine with a pool of its own. */
export function newEngine(): Engine {
  return new Engine(new Core(new WebAssembly.Module(runtime)));
}

/** Compiles `page.html` of `sources`. */
export function compilePage(
  sources: { readonly [name: string]: string },
  mode: Mode = "live",
): Promise<CompiledTemplate> {
  return compileTemplate(compiler, { mode, root: "page.html", sources, coreHash });
}
