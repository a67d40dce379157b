/**
 * @module `npm run bench`: every benchmark, with what it ran on.
 */
import { execFileSync } from "node:child_process";
import { cpus } from "node:os";
import { coreBench } from "./core.bench.ts";

function commit(): string {
  try {
    return execFileSync("git", ["describe", "--always", "--dirty"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    // Not a clone: a tarball has no commit.
    return "unknown commit";
  }
}

const [cpu] = cpus();
console.log(
  `${commit()}, Node ${process.versions.node}, ${cpus().length} × ${cpu?.model ?? "unknown CPU"}`,
);
await coreBench();
