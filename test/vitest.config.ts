/**
 * @module All test projects: `unit` runs in Node, `workerd` inside the Workers runtime with the gallery as its Worker,
 * `browser` in Node, driving a whole Worker and Chromium. Programs and client script must have been built (`npm test` does).
 */
import { fileURLToPath } from "node:url";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { dormouse } from "../src/cli/vite.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const alias = { "dormouse-live": `${root}src/index.ts` };

/** Worker threads of this machine are shared with workerd and Chromium. */
const BROWSER_TIMEOUT_MS = 60_000;

/** Of the gallery's database, for `applyD1Migrations`. */
const migrations = await readD1Migrations({
  projectPath: root,
  migrationsDir: "migrations",
  migrationsPattern: "migrations/*/migration.sql",
});

export default defineConfig({
  root,
  test: {
    projects: [
      {
        root,
        resolve: { alias },
        plugins: [dormouse()],
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          server: { deps: { external: [/core-module\.js$/] } },
        },
      },
      {
        root,
        resolve: { alias },
        plugins: [
          dormouse(),
          cloudflareTest({
            wrangler: { configPath: `${root}wrangler.toml` },
            miniflare: {
              d1Databases: ["LIBRARY", "ORDERS", "OTHER"],
              queueProducers: { REPORTS: "reports" },
              bindings: {
                DORMOUSE_SECRET: "a secret that only the tests know",
                DORMOUSE_DEV: "1",
                SCHEDULES: process.env["SCHEDULES"] ?? "200",
                MIGRATIONS: migrations,
                FIRST_SCHEDULE: process.env["FIRST_SCHEDULE"] ?? "1",
              },
            },
          }),
        ],
        test: { name: "workerd", include: ["test/workerd/**/*.test.ts"] },
      },
      {
        root,
        resolve: { alias },
        plugins: [dormouse()],
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          testTimeout: BROWSER_TIMEOUT_MS,
          hookTimeout: BROWSER_TIMEOUT_MS,
          fileParallelism: false,
        },
      },
    ],
  },
});
