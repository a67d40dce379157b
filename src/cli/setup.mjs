/**
 * @module Makes a fresh clone ready, and is quick when it is: dependencies, a secret for development, the client script, the
 * gallery's programs, and, for tests, Chromium. Plain JavaScript without dependencies, because it is what installs
 * them, on whatever Node ≥ 20 the machine has; everything after it runs on the Node that npm installed.
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, lstatSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

const OLDEST_NODE = 20;
const stamp = join(root, "node_modules", ".installed-lock");
const path = (...parts) => join(root, ...parts);

/** Says what is being done. */
export function say(text) {
  process.stdout.write(`dormouse: ${text}\n`);
}

/** Ends the program with a reason that says what to do. */
export function giveUp(text) {
  process.stderr.write(`dormouse: ${text}\n`);
  process.exit(1);
}

/** The environment in which the project's own Node and tools come first. */
export function environment(extra = {}) {
  return {
    ...process.env,
    // A half-finished answer to a question nobody sees would hang the terminal.
    WRANGLER_SEND_METRICS: "false",
    ...extra,
    PATH: `${path("node_modules", ".bin")}${delimiter}${process.env.PATH ?? ""}`,
  };
}

/** Runs a program to its end with our terminal; answers its exit code. */
export function run(command, args, extra = {}) {
  const { status, signal, error } = spawnSync(command, args, {
    cwd: root,
    env: environment(extra),
    stdio: "inherit",
  });
  if (error) process.stderr.write(`dormouse: ${command} could not be run: ${error.message}\n`);
  return signal ? 1 : (status ?? 1);
}

/** Runs a program until it or we are told to stop, then ends with its exit code. */
export function become(command, args, extra = {}) {
  const child = spawn(command, args, { cwd: root, env: environment(extra), stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => giveUp(`${command} could not be run: ${error.message}`));
  child.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

/** Whether a program can be run. */
export function has(command, args = ["--version"]) {
  const { status } = spawnSync(command, args, { env: environment(), stdio: "ignore" });
  return status === 0;
}

function lockHash() {
  return createHash("sha256")
    .update(readFileSync(path("package-lock.json")))
    .digest("hex");
}

/** Somebody ran `npm install` by hand after the lock file last changed. */
function installedByHand() {
  const installed = path("node_modules", ".package-lock.json");
  return (
    !existsSync(stamp) &&
    existsSync(installed) &&
    statSync(installed).mtimeMs >= statSync(path("package-lock.json")).mtimeMs
  );
}

function installDependencies() {
  const hash = lockHash();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  if (!installedByHand()) {
    // npm ci begins with emptying the folder, and would empty that of the project the link leads to.
    if (lstatSync(path("node_modules"), { throwIfNoEntry: false })?.isSymbolicLink())
      giveUp(
        "node_modules is a symbolic link, and not what package-lock.json asks for: run npm ci where it leads, or remove the link",
      );
    say("installing dependencies (npm ci, about a minute)");
    // npm ci takes PATH's npm; engine warnings are about the Node that only starts us.
    if (run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]) !== 0) {
      giveUp("npm ci failed; see above");
    }
  }
  writeFileSync(stamp, hash);
}

function writeSecret() {
  const file = path(".dev.vars");
  const had = existsSync(file) ? readFileSync(file, "utf8") : "";
  if (/^\s*DORMOUSE_SECRET\s*=/m.test(had)) return;
  const gap = had === "" || had.endsWith("\n") ? "" : "\n";
  const lines = `DORMOUSE_SECRET=${randomBytes(32).toString("base64url")}\n`;
  writeFileSync(file, had + gap + lines, { mode: 0o600 });
  say("wrote a random DORMOUSE_SECRET to .dev.vars");
}

const CHROMIUMS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/opt/google/chrome/chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The browser's executable, or undefined. */
function findChromium() {
  return [process.env.CHROMIUM, ...CHROMIUMS].find((file) => file && existsSync(file));
}

/** The browser's executable; installed where that can be done without asking. */
export function chromium() {
  const found = findChromium();
  if (found) return found;
  if (process.getuid?.() === 0 && has("apt-get")) {
    say("installing Chromium for the browser tests (apt-get)");
    const quiet = { DEBIAN_FRONTEND: "noninteractive" };
    run("apt-get", ["update", "-qq"], quiet);
    run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], quiet);
    const installed = findChromium();
    if (installed) return installed;
  }
  return giveUp(
    "the browser tests need Chromium: install it (Debian: sudo apt-get install chromium), or set CHROMIUM to its path",
  );
}

/** Client script and programs, when their sources changed. */
export function build() {
  const code = run("node", ["src/cli/project.mjs"]);
  if (code !== 0) process.exit(code);
}

/** Everything but Chromium. */
export function setup() {
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
    giveUp(`Node ${process.versions.node} is too old: install Node ${OLDEST_NODE} or newer`);
  }
  installDependencies();
  writeSecret();
}
