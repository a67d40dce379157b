/**
 * @module Sizes that only grow when somebody decides so. The client is counted as a browser fetches it: every byte until the first
 * click is handled, compressed.
 */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { clientScript, extraScript } from "../../src/http/client-script.generated.ts";

const MAX_CLIENT_GZIP_BYTES = 8_192;
const MAX_EXTRA_GZIP_BYTES = 4_096;
const MAX_CORE_GZIP_BYTES = 100_000;

const gzipBytes = (data: string | Uint8Array): number => gzipSync(data, { level: 9 }).length;

test("[B1] the client is at most 8 kB", () => {
  expect(gzipBytes(clientScript.script)).toBeLessThanOrEqual(MAX_CLIENT_GZIP_BYTES);
});

test("[B1] what it loads when idle is at most 4 kB", () => {
  expect(gzipBytes(extraScript.script)).toBeLessThanOrEqual(MAX_EXTRA_GZIP_BYTES);
});

test("the core that a Worker ships is at most 100 kB", () => {
  const core = readFileSync(new URL("../../wasm/pkg/core_bg.wasm", import.meta.url));
  expect(gzipBytes(core)).toBeLessThanOrEqual(MAX_CORE_GZIP_BYTES);
});
