/**
 * @module `npm run bench`: everything; `npm run bench -- core operations`: parts. Prints tables; writes `test/output/bench.json` with the
 * commit and the machine, so that figures in documents can be traced.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { bytesBench } from "./bytes.bench.ts";
import { clientBench } from "./client.bench.ts";
import { coreBench } from "./core.bench.ts";
import { dataBench } from "./data.bench.ts";
import { loadBench } from "./load.bench.ts";
import type { Measurement } from "./measure.ts";
import { operationsBench } from "./operations.bench.ts";
import { pageBench } from "./page.bench.ts";
import { sessionBench } from "./session.bench.ts";
import { turnsBench } from "./turns.bench.ts";
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

/** What can be asked for by name. */
const PARTS: { readonly [name: string]: () => Promise<Measurement[]> } = {
  core: coreBench,
  workerd: workerdBench,
  data: dataBench,
  page: pageBench,
  operations: operationsBench,
  client: clientBench,
  turns: turnsBench,
  session: sessionBench,
  bytes: bytesBench,
  load: loadBench,
};

const asked = process.argv.slice(2);
const measurements: Measurement[] = [];
for (const name of asked.length > 0 ? asked : Object.keys(PARTS)) {
  const part = PARTS[name];
  if (part === undefined) throw new Error(`no part ${name}: ${Object.keys(PARTS).join(", ")}`);
  measurements.push(...(await part()));
}
const machine = `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}, Node ${process.version}`;
mkdirSync(`${ROOT}test/output`, { recursive: true });
writeFileSync(
  `${ROOT}test/output/bench.json`,
  JSON.stringify({ commit: commit(), machine, measurements }, null, 1),
);
process.stdout.write(`${machine}, commit ${commit()}\n`);
