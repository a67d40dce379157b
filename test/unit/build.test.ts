/**
 * @module `dormouse build` on folders of templates: what it writes, what it prints, and how it fails. Types are compared as text:
 * they are what an app's compiler sees.
 */
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { build } from "../../src/cli/build.ts";
import type { Templates } from "../../src/engine/types.ts";
import { printed } from "../support/printed.ts";

let folder: string;
const output = printed();
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "templates-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function buildOf(files: { readonly [name: string]: string }, dev = false): Promise<number> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return build({ folder, out: join(folder, "out"), dev });
}

const written = (name: string): Promise<string> => readFile(join(folder, "out", name), "utf8");

/** The type that a template alone in its folder asks for. */
async function needsOf(template: string): Promise<string> {
  expect(await buildOf({ "page.html": template })).toBe(0);
  const [, type] = /"page\.html": (.*);$/m.exec(await written("templates.d.ts")) ?? [];
  return type ?? "";
}

const BAD = 'first\n<p>{{ count|nope }} {% if "{{" %}x{% endif %}</p>';

test("[B2] a template that a view may name becomes a program; one whose name begins with _ does not", async () => {
  const files = { "page.html": '{% include "_part.html" %}', "_part.html": "<p>{{ count }}</p>" };
  expect(await buildOf(files)).toBe(0);
  const { templates } = (await import(pathToFileURL(join(folder, "out", "templates.js")).href)) as {
    templates: Templates;
  };
  expect(Object.keys(templates)).toEqual(["page.html"]);
  expect(templates["page.html"]?.build).toMatch(/^[0-9a-f]{16}$/);
  expect(templates["page.html"]?.program).toBeInstanceOf(Uint8Array);
  expect(templates["page.html"]?.program).toBe(templates["page.html"]?.program);
});

test("[B3] an error fails the build with its place, and writes nothing", async () => {
  expect(await buildOf({ "page.html": BAD })).toBe(1);
  expect(output.text).toMatchInlineSnapshot(`
    "template.unknown-filter: there is no filter \`nope\`
      --> page.html:2:13
      |
    2 | <p>{{ count|nope }} {% if "{{" %}x{% endif %}</p>
      |             ^^^^
    "
  `);
  await expect(stat(join(folder, "out"))).rejects.toThrow("ENOENT");
});

test("[B3] a mistake in a base template is told once", async () => {
  const child = '{% extends "base.html" %}';
  await buildOf({ "base.html": BAD, "a.html": child, "b.html": child });
  expect(output.text.match(/unknown-filter/g)).toHaveLength(1);
});

test("[B4] in development the error becomes the page, and the build succeeds", async () => {
  expect(await buildOf({ "page.html": BAD, "other.html": "<p>fine</p>" }, true)).toBe(0);
  expect(output.text).toContain("page.html:2:13");
  const module = await written("templates.js");
  expect(module).toContain("other.html");
  expect(await written("templates.d.ts")).toContain('"page.html": {}');
});

test("[B4] a build with errors is not taken for one without", async () => {
  await buildOf({ "page.html": BAD }, true);
  expect(await buildOf({})).toBe(1);
});

test("[B5] nothing is written when nothing changed", async () => {
  await buildOf({ "page.html": "<p>{{ count }}</p>" });
  const before = await stat(join(folder, "out", "templates.js"));
  await buildOf({});
  const after = await stat(join(folder, "out", "templates.js"));
  expect(after.ino).toBe(before.ino);
  expect(output.text).toContain("up to date");
});

test("a folder without templates says what a template is", async () => {
  expect(await buildOf({})).toBe(1);
  expect(output.text).toMatch(/^build\.no-templates: no \*\.html under /);
});

test.each([
  ["{{ count }}", "{ readonly count: Text }"],
  ["{% if flag %}x{% endif %}", "{ readonly flag: unknown }"],
  [
    "{{ a.b.c }}",
    "{ readonly a: { readonly b: { readonly c: Text } | null | undefined } | null | undefined }",
  ],
  [
    "{% for t in tags %}<i>{{ t }}</i>{% endfor %}",
    "{ readonly tags: Iterable<Text> | null | undefined }",
  ],
  [
    "{% for r in rows %}<i>{{ r.name }}</i>{% endfor %}",
    "{ readonly rows: Iterable<{ readonly name: Text; readonly id?: Text } | null | undefined> | null | undefined }",
  ],
  ["{{ rows|length }}", "{ readonly rows: Countable | null | undefined }"],
  [
    '{{ rows|slice:":3"|length }}',
    "{ readonly rows: (Iterable<unknown> & Countable) | null | undefined }",
  ],
  [
    '{% for r in rows|dictsort:"by.name" %}x{% endfor %}',
    "{ readonly rows: Iterable<{ readonly by: { readonly name: Text } | null | undefined } | null | undefined> | null | undefined }",
  ],
  ['<a href="{% querystring page=page %}">x</a>', "{ readonly page: Iterable<Text> | Text }"],
])("[B6] what %s needs", async (template, type) => {
  expect(await needsOf(template)).toBe(type);
});

test.each([
  ['<a do-click="go">x</a>', "{ go(): unknown }"],
  [
    '<a do-click="go(row.id, 3)">x</a>',
    "{ readonly row: { readonly id: Text } | null | undefined; go(a1: any, a2: number): unknown }",
  ],
  ['<input do-change="set($value)">', "{ set(value: any): unknown }"],
  [
    `<a do-click="go(1)">x</a><a do-click="go('x')">x</a>`,
    "{ go: ((a1: number) => unknown) & ((a1: string) => unknown) }",
  ],
])("[B6] what %s calls", async (template, type) => {
  expect(await needsOf(template)).toBe(type);
});

test("[B6] a recursive include makes a type that refers to itself", async () => {
  const tree = `{% for n in nodes %}<li>{{ n.title }}<ul>{% include "_tree.html" with nodes=n.children %}</ul></li>{% endfor %}`;
  await buildOf({
    "_tree.html": tree,
    "page.html": `<ul>{% include "_tree.html" with nodes=tree %}</ul>`,
  });
  const types = await written("templates.d.ts");
  const [, name = "?"] = /^type (\w+) = Iterable/m.exec(types) ?? [];
  expect(types).toContain(`readonly children: ${name}`);
});
