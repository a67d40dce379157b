/**
 * @module Documents and constants that must agree: SPEC.md with the tests, its table with the catalogue, the core's codes and limits
 * with TypeScript's, the built core with its sources.
 */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CATALOGUE } from "../../src/errors/catalogue.ts";
import * as limits from "../../src/protocol/limits.ts";
import { isCurrent } from "../tools/core-sources.mjs";
import { compareRules, specText, withTable } from "../tools/spec.ts";

const rust = (file: string): string =>
  readFileSync(new URL(`../../wasm/src/${file}`, import.meta.url), "utf8");

test("every rule of SPEC.md has a test, every id in a title is a rule", () => {
  expect(compareRules()).toEqual({ untested: [], unknown: [], double: [] });
});

test("the table of codes in SPEC.md is that of the catalogue (npm run spec)", () => {
  expect(specText()).toBe(withTable());
});

test("[E1] every code that the core raises is in the catalogue", () => {
  const codes = [...rust("error/code.rs").matchAll(/pub const \w+: &str = "([^"]+)"/g)].map(
    ([, code]) => code,
  );
  expect(codes.length).toBeGreaterThan(0);
  expect(codes.filter((code) => code === undefined || !Object.hasOwn(CATALOGUE, code))).toEqual([]);
});

test("[E2] limits of the same name are the same in both languages", () => {
  const ours = new Map<string, unknown>(Object.entries(limits));
  const shared = [...rust("limit.rs").matchAll(/pub const (\w+): \w+ = ([\d_]+);/g)].filter(
    ([, name = ""]) => ours.has(name),
  );
  expect(shared.length).toBeGreaterThan(0);
  for (const [, name = "", value = ""] of shared) {
    expect([name, Number(value.replaceAll("_", ""))]).toEqual([name, ours.get(name)]);
  }
});

test("the built core is that of its sources (npm run build:core)", () => {
  expect(isCurrent()).toBe(true);
});
