/**
 * @module The whole core and the shipping client in real Chromium: after each of ≥ 10,000 random steps (over all families) the
 * live DOM equals a fresh parse of the fresh HTML.
 */
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Engine } from "../../src/engine/engine.ts";
import type { CompiledTemplate } from "../../src/engine/types.ts";
import type { Island } from "../../src/protocol/page.ts";
import { compilePage, newEngine } from "../oracle/core.ts";
import { changeState, FAMILIES, type Family, type State } from "../oracle/families.ts";
import type { Oracle, PageStep } from "../oracle/in-page.ts";
import { Random } from "../oracle/random.ts";
import { launchChromium } from "./chromium.ts";

const SEEDS = Number(process.env["SEEDS"] ?? 30);
const STEPS = 25;

let browser: Browser;
let page: Page;
let bundle: string;

beforeAll(async () => {
  browser = await launchChromium();
  page = await browser.newPage();
  const entry = new URL("../oracle/in-page.ts", import.meta.url).pathname;
  const built = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
  });
  bundle = built.outputFiles[0]?.text ?? "";
});

afterAll(async () => {
  await browser?.close();
});

const documentOf = (template: CompiledTemplate, html: string): string =>
  template.document ? html : `<!doctype html><html><head></head><body>${html}</body></html>`;

interface Run {
  readonly start: { readonly island: Island; readonly html: string };
  readonly steps: PageStep[];
  readonly states: State[];
}

/** What the server would send, for one seed. */
function script(engine: Engine, template: CompiledTemplate, family: Family, seed: number): Run {
  const random = new Random(seed);
  let state = family.state(random);
  let values = engine.encode(template, state);
  let { frame } = engine.evaluate(template, values, null, null);
  const first = engine.render(template, frame);
  const known = new Set<number>();
  const blocks = Object.fromEntries(
    first.blocks.map((id) => [id, { ...template.blocks[id], html: undefined }]),
  );
  const island = {
    build: template.build,
    epoch: 1,
    seq: 0,
    root: template.document ? "document" : "body",
    blocks,
    skeleton: first.skeleton,
  };
  const steps: PageStep[] = [];
  const states = [state];
  for (let i = 0; i < STEPS; i++) {
    state = changeState(random, family, state);
    const next = engine.encode(template, state);
    const advanced = engine.advance(template, next, values, frame, null);
    const lacking = advanced.blocks.filter((id) => !known.has(id));
    for (const id of lacking) known.add(id);
    const html = documentOf(template, engine.render(template, advanced.frame).html);
    steps.push({
      blocks: lacking.map((id) => [id, JSON.stringify(template.blocks[id])]),
      ops: [...advanced.ops],
      html,
    });
    states.push(state);
    values = next;
    frame = advanced.frame;
  }
  return {
    start: {
      island: JSON.parse(JSON.stringify(island)) as Island,
      html: documentOf(template, first.html),
    },
    steps,
    states,
  };
}

for (const family of FAMILIES) {
  test(`[C2] ${family.name}: the page in Chromium equals a fresh parse after every patch`, async () => {
    const engine = newEngine();
    const template = await compilePage(engine, family.sources);
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { start, steps, states } = script(engine, template, family, seed);
      await page.setContent(start.html);
      await page.evaluate(bundle);
      // Of unknown type, since Playwright's types for arguments do not end with a shape's.
      const call = (given: unknown): string | null =>
        (globalThis as unknown as { oracle: Oracle }).oracle.start(...(given as [Island, string]));
      expect(
        await page.evaluate(call, [start.island, start.html] as unknown),
        `${family.name}, seed ${seed}: ${start.html}`,
      ).toBeNull();
      const run = (all: PageStep[]): [number, string] | null =>
        (globalThis as unknown as { oracle: Oracle }).oracle.run(all);
      const failed = await page.evaluate(run, steps);
      const [at = 0, what = ""] = failed ?? [];
      const trace =
        failed === null
          ? ""
          : JSON.stringify({
              seed,
              at,
              what,
              before: states[at],
              after: states[at + 1],
              html: steps[at]?.html,
            });
      expect(failed, trace).toBeNull();
    }
  });
}
