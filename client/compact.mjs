/**
 * @module How the client is bundled small: esbuild, then Oxc's minifier, which finds a little more. Names that never leave the client
 * (no JSON, no DOM, no wire) are shortened; the texts that say what is malformed stay on the server, the browser has the
 * code. The DOM tests run on this very form.
 */
import { readFile } from "node:fs/promises";
import { build } from "esbuild";
import { minify } from "vite";

/** Properties that only our own code reads. Not: what JSON carries, and what we call on objects of the browser. */
const NAMES = [
  "after announces answered apply arms attempt block browser byte bytes call called child closed commands connect connection contributes controls",
  "counters definition dial done element end ended float foreign go greeted handler handlers hydrate instance isAway isBroken island",
  "issue issued items kind known last learn leave line listen make modifiers nodes nonce offers opened ops original owner page path",
  "pending position raw read received rejections report rest resync retryAfterMs seek sent session settled",
  "show slot slots start text turned url varint versions wake why",
].join(" ");

/** Errors about what the network sent say only their code. */
const wordless = {
  name: "wordless",
  setup(bundler) {
    bundler.onLoad(
      { filter: /[\\/](protocol|client[\\/]\w+)[\\/][\w-]+\.ts$/ },
      async ({ path }) => ({
        loader: "ts",
        contents: (await readFile(path, "utf8")).replace(
          /\b(malformed|mismatch)\((["`]).*?\2\)/g,
          "$1()",
        ),
      }),
    );
  },
};

/** Options for esbuild. */
const compact = {
  bundle: true,
  write: false,
  logLevel: "warning",
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  plugins: [wordless],
  mangleProps: new RegExp(`^(${NAMES.replaceAll(" ", "|")})$`),
};

/**
 * Bundles a script of the browser as it ships.
 * @param {string} entry path of a TypeScript module
 * @returns {Promise<string>} an ES module
 */
export async function bundleClient(entry) {
  const { outputFiles } = await build({ ...compact, entryPoints: [entry] });
  const { code, errors } = await minify("client.js", outputFiles[0].text, {
    module: true,
    compress: { target: "es2022" },
    mangle: { toplevel: true },
    codegen: { removeWhitespace: true },
  });
  if (errors.length > 0) throw new Error(`the client cannot be minified: ${errors[0].message}`);
  return code;
}
