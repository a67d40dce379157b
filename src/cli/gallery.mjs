/**
 * @module The texts of the examples as a module, `.dormouse/sources.js`, so that each page of the gallery can show its own class and
 * template. Not committed; not written when nothing changed, so that watchers stay quiet.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const TYPES = `/** @module Texts of the examples. Generated: change the examples instead. */
/** Name and text of the files of each example's folder. */
export declare const sources: ReadonlyMap<string, readonly (readonly [name: string, text: string])[]>;
`;

/** Classes first, since one reads them first. */
const rank = (name) => (name.endsWith(".ts") ? 0 : 1);

function filesOf(folder) {
  const files = readdirSync(folder).filter((name) => /\.(ts|html)$/.test(name));
  return files
    .toSorted((a, b) => rank(a) - rank(b) || a.localeCompare(b))
    .map((name) => [name, readFileSync(join(folder, name), "utf8")]);
}

function put(file, text) {
  if (!existsSync(file) || readFileSync(file, "utf8") !== text) writeFileSync(file, text);
}

/** Writes the module for the examples in `folder` into `out`. */
export function buildSources(folder, out) {
  const folders = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "public")
    .map(({ name }) => [name, filesOf(join(folder, name))]);
  mkdirSync(out, { recursive: true });
  put(join(out, "sources.d.ts"), TYPES);
  put(join(out, "sources.js"), `export const sources = new Map(${JSON.stringify(folders)});\n`);
}
