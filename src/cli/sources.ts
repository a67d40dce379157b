/**
 * @module Finds templates: every `*.html` below a folder, by its path relative to it, with `/` on every system. Symbolic links
 * are not followed.
 */
import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { DormouseError } from "../errors/error.ts";

/** Templates by name. */
export type Sources = Readonly<Record<string, string>>;

/** @throws build.no-templates when the folder has none or is not there */
export async function readSources(folder: string): Promise<Sources> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (cause: unknown) => {
      throw new DormouseError(
        "build.no-templates",
        `there is no folder ${JSON.stringify(folder)}`,
        {
          hint: "make it, or name the folder of the templates: dormouse build <folder>",
          cause,
        },
      );
    },
  );
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".html"))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.split(sep).includes("node_modules"))
    .toSorted();
  if (files.length === 0) {
    throw new DormouseError("build.no-templates", `no *.html under ${JSON.stringify(folder)}`, {
      hint: "a template is a file whose name ends in .html",
    });
  }
  const read = async (file: string): Promise<[string, string]> => [
    relative(folder, file).split(sep).join("/"),
    await readFile(file, "utf8"),
  ];
  const sources: Record<string, string> = Object.create(null);
  for (const [name, source] of await Promise.all(files.map(read))) sources[name] = source;
  return sources;
}

/** Whether a view may name it: partial templates, which only others include, begin with `_`. */
export function isRoot(name: string): boolean {
  return !name.slice(name.lastIndexOf("/") + 1).startsWith("_");
}
