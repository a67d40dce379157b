/**
 * @module How the client is bundled small: esbuild, then Oxc's minifier, which finds a little more. Names that never leave the client
 * (no JSON, no DOM, no wire) are shortened; the texts that say what is malformed stay on the server, the browser has the
 * code. The DOM tests run on this very form.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { minify } from "vite";

/** Properties that only our own code reads. Not: what JSON carries, and what we call on objects of the browser. */
const NAMES = [
  "after announces answered apply arms attempt block browser byte bytes call called changed child closed commands connect",
  "connection contributes contribution controlOf controls counters definition dial dispatch done element end ended events float",
  "flush focused follow foreign go greeted handler handlers hydrate instance isAway isBroken isBusy isElsewhere island issue",
  "issued items kind known last leads learn leave line listen make modifiers nodes nonce offer offers opened ops original",
  "owner page path pending phase position raw read received refused rejections report rest resync retryAfterMs seek sent",
  "session settled show slot slots start take text turned url varint versions visit wake want wanting why",
].join(" ");

/** What messages, phases and outcomes are called among our own files: a digit does as well. */
const WORDS =
  "ack patch blocks resume snap go bye current closed greeting open stop reload retry".split(" ");
const CALLED = new RegExp(`"(${WORDS.join("|")})"`, "g");

/** Errors of the browser say only their code, and what the network sent is no news to it; what is only compared is short. */
const wordless = {
  name: "wordless",
  setup(bundler) {
    bundler.onLoad(
      { filter: /[\\/](protocol|errors|client[\\/](dom|session|connection))[\\/][\w-]+\.ts$/ },
      async ({ path }) => ({
        loader: "ts",
        contents: (await readFile(path, "utf8"))
          .replace(/\b(malformed|mismatch)\((["`]).*?\2\)/g, "$1()")
          .replace("`malformed message: ${what}`", '""')
          .replace(/ {2}override readonly name = .*/, "")
          .replace(CALLED, (_, word) => `"${WORDS.indexOf(word)}"`),
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
  mangleProps: new RegExp(`^(${NAMES.replaceAll(" ", "|")})$`),
};

/** How the first script names the second one, until its hash is known. */
const EXTRA = "./extra.js";

/** The second script is not part of the first. */
const apart = {
  name: "apart",
  setup(bundler) {
    bundler.onResolve({ filter: /\/extra\.ts$/ }, ({ kind }) =>
      kind === "dynamic-import" ? { path: EXTRA, external: true } : undefined,
    );
  },
};

async function shrink(bundled) {
  const { code, errors } = await minify("client.js", bundled, {
    module: true,
    compress: { target: "es2022" },
    mangle: { toplevel: true },
    codegen: { removeWhitespace: true },
  });
  if (errors.length > 0) throw new Error(`the client cannot be minified: ${errors[0].message}`);
  return code;
}

/** 16 hexadecimal digits that change with a script. */
const hashOf = (script) => createHash("sha256").update(script).digest("hex").slice(0, 16);

/**
 * Bundles the two scripts of the browser as they ship. They share the names of what they tell each other.
 * @param {string} entry path of a TypeScript module: the first script, which imports `client/extra.ts` when it needs it
 * @returns {Promise<{name: string, script: string}[]>} two ES modules, by the names under which they are beside each other
 */
export async function bundleClient(entry) {
  const options = { ...compact, plugins: [wordless, apart] };
  const first = await build({ ...options, entryPoints: [entry], mangleCache: {} });
  const second = await build({
    ...options,
    entryPoints: [fileURLToPath(new URL("extra.ts", import.meta.url))],
    mangleCache: first.mangleCache,
  });
  const extra = await shrink(second.outputFiles[0].text);
  const extraName = `extra.${hashOf(extra)}.js`;
  const client = (await shrink(first.outputFiles[0].text)).replace(EXTRA, `./${extraName}`);
  return [
    { name: `client.${hashOf(client)}.js`, script: client },
    { name: extraName, script: extra },
  ];
}
