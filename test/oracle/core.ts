/**
 * @module The built core, in Node, with templates compiled on the spot.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { compileTemplate, type Mode } from "../../src/engine/compile.ts";
import { Core } from "../../src/engine/core.ts";
import { Engine } from "../../src/engine/engine.ts";
import type { CompiledTemplate } from "../../src/engine/types.ts";

const bytes = readFileSync(new URL("../../wasm/pkg/core_bg.wasm", import.meta.url));
const coreHash = createHash("sha256").update(bytes).digest("hex");

/** A new engine with a pool of its own. */
export function newEngine(): Engine {
  return new Engine(new Core(new WebAssembly.Module(bytes)));
}

/** Compiles `page.html` of `sources`. */
export function compilePage(
  engine: Engine,
  sources: { readonly [name: string]: string },
  mode: Mode = "live",
): Promise<CompiledTemplate> {
  return compileTemplate(engine.core, { mode, root: "page.html", sources, coreHash });
}
