/**
 * @module `npm test`: everything, from a fresh clone. Rust's tests run where there is Rust; what else there is runs in Vitest
 * (units in Node, the gallery in workerd, whole pages in Chromium), size budgets and the check of SPEC.md included. With
 * arguments (`npm test -- --project unit`) only Vitest runs, with them.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { build, chromium, environment, has, root, run, say, setup } from "../../src/cli/setup.mjs";

const report = `${root}test/output/vitest.json`;
const args = process.argv.slice(2);
const asked = args.length > 0;

/** Passed and failed of one runner. */
function count(passed, failed, ok) {
  // A runner that fails without a failed test (a file that does not load) has failed all the same.
  return { passed, failed: ok ? failed : Math.max(1, failed) };
}

function rust() {
  if (asked) return count(0, 0, true);
  if (!has("cargo")) {
    say("no cargo: the core's own tests are skipped; the built core is tested all the same");
    return count(0, 0, true);
  }
  say("cargo test");
  const { status, stdout } = spawnSync("cargo", ["test", "--quiet"], {
    cwd: `${root}wasm`,
    env: environment(),
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  process.stdout.write(stdout ?? "");
  const sum = (word) => {
    const found = (stdout ?? "").matchAll(new RegExp(`^test result:.*?(\\d+) ${word}`, "gm"));
    return [...found].reduce((total, [, n]) => total + Number(n), 0);
  };
  return count(sum("passed"), sum("failed"), status === 0);
}

function vitest() {
  const needsBrowser = !args.includes("--project") || args.includes("browser");
  const browser = needsBrowser ? { CHROMIUM: chromium() } : {};
  mkdirSync(`${root}test/output`, { recursive: true });
  rmSync(report, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const config = ["--root", root, "--config", "test/vitest.config.ts"];
  const status = run("vitest", ["run", ...config, ...reporters, ...args], browser);
  if (!existsSync(report)) return count(0, 1, false);
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, "utf8"));
  return count(numPassedTests, numFailedTests, status === 0);
}

setup();
build();
const results = [rust(), vitest()];
const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failed, 0);
say(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
