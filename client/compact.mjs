/**
 * @module How the client is bundled small: esbuild, then Oxc's minifier, which finds a little more. Wire tables are replaced by their
 * numbers, the texts of errors that only say where a message was malformed are left out (the code says enough), and
 * names that never leave the client (no JSON, no DOM, no wire) are shortened. The DOM tests run on this very form.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { minify } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Properties that only our own code reads. Not: what JSON carries, and what we call on objects of the browser. */
const NAMES = [
  "after announces answered apply arms attempt block browser byte bytes call called child closed commands connect connection contributes controls",
  "counters definition dial done element end ended float foreign go greeted handler handlers hydrate instance isAway isBroken island",
  "issue issued items kind known last learn leave line listen make modifiers nodes nonce offers opened ops original owner page patches path",
  "pending position raw read received receivedBytes rejections report rest resync retryAfterMs seek sent sentBytes session settled",
  "show slot slots start text url varint versions wake why",
].join(" ");

/** @returns {Map<string, string>} numbers of the tables in a file, as `TABLE.name` → number */
function numbersOf(path) {
  const source = readFileSync(`${root}${path}`, "utf8");
  const numbers = new Map();
  for (const [, table, body] of source.matchAll(/export const (\w+) = \{(.*?)\} as const/gs)) {
    for (const [, name, number] of body.matchAll(/(\w+): (\w+)/g))
      numbers.set(`${table}.${name}`, String(Number(number)));
  }
  return numbers;
}

const numbers = new Map([
  ...numbersOf("src/protocol/tags.ts"),
  ...numbersOf("src/protocol/close-codes.ts"),
]);

/** What the browser never uses of shared code, which no bundler can know: no dates leave it, its errors have no details. */
const UNUSED = [
  /  get at\(\): number \{.*?\n  \}\n/s,
  /  float\(\): number \{.*?\n  \}\n/s,
  /  (override )?readonly (name|hint|location|chain)\b[^;]*;\n/g,
  /    this\.(hint|location|chain) = [^;]*;\n/g,
  /, detail\.cause === undefined \? undefined : \{ cause: detail\.cause \}|, detail: ErrorDetail = \{\}/g,
  / && \(code === undefined \|\| error\.code === code\)/,
  / else if \(value instanceof Date\) \{.*?\n  \}/s,
];

/** Numbers for names, no texts, nothing unused. */
const plugin = {
  name: "compact",
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/](protocol|errors|client)[\\/].*\.ts$/ }, ({ path }) => ({
      loader: "ts",
      contents: UNUSED.reduce(
        (text, unused) => text.replace(unused, ""),
        readFileSync(path, "utf8"),
      )
        .replace(/\b[A-Z_]+\.\w+\b/g, (name) => numbers.get(name) ?? name)
        .replace(/\b(malformed|mismatch)\((["`]).*?\2\)/g, "$1()"),
    }));
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
  plugins: [plugin],
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
