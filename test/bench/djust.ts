/**
 * @module djust, a LiveView for Django, as a peer: its wheel is installed into `test/output` once, where there is Python with pip
 * and a wheel for it, and its engine measured in a process of its own. Where not, one line says so: no benchmark fails for it.
 */
import { execFileSync } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Measurement, summarise } from "./measure.ts";

const VERSION = "1.2.6";
const FOLDER = fileURLToPath(new URL(`../output/djust-${VERSION}/`, import.meta.url));
const SCRIPT = fileURLToPath(new URL("djust.py", import.meta.url));
const INSTALL_MS = 120_000;
const MEASURE_MS = 600_000;

type Found = Readonly<Record<string, { readonly times: number[]; readonly bytes: number }>>;

function run(command: string, args: readonly string[], timeout: number): string {
  const options = { encoding: "utf8", timeout, stdio: "pipe", maxBuffer: 2 ** 26 } as const;
  return execFileSync(command, args, options);
}

/** The engine's file, installed. */
function install(): string {
  const find = (): string | undefined =>
    globSync(`${FOLDER}lib/python*/site-packages/djust/_rust*.so`)[0];
  const found = find();
  if (found !== undefined) return found;
  if (!existsSync(`${FOLDER}bin/python`)) run("python3", ["-m", "venv", FOLDER], INSTALL_MS);
  // Its dependencies are those of the framework; the engine has none.
  const wheel = ["--only-binary", ":all:", "--no-deps", `djust==${VERSION}`];
  run(`${FOLDER}bin/python`, ["-m", "pip", "install", "--quiet", ...wheel], INSTALL_MS);
  const installed = find();
  if (installed === undefined) throw new Error("the wheel has no engine in it");
  return installed;
}

/** What djust takes, by the name of the change; empty when it cannot be had. */
export function djustBench(samples: number, sizes: readonly number[]): Map<string, Measurement> {
  try {
    const args = [SCRIPT, install(), String(samples), ...sizes.map(String)];
    const found = JSON.parse(run(`${FOLDER}bin/python`, args, MEASURE_MS)) as Found;
    return new Map(
      Object.entries(found).map(([name, { times, bytes }]) => [
        name,
        { ...summarise(`${name}, djust ${VERSION}`, "µs", times), bytes },
      ]),
    );
  } catch (error) {
    const [why] = (error instanceof Error ? error.message : String(error)).split("\n");
    process.stdout.write(`djust is not measured: ${why}\n`);
    return new Map();
  }
}
