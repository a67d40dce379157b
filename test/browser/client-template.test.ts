/** @module Holes in the content of `<template>`, which is no child of it: patches, snaps, and what scripts copy from there. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { Chromium } from "./client-harness.ts";
import { ServedPage } from "./served-page.ts";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.launch();
});
afterAll(() => chromium.close());

const SOURCE = `<template id="t"><p class="{{ kind }}">Hi {{ name }}!</p>{% for r in rows %}{{ r.text }}<i>{{ r.id }}</i>{% endfor %}{% if name == "b" %}<b>{{ kind }}</b>{% endif %}</template><p>{{ name }}</p>`;
const state = (name: string, kind: string, ...ids: number[]): object & Record<string, unknown> => ({
  name,
  kind,
  rows: ids.map((id) => ({ id, text: `row ${id}` })),
});

test("[C19] patches change the content of a template, and a copy shows it", async () => {
  const served = await ServedPage.open(chromium, SOURCE, state("a", "k", 1, 2));
  await served.push(state("b", "l", 2, 3, 1));
  expect(await served.complaint()).toBeNull();
  const copied = await served.live.page.evaluate(() => {
    const { content } = document.querySelector<HTMLTemplateElement>("#t") as HTMLTemplateElement;
    const div = document.createElement("div");
    div.append(content.cloneNode(true));
    return div.innerHTML;
  });
  expect(copied).toBe(`<p class="l">Hi b!</p>row 2<i>2</i>row 3<i>3</i>row 1<i>1</i><b>l</b>`);
  expect(await served.live.lab("diagnostics")).toEqual([]);
});

test("[C11] after a snap a template is the same element, its content is new, and patches find it", async () => {
  const served = await ServedPage.open(chromium, SOURCE, state("a", "k", 1, 2));
  await served.live.page.evaluate(() =>
    Object.assign(document.querySelector("#t") as object, { marked: true }),
  );
  await served.push(state("a", "k", 2));
  await served.snap(state("b", "k", 3, 4));
  expect(await served.complaint()).toBeNull();
  await served.push(state("c", "m", 4, 5));
  expect(await served.complaint()).toBeNull();
  const isSame = await served.live.page.evaluate(
    () => "marked" in (document.querySelector("#t") as object),
  );
  expect(isSame).toBe(true);
  expect(await served.live.lab("diagnostics")).toEqual([]);
});
