/**
 * @module The core in Node, for the command. It exists twice: the runtime, which Workers ship and whose hash stands in builds, and
 * the compiler, which is the runtime with `compile`.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { DormouseError } from "../errors/error.ts";
import { Core } from "../engine/core.ts";

/** The core's bytes, and what stands for them. */
export interface CoreFiles {
  readonly compiler: Uint8Array<ArrayBuffer>;
  /** SHA-256 of the runtime: programs are evaluated by it, so it is part of their builds. */
  readonly hash: string;
  /** SHA-256 of the compiler: another one may compile the same templates to other programs. */
  readonly compilerHash: string;
}

/** @throws build.failed when the core was not built */
export async function readCore(): Promise<CoreFiles> {
  const [runtime, compiler] = await Promise.all([read("core"), read("compiler")]);
  return { compiler, hash: sha256(runtime), compilerHash: sha256(compiler) };
}

/** A core that can compile. */
export async function loadCompiler(files: CoreFiles): Promise<Core> {
  return new Core(await WebAssembly.compile(files.compiler));
}

async function read(name: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(
      await readFile(new URL(`../../wasm/pkg/${name}_bg.wasm`, import.meta.url)),
    );
  } catch (cause) {
    throw new DormouseError("build.failed", `the core is not there (wasm/pkg/${name}_bg.wasm)`, {
      hint: "in the project: npm run build:core",
      cause,
    });
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
