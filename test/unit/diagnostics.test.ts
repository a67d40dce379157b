/**
 * @module Errors in templates are printed alike by Rust and TypeScript: every fixture of the compiler, compiled by the built
 * core and printed by `printDiagnostic`, against the snapshot that Rust made.
 */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compileTemplate } from "../../src/engine/compile.ts";
import { printDiagnostic } from "../../src/errors/diagnostic.ts";
import { DormouseError } from "../../src/errors/error.ts";
import { compiler } from "../oracle/core.ts";

const folder = new URL("../../wasm/tests/errors/", import.meta.url);
const fixtures = readdirSync(folder).filter((name) => name.endsWith(".html"));

/** The templates of a fixture: `--- name` begins another one. */
function sourcesOf(text: string): Record<string, string> {
  const sources: Record<string, string> = {};
  let name = "page.html";
  let lines: string[] = [];
  const end = (): void => {
    sources[name] = lines.join("").replace(/\n$/, "");
    lines = [];
  };
  for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    if (line.startsWith("--- ")) {
      end();
      name = line.slice(4).trim();
    } else lines.push(line);
  }
  end();
  return sources;
}

async function diagnosticOf(file: string): Promise<string> {
  const sources = sourcesOf(readFileSync(new URL(file, folder), "utf8"));
  const mode = file.startsWith("text-") ? "text" : "live";
  try {
    await compileTemplate(compiler, {
      mode,
      root: "page.html",
      sources,
      coreHash: "0".repeat(64),
    });
  } catch (error) {
    if (error instanceof DormouseError) return `${printDiagnostic(error)}\n`;
    throw error;
  }
  return "no error";
}

test("there are fixtures", () => {
  expect(fixtures.length).toBeGreaterThan(60);
});

test.each(fixtures)("%s is printed as Rust prints it", async (file) => {
  const expected = readFileSync(new URL(file.replace(".html", ".expected"), folder), "utf8");
  expect(await diagnosticOf(file)).toBe(expected);
});
