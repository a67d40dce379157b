/**
 * @module `npm run check`: types, lint, layers, format; Rust's too where there is Rust. Everything runs, so that one call tells
 * all; `npm run check -- --fix` formats first.
 */
import { build, has, root, run, say, setup } from "../../src/cli/setup.mjs";

const PROJECTS = ["src", "src/cli", "client", "test", "test/workerd", "examples"];
const LINTED = ["src", "client", "test", "examples"];
const manifest = `${root}wasm/Cargo.toml`;

const fix = process.argv.includes("--fix");
const hasRust = has("cargo", ["fmt", "--version"]) && has("cargo", ["clippy", "--version"]);

const formatters = [
  ["format", "oxfmt", fix ? [] : ["--check"]],
  ...(hasRust
    ? [
        [
          "format of the core",
          "cargo",
          ["fmt", "--manifest-path", manifest, ...(fix ? [] : ["--check"])],
        ],
      ]
    : []),
];
const checks = [
  ...PROJECTS.map((project) => [`types of ${project}`, "tsc", ["-p", project]]),
  ["lint and layers", "oxlint", LINTED],
  ...(hasRust
    ? [
        [
          "lint of the core",
          "cargo",
          [
            "clippy",
            "--quiet",
            "--manifest-path",
            manifest,
            "--all-targets",
            "--",
            "-D",
            "warnings",
          ],
        ],
      ]
    : []),
];

setup();
build();
if (!hasRust) say("no cargo with rustfmt and clippy: the core's sources are not checked");
const failed = [];
for (const [name, command, args] of [...formatters, ...checks]) {
  if (run(command, args) !== 0) failed.push(name);
}
if (failed.length > 0) say(`failed: ${failed.join(", ")}`);
else say(`${formatters.length + checks.length} checks passed`);
process.exitCode = failed.length === 0 ? 0 : 1;
