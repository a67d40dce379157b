/**
 * @module Does an open page show what the server thinks that it shows? The frame that its session has stored is made into HTML by a
 * core of our own, parsed afresh in the page, and compared with what is there, node by node.
 */
import { build } from "esbuild";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { newEngine } from "../oracle/core.ts";
import type { Compare } from "../oracle/in-gallery.ts";
import type { TestHarness } from "wrangler";
import type { CompiledTemplate, Templates } from "../../src/engine/types.ts";
import type { Island } from "../../src/protocol/page.ts";
import type { Gallery, Visit } from "./harness.ts";

const engine = newEngine();
const bundle = build({
  entryPoints: [new URL("../oracle/in-gallery.ts", import.meta.url).pathname],
  bundle: true,
  write: false,
  format: "iife",
  target: "es2022",
}).then(({ outputFiles }) => outputFiles[0]?.text ?? "");

/** By a name that the type checker does not follow: it would bring the types of Workers with it. */
const MODULE = new URL("../../.dormouse/templates.js", import.meta.url).href;
const templates = import(MODULE).then((module) => (module as { templates: Templates }).templates);

/** Bytes of a token before the session's id, and of that id: `src/security/token.ts`. */
const SID_AT = 2;
const SID_BYTES = 32;

/** The session that a page belongs to: its token says so. */
export async function sessionOf(page: Page): Promise<string> {
  const island = await page.locator("script#dormouse").textContent();
  const { token = "" } = JSON.parse(island ?? "{}") as Partial<Island>;
  const bytes = Buffer.from(token, "base64url").subarray(SID_AT, SID_AT + SID_BYTES);
  return bytes.toString("hex");
}

/** Waits until nothing is pending: then the stored frame is the shown one. */
export function settled(page: Page): Promise<unknown> {
  return page.waitForFunction(() => document.querySelector("[data-do-pending]") === null);
}

/** The frame of a page as its session has stored it. */
async function storedFrame(server: TestHarness, page: Page): Promise<Uint8Array> {
  const storage = await server
    .getWorker()
    .getDurableObjectStorage("LiveSession", { id: await sessionOf(page) });
  const [row] = await storage.exec("SELECT frame FROM session");
  return new Uint8Array(row?.["frame"] as ArrayBuffer);
}

/** Where the page gets the HTML that it is compared with. */
const FRESH = "/fresh-frame";

/** Expects a page of the gallery to be what its session says, and that nothing went wrong in it. */
export async function expectFrame(gallery: Gallery, visit: Visit, template: string): Promise<void> {
  const compiled = (await templates)[template];
  if (compiled === undefined) throw new Error(`there is no template ${template}`);
  await expectShown(gallery.server, visit.page, compiled);
  expect(visit.troubles).toEqual([]);
}

/** Expects a page of any server to be what its session says. */
export async function expectShown(
  server: TestHarness,
  page: Page,
  compiled: CompiledTemplate,
): Promise<void> {
  await settled(page);
  const { html } = engine.render(compiled, await storedFrame(server, page));
  await page.route(`**${FRESH}`, (route) =>
    route.fulfill({ contentType: "text/html", body: html }),
  );
  if (!(await page.evaluate(() => "compare" in globalThis))) await page.evaluate(await bundle);
  const compare = (url: string): Promise<string | null> =>
    (globalThis as unknown as { compare: Compare }).compare(url);
  expect(await page.evaluate(compare, FRESH)).toBe(null);
  await page.unroute(`**${FRESH}`);
}
