/**
 * @module Templates to programs, by the core. Used by `dormouse build` and the tests; a running Worker compiles nothing.
 */
import type { BlockDefinition } from "../protocol/page.ts";
import { DormouseError } from "../errors/error.ts";
import { Reader, Writer } from "../protocol/bytes.ts";
import type { Core } from "./core.ts";
import type { Call, CompiledTemplate, Reads } from "./types.ts";

/** How the template is read: `text` knows no HTML structure. */
export type Mode = "live" | "text";

/** What is to be compiled. */
export interface CompileRequest {
  readonly mode: Mode;
  /** Name of the template to compile. */
  readonly root: string;
  /** All templates that it may extend or include, by name. */
  readonly sources: { readonly [name: string]: string };
  /** Hash of the core, 64 hexadecimal digits: part of the build. */
  readonly coreHash: string;
}

interface Meta {
  readonly document: boolean;
  readonly reads: Reads;
  readonly blocks: readonly BlockDefinition[];
  readonly calls: readonly Call[];
  readonly templates: readonly string[];
}

/** @throws template.* with the place in the source */
export async function compileTemplate(
  core: Core,
  request: CompileRequest,
): Promise<CompiledTemplate> {
  const writer = new Writer();
  const sources = Object.entries(request.sources);
  writer.byte(request.mode === "live" ? 0 : 1);
  writer.text(request.root);
  writer.varint(sources.length);
  for (const [name, source] of sources) {
    writer.text(name);
    writer.text(source);
  }
  const input = writer.done();
  const [program, meta] = core.run((instance) => {
    instance.begin(input.length).raw(input);
    const reader = new Reader(instance.result(instance.abi.compile(instance.length)));
    return [reader.bytes().slice(), JSON.parse(reader.text()) as Meta] as const;
  });
  const build = await hashOf(request.coreHash, program);
  const { document, reads, blocks, calls, templates } = meta;
  return { name: request.root, build, program, document, reads, blocks, calls, templates };
}

async function hashOf(coreHash: string, program: Uint8Array): Promise<string> {
  if (!/^[0-9a-f]{64}$/.test(coreHash)) {
    throw new DormouseError(
      "build.failed",
      `${JSON.stringify(coreHash)} is not a SHA-256 in hexadecimal`,
    );
  }
  const bytes = new Uint8Array(32 + program.length);
  for (let i = 0; i < 32; i++) bytes[i] = Number.parseInt(coreHash.slice(i * 2, i * 2 + 2), 16);
  bytes.set(program, 32);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
