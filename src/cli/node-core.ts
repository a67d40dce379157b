/**
 * @module The core in Node, for the command: the module of the package, and the hash that stands for it in builds.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { DormouseError } from "../errors/error.ts";
import { Core } from "../engine/core.ts";

/** A core and the SHA-256 of its bytes. */
export interface NodeCore {
  readonly core: Core;
  readonly hash: string;
}

/** Bytes of the core. @throws build.failed when it was not built */
export async function readCore(): Promise<{
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly hash: string;
}> {
  const file = new URL("../../wasm/pkg/core_bg.wasm", import.meta.url);
  try {
    const bytes = new Uint8Array(await readFile(file));
    return { bytes, hash: createHash("sha256").update(bytes).digest("hex") };
  } catch (cause) {
    throw new DormouseError("build.failed", "the core is not there (wasm/pkg/core_bg.wasm)", {
      hint: "in the project: npm run build:core",
      cause,
    });
  }
}

/** Compiles the core's module. */
export async function loadCore(bytes: Uint8Array<ArrayBuffer>, hash: string): Promise<NodeCore> {
  return { core: new Core(await WebAssembly.compile(bytes)), hash };
}
