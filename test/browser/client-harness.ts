/**
 * @module Runs the shipping client in Chromium against hand-written shapes, skeletons and ops. No server, no network: the
 * test is the session. One browser for each test file, one page for each test.
 */
import type { Browser, Page } from "playwright-core";
import { bundleClient } from "../../client/compact.mjs";
import { Reader, Writer } from "../../src/protocol/bytes.ts";
import { type ClientMessage, readClientFrame } from "../../src/protocol/client-messages.ts";
import type { BlockDefinition, Island, SkeletonItem } from "../../src/protocol/page.ts";
import { type ServerMessage, writeServerMessage } from "../../src/protocol/server-messages.ts";
import { launchChromium } from "./chromium.ts";
import type { Lab } from "./client-entry.ts";

const POLICY =
  "script-src 'self' 'unsafe-eval'; require-trusted-types-for 'script'; trusted-types dormouse";

/** What a page is at first. */
export interface Shown {
  /** The content of the body, or a whole document. */
  readonly html: string;
  readonly blocks: Readonly<Record<number, BlockDefinition>>;
  readonly skeleton: readonly SkeletonItem[];
  readonly root?: "document" | "body";
  readonly marks?: Island["marks"];
  /** The second script does not come before `lab.release()`. */
  readonly holds?: boolean;
}

/** A browser with the client. */
export class Chromium {
  readonly #browser: Browser;
  readonly #scripts: readonly { readonly name: string; readonly script: string }[];
  #page: Page | null = null;

  private constructor(browser: Browser, scripts: Awaited<ReturnType<typeof bundleClient>>) {
    this.#browser = browser;
    this.#scripts = scripts;
  }

  static async launch(): Promise<Chromium> {
    const entry = new URL("client-entry.ts", import.meta.url).pathname;
    const scripts = await bundleClient(entry);
    const browser = await launchChromium();
    return new Chromium(browser, scripts);
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }

  /** A page that was hydrated and whose connection waits to be opened. The page before it is closed. */
  async show(shown: Shown): Promise<LivePage> {
    await this.#page?.close();
    const page = await this.#browser.newPage();
    this.#page = page;
    const root = shown.root ?? "body";
    const html =
      root === "document"
        ? shown.html
        : `<!doctype html><html><head></head><body>${shown.html}</body></html>`;
    const script = `<script type="module" src="/${this.#scripts[0]?.name}"></script>`;
    await page.route("**/*", (route) => {
      const { pathname } = new URL(route.request().url());
      const asked = this.#scripts.find(({ name }) => pathname === `/${name}`);
      return route.fulfill(
        asked
          ? { body: asked.script, contentType: "text/javascript" }
          : {
              body: html.replace("</body>", `${script}</body>`),
              headers: {
                "content-type": "text/html; charset=utf-8",
                "content-security-policy": POLICY,
              },
            },
      );
    });
    await page.goto("http://localhost/");
    const island: Island = {
      build: "0011223344556677",
      epoch: 7,
      seq: 10,
      root,
      token: "t",
      blocks: shown.blocks,
      skeleton: shown.skeleton,
      ...(shown.marks && { marks: shown.marks }),
    };
    await page.waitForFunction(() => "lab" in window);
    const boot = ([json, holds]: readonly [string, boolean]): void => window.lab.boot(json, holds);
    await page.evaluate(boot, [JSON.stringify(island), shown.holds ?? false] as const);
    if (!shown.holds) await page.waitForFunction(() => !window.lab.isWanted || window.lab.isLoaded);
    return new LivePage(page, island);
  }
}

/** The ops of a patch, written by hand. */
export type Ops = (writer: Writer) => void;

/** Header of an op. */
export function head(slot: number, variant: number, isLast: boolean): number {
  return slot * 8 + variant * 2 + (isLast ? 1 : 0);
}

/** One page under test; the test plays the session. */
export class LivePage {
  readonly page: Page;
  readonly island: Island;
  #seq: number;

  constructor(page: Page, island: Island) {
    this.page = page;
    this.island = island;
    this.#seq = island.seq;
  }

  /** The seq of the last patch. */
  get seq(): number {
    return this.#seq;
  }

  /** Opens the connection and answers hello with `resume`. @returns hello */
  async greet(): Promise<ClientMessage[]> {
    await this.page.evaluate(() => window.lab.open());
    const hello = await this.sent();
    await this.deliver(
      { type: "ack", last: 0, rejections: [] },
      { type: "resume", seq: this.#seq },
    );
    return hello;
  }

  async deliver(...messages: ServerMessage[]): Promise<void> {
    const writer = new Writer();
    for (const message of messages) writeServerMessage(writer, message);
    await this.page.evaluate((bytes) => window.lab.deliver(bytes), [...writer.done()]);
  }

  /** The next patch, after other messages of the same frame. */
  async patch(ops: Ops, ...before: ServerMessage[]): Promise<void> {
    const writer = new Writer();
    ops(writer);
    await this.deliver(...before, { type: "patch", seq: ++this.#seq, ops: writer.done() });
  }

  /** A snap; what it does not say of definitions and skeleton is as on the first page. */
  async snap(html: string, island: Partial<Island> = {}): Promise<void> {
    this.#seq++;
    const { build, epoch } = this.island;
    await this.deliver({
      type: "snap",
      build,
      epoch,
      seq: this.#seq,
      html,
      island: JSON.stringify({ ...this.island, ...island, seq: this.#seq }),
    });
  }

  /** Binary messages since the last call, decoded. */
  async sent(): Promise<ClientMessage[]> {
    const frames = await this.page.evaluate(() => window.lab.frames.splice(0));
    return frames.flatMap((frame) =>
      typeof frame === "string" ? [] : readClientFrame(new Reader(new Uint8Array(frame))),
    );
  }

  /** The content of the body without our script. */
  async html(): Promise<string> {
    return this.page.evaluate(() => {
      const body = document.body.cloneNode(true) as Element;
      for (const script of body.querySelectorAll("script")) script.remove();
      return body.innerHTML;
    });
  }

  async lab<K extends keyof Lab>(name: K): Promise<Lab[K]> {
    return this.page.evaluate((key) => window.lab[key], name) as Promise<Lab[K]>;
  }
}
