/**
 * @module The simulator as one file of JavaScript, with the sources under it as they are or patched. What a patch changes is
 * never written anywhere but into that file.
 */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Bundles `entry` into `test/output/<name>.mjs`; gives its path. (The core is found beside `test/`, so it stays two levels
 * below the root.)
 * @param {string} name
 * @param {string} entry below the root
 * @param {readonly { file: string, from: string, to: string }[]} patches each replaces one text that occurs exactly once
 * @returns {Promise<string>}
 */
export async function bundle(name, entry, patches = []) {
  const outfile = `${root}test/output/${name}.mjs`;
  const unused = new Set(patches);
  const patch = {
    name: "patch",
    setup(bundler) {
      bundler.onLoad({ filter: /[\\/](src|client)[\\/].*\.ts$/ }, async ({ path }) => {
        let contents = await readFile(path, "utf8");
        for (const each of patches) {
          if (path !== `${root}${each.file}`) continue;
          const pieces = contents.split(each.from);
          if (pieces.length !== 2)
            throw new Error(`${each.file} has ${pieces.length - 1} × ${each.from}`);
          contents = pieces.join(each.to);
          unused.delete(each);
        }
        return { contents, loader: "ts" };
      });
    },
  };
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "es2022",
    sourcemap: "inline",
    logLevel: "warning",
    external: ["parse5", "devalue", "esbuild", "vite"],
    plugins: [patch],
  });
  for (const { file } of unused) throw new Error(`${file} is not part of the simulator`);
  return outfile;
}
