/**
 * @module `npm run bench`: the core alone in Node, the same inside workerd, then whole pages in Chromium. Prints tables; writes `test/output/bench.json` with the
 * commit and the machine, so that figures in documents can be traced.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { coreBench } from "./core.bench.ts";
import type { Measurement } from "./measure.ts";
import { pageBench } from "./page.bench.ts";
import { workerdBench } from "./workerd.bench.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

function commit(): string {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], {
      cwd: ROOT,
      encoding: "utf8",
    }).trim();
  } catch {
    // A tarball has no history; the figures then say so.
    return "unknown";
  }
}

const only = process.argv[2];
const measurements: Measurement[] = [];
if (only === undefined || only === "core") measurements.push(...(await coreBench()));
if (only === undefined || only === "core" || only === "workerd")
  measurements.push(...(await workerdBench()));
if (only === undefined || only === "page") measurements.push(...(await pageBench()));
const machine = `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}, Node ${process.version}`;
mkdirSync(`${ROOT}test/output`, { recursive: true });
writeFileSync(
  `${ROOT}test/output/bench.json`,
  JSON.stringify({ commit: commit(), machine, measurements }, null, 1),
);
process.stdout.write(`${machine}, commit ${commit()}\n`);
