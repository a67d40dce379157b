/**
 * @module `npm run build:core`: the core by wasm-pack, into `wasm/pkg`, which is committed. Needs Rust with the target
 * wasm32-unknown-unknown: a rustup toolchain named `wasm` when there is one, else the active toolchain with that target added.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { environment, giveUp, has, root, run, say, setup } from "../../src/cli/setup.mjs";
import { hashSources, recordedAt } from "./core-sources.mjs";

const TARGET = "wasm32-unknown-unknown";
const PACK = ["build", "--target", "web", "--release", "--no-pack", "--no-gitignore"];

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
say("building the core (wasm-pack)");
rmSync(recordedAt, { force: true });
if (run("wasm-pack", [...PACK, "--out-name", "core", "--out-dir", "pkg", "wasm"], rust) !== 0)
  process.exit(1);
writeFileSync(recordedAt, `${hashSources()}\n`);
const file = `${root}wasm/pkg/core_bg.wasm`;
const gzip = gzipSync(readFileSync(file), { level: 9 }).length;
say(`core ${statSync(file).size} bytes, ${gzip} gzip`);
