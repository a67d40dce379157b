/**
 * @module Whole turns inside workerd, clocked there. Its clock gives whole milliseconds, so a sample is one turn each of many
 * pages; the states that they go to are made before, each for itself.
 */
import { Core } from "../../../src/engine/core.ts";
import coreModule from "../../../src/engine/core-module.js";
import { Engine } from "../../../src/engine/engine.ts";
import type { CompiledTemplate } from "../../../src/engine/types.ts";
import { LivePage } from "../live-page.ts";
import { board, boardChanges, changes, table } from "../pages.ts";

/** What to measure. */
export interface Order {
  readonly page: "board" | "table";
  readonly change: string;
  readonly rows: number;
  /** Turns a sample. */
  readonly turns: number;
  /** The page's template; its program as numbers. */
  readonly template: Omit<CompiledTemplate, "program"> & { readonly program: readonly number[] };
}

/** Milliseconds of one sample, and how many bytes of ops one turn gave. */
export interface Sample {
  readonly ms: number;
  readonly bytes: number;
}

const engine = new Engine(new Core(coreModule));
/** By build: what a compiled template is to the engine is one object. */
const templates = new Map<string, CompiledTemplate>();

/** A page's first state, and how to make the next. */
function story({ page, change, rows }: Order): { first: object; next: () => object } {
  if (page === "board") {
    const first = board();
    return { first, next: () => boardChanges[change]?.(first) ?? first };
  }
  const first = table(rows);
  return { first, next: () => changes[change]?.(first) ?? first };
}

function sample(order: Order): Sample {
  const { build, program } = order.template;
  const template = templates.get(build) ?? { ...order.template, program: new Uint8Array(program) };
  templates.set(build, template);
  const { first, next } = story(order);
  const all = Array.from({ length: order.turns }, () => ({
    page: new LivePage(engine, template, first),
    state: next(),
  }));
  let bytes = 0;
  const start = performance.now();
  for (const { page, state } of all) bytes += page.turn(state).ops.length + 2;
  return { ms: performance.now() - start, bytes: Math.round(bytes / order.turns) };
}

export default {
  fetch: async (request: Request): Promise<Response> =>
    Response.json(sample((await request.json()) as Order)),
};
