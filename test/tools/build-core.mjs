/**
 * @module `npm run build:core`: the core by wasm-pack, twice, into `wasm/pkg`, which is committed: `core` is what Workers ship,
 * `compiler` is that and the compiler, for `dormouse build`. Needs Rust with the target wasm32-unknown-unknown: a rustup toolchain
 * named `wasm` when there is one, else the active toolchain with that target added.
 */
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { gzipSync } from "node:zlib";
import { environment, giveUp, has, root, run, say, setup } from "../../src/cli/setup.mjs";
import { hashSources, recordedAt } from "./core-sources.mjs";

const TARGET = "wasm32-unknown-unknown";
const PACK = ["build", "--target", "web", "--release", "--no-pack", "--no-gitignore"];
const BUILDS = [
  { name: "core", flags: ["--no-default-features"] },
  { name: "compiler", flags: [] },
];

function output(command, args) {
  const { status, stdout } = spawnSync(command, args, { env: environment(), encoding: "utf8" });
  return status === 0 ? stdout : "";
}

/** The environment that gives rustc the target. */
function toolchain() {
  if (/^wasm(\s|$)/m.test(output("rustup", ["toolchain", "list"])))
    return { RUSTUP_TOOLCHAIN: "wasm" };
  const libraries = output("rustc", ["--print", "target-libdir", "--target", TARGET]).trim();
  if (libraries !== "" && existsSync(libraries) && readdirSync(libraries).length > 0) return {};
  if (run("rustup", ["target", "add", TARGET]) !== 0) {
    giveUp(`Rust has no target ${TARGET}: rustup target add ${TARGET}`);
  }
  return {};
}

setup();
if (!has("cargo")) giveUp("the core needs Rust to be built: https://rustup.rs");
if (!has("wasm-pack")) giveUp("the core needs wasm-pack: cargo install --locked wasm-pack");
const rust = toolchain();
rmSync(recordedAt, { force: true });
for (const { name, flags } of BUILDS) {
  say(`building the ${name} (wasm-pack)`);
  // A folder each: wasm-pack optimises every module that it finds in it. Its glue for browsers is not taken over.
  const folder = `target/pack-${name}`;
  const out = ["--out-name", name, "--out-dir", folder, "wasm", "--", ...flags];
  if (run("wasm-pack", [...PACK, ...out], rust) !== 0) process.exit(1);
  for (const file of [`${name}_bg.wasm`, `${name}_bg.wasm.d.ts`]) {
    copyFileSync(`${root}wasm/${folder}/${file}`, `${root}wasm/pkg/${file}`);
  }
  const file = `${root}wasm/pkg/${name}_bg.wasm`;
  const gzip = gzipSync(readFileSync(file), { level: 9 }).length;
  say(`${name} ${statSync(file).size} bytes, ${gzip} gzip`);
}
writeFileSync(recordedAt, `${hashSources()}\n`);
