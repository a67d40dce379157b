/**
 * @module Fuzzes the core with coverage: `node test/tools/fuzz.mjs [seconds for each target]`. Templates, programs, values, frames
 * and addresses of any bytes must give an answer or an error; a panic, a hang or 2 GB of memory is a failure, and its input
 * is left in `wasm/fuzz/artifacts`. Needs cargo-fuzz (`cargo install --locked cargo-fuzz`) and a C++ compiler; without
 * them it says so and does nothing.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environment, has, root, say } from "../../src/cli/setup.mjs";

const TARGETS = ["template", "program", "page", "resolve"];
const seconds = Number(process.argv[2] ?? 30);
const limits = ["-timeout=10", "-rss_limit_mb=2048", `-max_total_time=${seconds}`];

/** Coverage needs no nightly compiler, only one that takes its flags; sanitizers would need its own standard library. */
function fuzz(target) {
  const found = mkdtempSync(join(tmpdir(), "dormouse-fuzz-"));
  // What is found on the way goes there, so that the committed corpus stays small.
  const corpora = [found, `corpus/${target}`];
  const { status, stderr } = spawnSync(
    "cargo",
    ["fuzz", "run", "--sanitizer", "none", "--fuzz-dir", ".", target, ...corpora, "--", ...limits],
    {
      cwd: `${root}wasm/fuzz`,
      env: { ...environment(), RUSTC_BOOTSTRAP: "1" },
      stdio: ["ignore", "inherit", "pipe"],
      encoding: "utf8",
      maxBuffer: 256 * 1024 * 1024,
    },
  );
  rmSync(found, { recursive: true, force: true });
  const runs = /^Done (\d+) runs/m.exec(stderr)?.[1];
  if (status === 0 && runs !== undefined) say(`fuzz ${target}: ${runs} runs`);
  else say(`fuzz ${target} FAILED\n${stderr.slice(-4000)}`);
  return status === 0;
}

if (!has("cargo", ["fuzz", "--version"]) || !has("c++")) {
  say(
    "no cargo-fuzz or no C++ compiler: the core is not fuzzed (cargo install --locked cargo-fuzz)",
  );
} else {
  const failed = TARGETS.filter((target) => !fuzz(target));
  process.exitCode = failed.length === 0 ? 0 : 1;
}
