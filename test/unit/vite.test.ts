/**
 * @module The Vite plugin: decorators, which Vite leaves in the code, are lowered; templates are text.
 */
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { dormouse } from "../../src/cli/vite.ts";

const VIEW = `const mark = (_: unknown, on: { name: string }): void => { seen.push(on.name); };
const seen: string[] = [];
class View { count: number = 0; @mark increment(): void { this.count++; } }
export { seen, View };`;

test("decorators run, and fields stay fields", async () => {
  const lowered = await dormouse().transform(VIEW, "/app/view.ts");
  expect(lowered).not.toBeNull();
  const url = `data:text/javascript,${encodeURIComponent(lowered?.code ?? "")}`;
  const module: { seen: string[]; View: new () => object } = await import(/* @vite-ignore */ url);
  expect(module.seen).toEqual(["increment"]);
  expect(Object.keys(new module.View())).toEqual(["count"]);
});

test.each(["/app/view.js", "/app/node_modules/a/view.ts"])("%s is left alone", async (id) => {
  expect(await dormouse().transform(VIEW, id)).toBeNull();
});

test("a file without decorators is left alone", async () => {
  const mail = 'export const mail: string = "a@example.com";';
  expect(await dormouse().transform(mail, "/app/mail.ts")).toBeNull();
});

test("a template is its text", async () => {
  const file = fileURLToPath(new URL("../../examples/counter/counter.html", import.meta.url));
  const loaded = await dormouse().load(file);
  expect(loaded?.code).toContain("{% extends");
  expect(await dormouse().load(`${file}?raw`)).toBeNull();
});
