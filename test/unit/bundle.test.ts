/**
 * @module What a Worker ships: only what its app uses. Bundled as wrangler does it.
 */
import { build } from "esbuild";
import { expect, test } from "vitest";

/** Files that are in the bundle of a module, with at least one byte. */
async function filesOf(contents: string): Promise<string[]> {
  const { metafile } = await build({
    stdin: { contents, resolveDir: "examples", sourcefile: "worker.ts", loader: "ts" },
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    target: "esnext",
    external: ["cloudflare:workers", "*.wasm"],
    tsconfig: "examples/tsconfig.json",
    logLevel: "silent",
  });
  const [output] = Object.values(metafile.outputs);
  return Object.entries(output?.inputs ?? {})
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([file]) => file);
}

const worker = (view: string, file: string): string => `
import { dormouse } from "dormouse-live";
import { ${view} as View } from "${file}";
const live = dormouse({ views: { View }, templates: {} });
export class LiveSession extends live.LiveSession {}
export class Room extends live.Room {}
export default live.routes;
`;

const ofQueries = (file: string): boolean =>
  /drizzle-orm|src\/query\/(query|planner|schema)\.ts/.test(file);

test("[J11] a Worker without queries ships neither planner nor Drizzle", async () => {
  const files = await filesOf(worker("Counter", "./counter/counter.ts"));
  expect(files).toContain("src/session/queries.ts");
  expect(files.filter(ofQueries)).toEqual([]);
});

test("a Worker with a query ships both", async () => {
  const files = await filesOf(worker("Book", "./library/book.ts"));
  const parts = new Set(
    files.filter(ofQueries).map((file) => /drizzle-orm|\w+\.ts$/.exec(file)?.[0]),
  );
  expect(parts).toEqual(new Set(["drizzle-orm", "planner.ts", "query.ts", "schema.ts"]));
  // What the app imports for its effect alone: where the tables are.
  expect(files).toContain("examples/library/data.ts");
});
