/**
 * @module How the client is bundled small: esbuild's options beside the usual ones. Wire tables are replaced by their
 * numbers, the texts of errors that only say where a message was malformed are left out (the code says enough), and
 * names that never leave the client (no JSON, no DOM, no wire) are shortened. The DOM tests run on this very form.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Properties that only our own code reads. Not: what JSON carries, and what we call on objects of the browser. */
const NAMES = [
  "after announces answered apply arms attempt block browser byte bytes called child closed commands connect contributes controls",
  "counters definition dial done element ended float foreign go greeted handler handlers hydrate instance isAway isBroken",
  "issue issued items kind known last learn leave line listen modifiers nodes nonce offers opened ops original owner page patches path",
  "pending position raw received receivedBytes rejections report rest resync retryAfterMs seek sent sentBytes session settled",
  "show slot slots text varint versions wake why",
].join(" ");

/** @returns {Map<string, string>} numbers of the tables in a file, as `TABLE.name` → number */
function numbersOf(path) {
  const source = readFileSync(`${root}${path}`, "utf8");
  const numbers = new Map();
  for (const [, table, body] of source.matchAll(/export const (\w+) = \{(.*?)\} as const/gs)) {
    for (const [, name, number] of body.matchAll(/(\w+): (\w+)/g)) numbers.set(`${table}.${name}`, String(Number(number)));
  }
  return numbers;
}

const numbers = new Map([...numbersOf("src/protocol/tags.ts"), ...numbersOf("src/protocol/close-codes.ts")]);

/** Numbers for names, and no texts. */
const plugin = {
  name: "compact",
  setup(build) {
    build.onLoad({ filter: /[\\/](protocol|client)[\\/].*\.ts$/ }, ({ path }) => ({
      loader: "ts",
      contents: readFileSync(path, "utf8")
        .replace(/\b[A-Z_]+\.\w+\b/g, (name) => numbers.get(name) ?? name)
        .replace(/\b(malformed|mismatch)\((["`]).*?\2\)/g, '$1("")'),
    }));
  },
};

/** Options for esbuild. */
export const compact = {
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  plugins: [plugin],
  mangleProps: new RegExp(`^(${NAMES.replaceAll(" ", "|")})$`),
};
