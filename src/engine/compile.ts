/**
 * @module Templates to programs, by the core. Used by `dormouse build` and the tests; a running Worker compiles nothing.
 */
import type { BlockDefinition } from "../protocol/page.ts";
import { DormouseError, type Location } from "../errors/error.ts";
import { Reader, Writer } from "../protocol/bytes.ts";
import type { Core } from "./core.ts";
import type { Call, CompiledTemplate, Reads } from "./types.ts";

/** How the template is read: `text` knows no HTML structure. */
export type Mode = "live" | "text";

/** A template and those around it. */
export interface SourceRequest {
  /** Name of the template to compile. */
  readonly root: string;
  /** All templates that it may extend or include, by name. */
  readonly sources: { readonly [name: string]: string };
}

/** What is to be compiled. */
export interface CompileRequest extends SourceRequest {
  readonly mode: Mode;
  /** Hash of the core, 64 hexadecimal digits: part of the build. */
  readonly coreHash: string;
}

interface Meta {
  readonly document: boolean;
  readonly reads: Reads;
  readonly data: string;
  readonly blocks: readonly BlockDefinition[];
  readonly calls: readonly Call[];
  readonly constant: readonly number[];
  readonly templates: readonly string[];
}

/** @throws template.* with the place in the source */
export async function compileTemplate(
  core: Core,
  request: CompileRequest,
): Promise<CompiledTemplate> {
  const writer = new Writer();
  writer.byte(request.mode === "live" ? 0 : 1);
  writeSources(writer, request);
  const input = writer.done();
  const [program, meta] = core.run((instance) => {
    instance.begin(input.length).raw(input);
    const reader = new Reader(instance.result(instance.abi.compile(instance.length)));
    return [reader.bytes().slice(), JSON.parse(reader.text()) as Meta] as const;
  });
  const build = await hashOf(request.coreHash, program);
  const { document, reads, data, blocks, calls, constant, templates } = meta;
  const parts = { document, reads, data, blocks, calls, constant, templates };
  return { name: request.root, build, program, ...parts };
}

/** What stands at a place of the TypeScript. Lines and columns count from 1, in UTF-16 units. */
export interface TypedSpan {
  readonly line: number;
  readonly column: number;
  readonly length: number;
  /** What it stands for. */
  readonly place: Omit<Location, "source">;
}

/** A template as statements of TypeScript. */
export interface TypedTemplate {
  readonly name: string;
  readonly text: string;
  readonly spans: readonly TypedSpan[];
}

interface Sheet {
  readonly text: string;
  readonly names: readonly string[];
  readonly spans: readonly number[];
}

const SPAN_NUMBERS = 7;

/** For `dormouse check`. @throws template.* with the place in the source */
export function typeTemplate(core: Core, request: SourceRequest): TypedTemplate {
  const writer = new Writer();
  writeSources(writer, request);
  const input = writer.done();
  const { text, names, spans } = core.run((instance) => {
    instance.begin(input.length).raw(input);
    const reader = new Reader(instance.result(instance.abi.typed(instance.length)));
    return JSON.parse(reader.text()) as Sheet;
  });
  const count = spans.length / SPAN_NUMBERS;
  const span = (_: unknown, i: number): TypedSpan => {
    const row = spans.slice(i * SPAN_NUMBERS, (i + 1) * SPAN_NUMBERS);
    const [line = 0, column = 0, length = 0, of = -1, sourceLine = 0, sourceColumn = 0] = row;
    const template = names[of] ?? request.root;
    const place = { template, line: sourceLine, column: sourceColumn, length: row[6] ?? 1 };
    return { line, column, length, place };
  };
  return { name: request.root, text, spans: Array.from({ length: count }, span) };
}

function writeSources(writer: Writer, { root, sources }: SourceRequest): void {
  const entries = Object.entries(sources);
  writer.text(root);
  writer.varint(entries.length);
  for (const [name, source] of entries) {
    writer.text(name);
    writer.text(source);
  }
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
