/**
 * @module An app in a folder of its own, which a test writes, builds and deploys again and again, under open pages.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createTestHarness, type TestHarness } from "wrangler";
import { build } from "../../src/cli/build.ts";
import type { CompiledTemplate, Templates } from "../../src/engine/types.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const CONFIG = `
name = "deploy-test"
main = "worker.ts"
compatibility_date = "2026-10-15"
[alias]
"dormouse-live" = "${ROOT}src/index.ts"
[exports.LiveSession]
type = "durable-object"
storage = "sqlite"
`;

/** The files of an app with one page. */
export interface Sources {
  /** `worker.ts`. */
  readonly worker: string;
  /** `page.html`. */
  readonly template: string;
}

/** A running app. */
export class DeployedApp {
  readonly folder: string;
  readonly server: TestHarness;
  url = new URL("http://127.0.0.1");
  #builds = 0;

  constructor() {
    mkdirSync(join(ROOT, "test/output"), { recursive: true });
    this.folder = mkdtempSync(join(ROOT, "test/output/deploy-"));
    mkdirSync(join(this.folder, "templates"));
    writeFileSync(join(this.folder, "wrangler.toml"), CONFIG);
    writeFileSync(
      join(this.folder, "tsconfig.json"),
      JSON.stringify({
        compilerOptions: { target: "es2022", paths: { "dormouse-live": [`${ROOT}src/index.ts`] } },
      }),
    );
    this.server = createTestHarness(this.#options());
  }

  #options(): {
    workers: {
      configPath: string;
      vars: Record<string, string>;
      secrets: Record<string, string>;
    }[];
  } {
    const vars = { DORMOUSE_DEV: "1" };
    const secrets = { DORMOUSE_SECRET: "a secret that only the tests know" };
    return { workers: [{ configPath: join(this.folder, "wrangler.toml"), vars, secrets }] };
  }

  /** Writes the app's files, and builds. */
  async write({ worker, template }: Sources): Promise<void> {
    this.#builds++;
    writeFileSync(join(this.folder, "worker.ts"), worker);
    writeFileSync(join(this.folder, "templates/page.html"), template);
    await build({
      folder: join(this.folder, "templates"),
      out: join(this.folder, "built"),
      dev: true,
    });
  }

  async start(): Promise<void> {
    this.url = (await this.server.listen()).url;
  }

  /** A deploy under open pages. */
  async deploy(sources: Sources): Promise<void> {
    await this.write(sources);
    await this.server.update(this.#options());
  }

  /** The page's template, as it was built last. */
  async compiled(): Promise<CompiledTemplate> {
    const module: unknown = await import(
      `${pathToFileURL(this.folder).href}/built/templates.js?${this.#builds}`
    );
    const template = (module as { templates: Templates }).templates["page.html"];
    if (!template) throw new Error("page.html was not built");
    return template;
  }

  async close(): Promise<void> {
    await this.server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
