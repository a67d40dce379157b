/**
 * @module `dormouse check` on folders of templates for one app (`test/fixtures/check`): seeded faults with every finding and its
 * place, and templates in which nothing is wrong, whatever the language forgives there.
 */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Inspection } from "../../src/cli/check.ts";
import { check } from "../../src/cli/check.ts";
import { reword } from "../../src/cli/check-messages.ts";
import { main } from "../../src/cli/main.ts";
import { DormouseError } from "../../src/errors/error.ts";
import { printed } from "../support/printed.ts";

const FIXTURES = "test/fixtures/check";
const APP = `${FIXTURES}/app.ts`;

// Each test runs a compiler; how long that takes decides nothing.
vi.setConfig({ testTimeout: 300_000 });

let out: string;
const output = printed();
beforeEach(async () => {
  // Inside of the project: the compiler looks for packages from here on upwards.
  await mkdir(".dormouse", { recursive: true });
  out = await mkdtemp(join(".dormouse", "check-"));
});
afterEach(async () => {
  await rm(out, { recursive: true });
});

const findings = (): string => output.text.replace(/^dormouse: .*\n/m, "");

async function checkOf(
  files: { readonly [name: string]: string },
  inspections: readonly Inspection[] = [],
): Promise<number> {
  const folder = join(out, "templates");
  await mkdir(folder);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return check({ folder, out, app: APP }, inspections);
}

test("[B8] every seeded fault is found, in its place", async () => {
  expect(await check({ folder: `${FIXTURES}/faulty`, out, app: APP })).toBe(1);
  await expect(findings()).toMatchFileSnapshot(`../fixtures/check/faulty.expected`);
});

test("[B8] nothing is found where nothing is wrong", async () => {
  expect(await main(["check", `${FIXTURES}/valid`, "--out", out, "--app", APP])).toBe(0);
  expect(findings()).toBe("");
});

const QUERIES = `${FIXTURES}/queries`;

test("[J12] whatever the planner refuses is found, in its place, beside the types", async () => {
  const args = ["check", `${QUERIES}/faulty`, "--out", out, "--app", `${QUERIES}/app.ts`];
  expect(await main(args)).toBe(1);
  await expect(findings()).toMatchFileSnapshot(`../fixtures/check/queries/faulty.expected`);
});

test("[J12] nothing is found in queries that can be planned, whatever their config needs", async () => {
  const args = ["check", `${QUERIES}/valid`, "--out", out, "--app", `${QUERIES}/app.ts`];
  expect(await main(args)).toBe(0);
  expect(findings()).toBe("");
});

test("[J12] an app that cannot be loaded outside of a Worker says why", async () => {
  const app = join(out, "app.ts");
  const from = JSON.stringify(`../../${QUERIES}/app.ts`);
  await writeFile(app, `export { LiveSession } from ${from};\nthrow new TypeError("no socket");\n`);
  await writeFile(join(out, "tsconfig.json"), `{ "extends": "../../${FIXTURES}/tsconfig.json" }`);
  expect(await main(["check", `${QUERIES}/valid`, "--out", out, "--app", app])).toBe(2);
  expect(output.text).toMatch(
    /^check\.failed: the app cannot be loaded: TypeError: no socket\nhint: /,
  );
});

test("a place is right after a tab, a carriage return and an emoji", async () => {
  await checkOf({ "paths.html": "<p>😀</p>\r\n\t<b>😀{{ tabb }}</b>\r\n" });
  expect(findings()).toBe(
    "paths.html:2:10 check.type `tabb` does not exist on `Paths`: did you mean `tab`? (TS2551)\n" +
      "  2 | \t<b>😀{{ tabb }}</b>\n" +
      "    | \t        ^^^^\n",
  );
});

test("a template that does not compile is told among the others", async () => {
  expect(await checkOf({ "paths.html": "{{ tabb }}", "tags.html": "{{ tab|nope }}" })).toBe(1);
  expect(findings().match(/^\S+ \S+/gm)).toEqual([
    "paths.html:1:4 check.type",
    "tags.html:1:8 template.unknown-filter",
  ]);
});

test("an app that does not compile says so", async () => {
  const app = join(out, "app.ts");
  await writeFile(
    app,
    `export { LiveSession } from "../../${APP}";\nexport const wrong: string = 3;\n`,
  );
  await writeFile(join(out, "tsconfig.json"), `{ "extends": "../../${FIXTURES}/tsconfig.json" }`);
  expect(await check({ folder: `${FIXTURES}/valid`, out, app })).toBe(1);
  expect(findings()).toMatch(/^check\.failed \.\.\/app\.ts:2 Type 'number' .*; the app itself/);
});

test("rows are called after their tables", () => {
  const table = '{ table: T<{ name: "books"; columns: { id: C<{ name: string }, {}> }>; }';
  const complain = (type: string): string | null => {
    const message = `Property 'x' does not exist on type '${type}'.`;
    return reword({ file: "", line: 1, column: 1, code: "TS2339", message });
  };
  expect(complain(`RowOf<${table}>`)).toBe("`x` does not exist on `books` (TS2339)");
  expect(complain(`Rows<${table}>`)).toBe("`x` does not exist on `Rows<books>` (TS2339)");
  expect(complain(`Row<{ f: () => A<B> }, "tags"> | null`)).toContain("on `tags | null`");
});

test("without an app there is nothing to check against", async () => {
  expect(await check({ folder: `${FIXTURES}/valid`, out, app: "nowhere.ts" })).toBe(2);
  expect(output.text).toMatch(/^check\.failed: there is no .*nowhere\.ts/);
});

test("what an inspection finds is told in its place, among the others", async () => {
  const inspect: Inspection = async ({ templates, sources }) => {
    const [template] = templates;
    const place = { template: template?.name ?? "", line: 1, column: 1, length: 2 };
    const location = { ...place, source: sources[place.template] ?? "" };
    return Promise.resolve([new DormouseError("build.failed", "seen", { location, hint: "so" })]);
  };
  expect(await checkOf({ "paths.html": "{{ tabb }}" }, [inspect])).toBe(1);
  expect(findings()).toMatch(
    /^paths\.html:1:1 build\.failed seen; so\n {2}1 \| \{\{ tabb \}\}\n {4}\| \^\^\npaths\.html:1:4 check\.type /,
  );
});
