/**
 * @module drizzle-kit's settings: `npm run migrations` compares `schema.ts` with what `migrations/` says and writes the difference there.
 */
import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "sqlite",
  schema: "./examples/library/schema.ts",
  out: "./migrations",
});
