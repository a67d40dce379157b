/**
 * @module A hash of everything that the core is built from. `npm run build:core` records it beside the built core, and a
 * test compares, so that nobody commits sources and package that do not belong together.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const crate = fileURLToPath(new URL("../../wasm/", import.meta.url));

/** Where the hash is recorded. */
export const recordedAt = `${crate}pkg/source-hash.txt`;

function files() {
  const sources = readdirSync(`${crate}src`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".rs"))
    .map((entry) =>
      `${entry.parentPath ?? entry.path}/${entry.name}`.slice(crate.length).replaceAll("\\", "/"),
    );
  return [".cargo/config.toml", "Cargo.lock", "Cargo.toml", ...sources].toSorted((a, b) =>
    a < b ? -1 : 1,
  );
}

/** SHA-256 in hexadecimal. */
export function hashSources() {
  const hash = createHash("sha256");
  for (const file of files()) {
    const bytes = readFileSync(crate + file);
    hash.update(`${file}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest("hex");
}

/** Whether the built core is that of its sources. */
export function isCurrent() {
  return existsSync(recordedAt) && readFileSync(recordedAt, "utf8").trim() === hashSources();
}

if (process.argv[1] === fileURLToPath(import.meta.url) && !isCurrent()) {
  process.stderr.write("dormouse: wasm/pkg was built from other sources: npm run build:core\n");
  process.exitCode = 1;
}
