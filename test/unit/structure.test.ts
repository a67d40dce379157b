/**
 * @module What must stand in one place only: running a handler, writing to a connection, reading the secret.
 */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const root = new URL("../../src/", import.meta.url);
const sources = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".generated.ts"))
  .map((name) => [name, readFileSync(new URL(name, root), "utf8")] as const);

/** Files in which `pattern` occurs. */
function filesWith(pattern: RegExp): string[] {
  return sources.filter(([, source]) => pattern.test(source)).map(([name]) => name);
}

test.each([
  ["handlers are run", /\.method\.(apply|call)\(|\bhandler\.method\(/, "session/dispatch.ts"],
  ["a page is written to", /connection\.send\(/, "session/send.ts"],
  ["a socket is written to", /socket\.send\(/, "platform/cloudflare-connections.ts"],
  ["the secret is read", /\.DORMOUSE_SECRET\b/, "security/secret.ts"],
  ["the clock is read", /Date\.now\(\)|new Date\(\)|performance\.now\(\)/, "platform/clock.ts"],
  ["timers are set", /setTimeout\(|setInterval\(/, "platform/clock.ts"],
])("%s in one place", (_, pattern, place) => {
  const outside = (name: string): boolean => !/^(cli|testing)\//.test(name);
  expect(filesWith(pattern).filter(outside)).toEqual([place]);
});
