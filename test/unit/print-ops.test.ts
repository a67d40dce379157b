/**
 * @module The ops of `test/fixtures/ops.txt`, of every kind: made by the built core, printed, and read again by the core's own
 * tests (`wasm/tests/pages.rs`), which make the same bytes. `UPDATE=1` writes the file.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Reader } from "../../src/protocol/bytes.ts";
import { type Path, readSteps } from "../../src/protocol/key.ts";
import { printOps } from "../../src/protocol/print-ops.ts";
import { compilePage, newEngine } from "../oracle/core.ts";

const FIXTURES = new URL("../fixtures/ops.txt", import.meta.url);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const field = (fixture: string, name: string): string =>
  new RegExp(`^${name} ?(.*)$`, "m").exec(fixture)?.[1] ?? "";

function forced(fixture: string): Path | null {
  const bytes = Buffer.from(field(fixture, "forced"), "hex");
  if (bytes.length === 0) return null;
  const reader = new Reader(bytes);
  return readSteps(reader, reader.varint());
}

/** A fixture with ops and text as they are now. */
async function made(fixture: string): Promise<string> {
  const engine = newEngine();
  const template = await compilePage({ "page.html": field(fixture, "template") });
  const frame = (name: string): Uint8Array => {
    const state = JSON.parse(field(fixture, name)) as object;
    return engine.evaluate(template, engine.encode(template, state), null, null).frame;
  };
  const from = frame("a");
  const { ops } = engine.diff(template, from, frame("b"), forced(fixture));
  const inputs = fixture.slice(0, fixture.search(/^ops/m));
  const lines = printOps(template.blocks, from, ops).replaceAll(/^(?=.)/gm, "  ");
  return `${inputs}ops ${hex(ops)}`.trimEnd() + `\n${lines}`.trimEnd();
}

const fixtures = readFileSync(FIXTURES, "utf8")
  .trim()
  .split(/\n\n(?=# )/);

test("[C1] ops of every kind are made and printed as in the fixtures", async () => {
  const now = await Promise.all(fixtures.map(made));
  if (process.env["UPDATE"] === "1") writeFileSync(FIXTURES, `${now.join("\n\n")}\n`);
  else expect(now).toEqual(fixtures);
});
