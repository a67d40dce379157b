/**
 * @module The pool of instances: a trap costs one instance and nothing else, two on one input are an error and not a loop, a
 * call within a call has an instance of its own, and programs are found again whatever happened.
 */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Core, type Instance, MAX_MEMORY_BYTES } from "../../src/engine/core.ts";
import { Engine } from "../../src/engine/engine.ts";
import { compilePage } from "../oracle/core.ts";

const module = new WebAssembly.Module(
  readFileSync(new URL("../../wasm/pkg/core_bg.wasm", import.meta.url)),
);
const template = await compilePage({ "page.html": "<p>{{ count }}</p>" });

function htmlOf(engine: Engine, count: number): string {
  const { frame } = engine.evaluate(template, engine.encode(template, { count }), null, null);
  return engine.render(template, frame).html;
}

/** Fails as a trap does, the first `times` times. */
function trapping(times: number): (instance: Instance) => string {
  let left = times;
  return () => {
    if (left-- > 0) throw new WebAssembly.RuntimeError("unreachable");
    return "done";
  };
}

test("[E3] after a trap another instance answers, with its programs, and the old one never again", () => {
  const core = new Core(module);
  const engine = new Engine(core);
  expect(htmlOf(engine, 1)).toBe("<p>1</p>");
  expect(core.made).toBe(1);
  expect(core.run(trapping(1))).toBe("done");
  expect(core.made).toBe(2);
  expect(htmlOf(engine, 2)).toBe("<p>2</p>");
  expect(core.made).toBe(2);
});

test("[E3] two traps on one input are core.trap, and the next input is answered", () => {
  const core = new Core(module);
  const engine = new Engine(core);
  expect(() => core.run(trapping(2))).toThrow(expect.objectContaining({ code: "core.trap" }));
  expect(htmlOf(engine, 3)).toBe("<p>3</p>");
});

test("[E3] a stack overflow is a trap as well; what a caller throws is not", () => {
  const core = new Core(module);
  let calls = 0;
  const overflow = (): never => {
    calls++;
    throw new RangeError("Maximum call stack size exceeded");
  };
  expect(() => core.run(overflow)).toThrow(expect.objectContaining({ code: "core.trap" }));
  expect(calls).toBe(2);
  const made = core.made;
  const mine = new Error("mine");
  expect(() =>
    core.run(() => {
      throw mine;
    }),
  ).toThrow(mine);
  expect(core.run(() => core.made)).toBe(made + 1);
});

test("[E3] a call within a call has an instance of its own", () => {
  const core = new Core(module);
  const engine = new Engine(core);
  const inner = core.run((outer) => core.run((other) => other !== outer && htmlOf(engine, 4)));
  expect(inner).toBe("<p>4</p>");
  expect(core.made).toBe(3);
});

test("[E3] an instance whose memory grew beyond the limit is not kept", () => {
  const core = new Core(module);
  core.run(({ abi }) => abi.memory.grow(MAX_MEMORY_BYTES / 65_536));
  expect(core.run(() => core.made)).toBe(2);
});
