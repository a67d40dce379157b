/**
 * @module What `npm start` does to a fresh clone before anything is installed: a clone of its own, with the lock file, `setup.mjs`
 * and an npm that only writes down how it was called.
 */
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const SETUP = new URL("../../src/cli/setup.mjs", import.meta.url);

let folder: string;
const inFolder = (...parts: string[]): string => join(folder, ...parts);

/** A folder as npm leaves it, with an npm in it. */
function install(at: string): void {
  mkdirSync(join(at, ".bin"), { recursive: true });
  const npm = `#!/bin/sh\necho "$@" > "${inFolder("npm-was-run")}"\n`;
  writeFileSync(join(at, ".bin", "npm"), npm, { mode: 0o755 });
}

const setUp = (): { status: number | null; stderr: string } =>
  spawnSync(
    process.execPath,
    ["--eval", `import("./src/cli/setup.mjs").then(({ setup }) => setup())`],
    { cwd: inFolder("clone"), encoding: "utf8" },
  );

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "setup-"));
  mkdirSync(inFolder("clone", "src", "cli"), { recursive: true });
  cpSync(SETUP, inFolder("clone", "src", "cli", "setup.mjs"));
  writeFileSync(inFolder("clone", "package-lock.json"), "{}");
});

afterEach(() => rmSync(folder, { recursive: true }));

test("what is not installed is installed by npm ci", () => {
  install(inFolder("clone", "node_modules"));
  expect(setUp().status).toBe(0);
  expect(readFileSync(inFolder("npm-was-run"), "utf8")).toMatch(/^ci /);
});

test("npm ci never runs through a symbolic link: it would empty the folder of somebody else", () => {
  install(inFolder("theirs"));
  symlinkSync(inFolder("theirs"), inFolder("clone", "node_modules"));
  const { status, stderr } = setUp();
  expect(status).toBe(1);
  expect(stderr).toContain("node_modules is a symbolic link");
  expect(existsSync(inFolder("npm-was-run"))).toBe(false);
});
