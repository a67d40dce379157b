/**
 * @module `npm run build:package`: what is published. JavaScript and declarations, since Node strips no types under node_modules and
 * an app's compiler must not check our sources with its own flags.
 */
import { copyFileSync, rmSync } from "node:fs";
import { build, root, run, setup } from "./setup.mjs";

const EMIT = [
  "--noEmit",
  "false",
  "--rewriteRelativeImportExtensions",
  "--rootDir",
  "src",
  "--outDir",
  "dist",
];

setup();
build();
rmSync(`${root}dist`, { recursive: true, force: true });
for (const project of ["src", "src/cli"]) {
  if (run("tsc", ["-p", project, ...EMIT]) !== 0) process.exit(1);
}
// Written in JavaScript, because of an import that the compiler cannot read; so it is not compiled.
for (const file of ["core-module.js", "core-module.d.ts"]) {
  copyFileSync(`${root}src/engine/${file}`, `${root}dist/engine/${file}`);
}
