/**
 * @module `npm test`: everything, from a fresh clone. Rust's tests run where there is Rust; what else there is runs in Vitest
 * (units in Node, the gallery in workerd, whole pages in Chromium), size budgets and the check of SPEC.md included. Pages in
 * Chromium mostly wait, so everything else runs beside them and is printed when it is over. With arguments
 * (`npm test -- --project unit`) only Vitest runs, with them.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { build, chromium, environment, has, root, say, setup } from "../../src/cli/setup.mjs";

const output = `${root}test/output`;
const args = process.argv.slice(2);

/** Passed and failed of one runner. */
function count(passed, failed, ok) {
  // A runner that fails without a failed test (a file that does not load) has failed all the same.
  return { passed, failed: ok ? failed : Math.max(1, failed) };
}

/** Runs a program to its end. @param isHeard whether it has the terminal; else what it prints is kept */
function runProgram(command, given, { isHeard, cwd = root, extra = {} }) {
  const stdio = isHeard ? "inherit" : ["ignore", "pipe", "pipe"];
  const child = spawn(command, given, { cwd, env: environment(extra), stdio });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  let printed = "";
  for (const stream of isHeard ? [] : [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text) => (printed += text));
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ ok: false, printed: `${command}: ${error.message}\n` }));
    child.on("close", (code) => resolve({ ok: code === 0, printed }));
  });
}

async function rust() {
  if (!has("cargo")) {
    say("no cargo: the core's own tests are skipped; the built core is tested all the same");
    return count(0, 0, true);
  }
  say("cargo test");
  const cwd = `${root}wasm`;
  const { ok, printed } = await runProgram("cargo", ["test", "--quiet"], { isHeard: false, cwd });
  process.stdout.write(printed);
  const sum = (word) => {
    const found = printed.matchAll(new RegExp(`^test result:.*?(\\d+) ${word}`, "gm"));
    return [...found].reduce((total, [, n]) => total + Number(n), 0);
  };
  return count(sum("passed"), sum("failed"), ok);
}

/** @param name of the report */
async function vitest(name, given, { isHeard, extra = {} }) {
  const report = `${output}/vitest-${name}.json`;
  rmSync(report, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const config = ["--root", root, "--config", "test/vitest.config.ts"];
  const all = ["run", ...config, ...reporters, ...given];
  const { ok, printed } = await runProgram("vitest", all, { isHeard, extra });
  process.stdout.write(printed);
  if (!existsSync(report)) return count(0, 1, false);
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, "utf8"));
  return count(numPassedTests, numFailedTests, ok);
}

/** What was asked for. */
function asked() {
  const needsBrowser = !args.includes("--project") || args.includes("browser");
  const extra = needsBrowser ? { CHROMIUM: chromium() } : {};
  return [vitest("asked", args, { isHeard: true, extra })];
}

async function beside() {
  const core = await rust();
  const rest = ["--project", "unit", "--project", "workerd"];
  const other = await vitest("beside", rest, { isHeard: false });
  return count(core.passed + other.passed, core.failed + other.failed, true);
}

function everything() {
  const extra = { CHROMIUM: chromium() };
  return [vitest("browser", ["--project", "browser"], { isHeard: true, extra }), beside()];
}

setup();
build();
mkdirSync(output, { recursive: true });
const results = await Promise.all(args.length > 0 ? asked() : everything());
const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failed, 0);
say(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
