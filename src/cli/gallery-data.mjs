/**
 * @module The gallery's database on this machine: migrations, then the seed, when either changed since they were last applied.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { environment, giveUp, root, say } from "./setup.mjs";
import { spawnSync } from "node:child_process";

const DATABASE = "library";
const SEED = "examples/library/seed.sql";

/** Hash of everything that makes the data. */
function fingerprint() {
  const hash = createHash("sha256");
  const migrations = join(root, "migrations");
  for (const name of readdirSync(migrations).toSorted()) {
    hash.update(name).update(readFileSync(join(migrations, name, "migration.sql")));
  }
  return hash.update(readFileSync(join(root, SEED))).digest("hex");
}

/** wrangler talks a lot; it is heard when it fails. Without a terminal it asks nothing. */
function wrangler(state, ...args) {
  const { status, stdout, stderr } = spawnSync(
    "wrangler",
    ["d1", ...args, "--local", "--persist-to", state],
    { cwd: root, env: environment(), stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" },
  );
  if (status !== 0) giveUp(`wrangler d1 ${args.join(" ")} failed:\n${stdout ?? ""}${stderr ?? ""}`);
}

/** Makes the data under `state`, wrangler's folder. Quick when nothing changed. */
export function prepareData(state) {
  const stamp = join(root, state, "library.stamp");
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  say("preparing the library's 5,000 books (a few seconds)");
  wrangler(state, "migrations", "apply", DATABASE);
  wrangler(state, "execute", DATABASE, "--file", SEED);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}
