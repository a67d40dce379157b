/**
 * @module Code and templates change, sockets are cut and the Worker restarts under an open page, with a click pending: it
 * counts exactly once, the state stays, and a page is sent anew only when its template changed.
 */
import type { Browser, Page, WebSocketRoute } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Reader } from "../../src/protocol/bytes.ts";
import { TAG_EVENT } from "../../src/protocol/tags.ts";
import { readServerFrame, type ServerMessage } from "../../src/protocol/server-messages.ts";
import { launchChromium } from "./chromium.ts";
import { DeployedApp, type Sources } from "./deployed-app.ts";
import { expectText } from "./harness.ts";

const VIEW = (by: number): string => `
import { dormouse, event, LiveView } from "dormouse-live";
import { Hono } from "hono";
import { templates } from "./built/templates.js";

class Counter extends LiveView {
  static readonly template = "page.html";
  count = 0;
  @event() increment(): void { this.count += ${by}; }
}

const live = dormouse({ views: { Counter }, templates });
const app = new Hono();
app.route("/_do", live.routes);
app.get("/", live.view(Counter));
export class LiveSession extends live.LiveSession {}
export default app;
`;

const TEMPLATE = (label: string): string =>
  `<h1>${label}</h1><input id="typed"><button id="increment" do-click="increment">+</button><output id="count">{{ count }}</output>`;

/** The page's connections: what came down, and where they can be cut. */
class Wire {
  readonly messages: ServerMessage[] = [];
  connections = 0;
  /** Called with each event message; true: it is lost, and the connection with it. */
  loses: (bytes: Uint8Array) => boolean = () => false;
  /** Called with each answer; true: it is lost, and the connection with it. */
  losesAnswer: (messages: readonly ServerMessage[]) => boolean = () => false;
  /** While true, connections are refused. */
  isDown = false;
  #open: WebSocketRoute | undefined;

  async attach(page: Page): Promise<void> {
    await page.routeWebSocket(/_do\/connect/, (route) => this.#connect(route));
  }

  #connect(route: WebSocketRoute): void {
    if (this.isDown) return void route.close({ code: 1012 });
    this.connections++;
    this.#open = route;
    const server = route.connectToServer();
    route.onMessage((data) => {
      if (typeof data !== "string" && ((data[0] ?? 0) & 15) === TAG_EVENT && this.loses(data))
        return this.cut();
      server.send(data);
    });
    server.onMessage((data) => {
      if (typeof data === "string") return route.send(data);
      const messages = readServerFrame(new Reader(new Uint8Array(data)));
      if (this.losesAnswer(messages)) return this.cut();
      this.messages.push(...messages);
      route.send(data);
    });
  }

  /** Ends the connection on both sides. */
  cut(): void {
    void this.#open?.close({ code: 1012 });
  }

  types(): string[] {
    return this.messages.map(({ type }) => type);
  }
}

const sources = (by: number, template: string): Sources => ({ worker: VIEW(by), template });

const app = new DeployedApp();
let browser: Browser;

beforeAll(async () => {
  await app.write(sources(1, TEMPLATE("first")));
  await Promise.all([app.start(), launchChromium().then((launched) => (browser = launched))]);
});
afterAll(async () => {
  await browser?.close();
  await app.close();
});
beforeEach(() => app.deploy(sources(1, TEMPLATE("first"))));

async function visit(): Promise<{ page: Page; wire: Wire } & AsyncDisposable> {
  const page = await browser.newPage();
  page.setDefaultTimeout(15_000);
  const wire = new Wire();
  await wire.attach(page);
  await page.goto(app.url.href);
  await page.waitForFunction(() => performance.getEntriesByType("resource").length > 0);
  return { page, wire, [Symbol.asyncDispose]: () => page.close() };
}

test("[T1] the socket is cut before a click arrives: it counts once", async () => {
  await using shown = await visit();
  const { page, wire } = shown;
  await page.click("#increment");
  await expectText(page, "#count", "1");
  let lost = 0;
  wire.loses = () => ++lost === 1;
  await page.click("#increment");
  await expectText(page, "#count", "2");
  expect(lost).toBeGreaterThanOrEqual(1);
  expect(wire.connections).toBe(2);
  expect(wire.types()).not.toContain("snap");
});

test("[T1] the socket is cut after a click was handled, before its answer arrives: it counts once", async () => {
  await using shown = await visit();
  const { page, wire } = shown;
  await page.click("#increment");
  await expectText(page, "#count", "1");
  let lost = 0;
  wire.losesAnswer = (messages) => messages.some(({ type }) => type === "patch") && ++lost === 1;
  await page.click("#increment");
  await expectText(page, "#count", "2");
  await page.click("#increment");
  await expectText(page, "#count", "3");
  expect(lost).toBeGreaterThanOrEqual(1);
  expect(wire.connections).toBe(2);
  expect(wire.types()).not.toContain("snap");
});

test("[T4] the Worker restarts under an open page, with a click pending: it counts once, no HTML is sent", async () => {
  await using shown = await visit();
  const { page, wire } = shown;
  await page.click("#increment");
  await expectText(page, "#count", "1");
  wire.isDown = true;
  wire.cut();
  await page.click("#increment");
  await page.click("#increment");
  await app.deploy(sources(1, TEMPLATE("first")));
  wire.isDown = false;
  await expectText(page, "#count", "3");
  expect(wire.types()).not.toContain("snap");
});

test("[T5] the handler changes under an open page, with a click pending: it runs once, by the new code, no HTML is sent", async () => {
  await using shown = await visit();
  const { page, wire } = shown;
  await page.click("#increment");
  await expectText(page, "#count", "1");
  wire.isDown = true;
  wire.cut();
  await page.click("#increment");
  await app.deploy(sources(10, TEMPLATE("first")));
  wire.isDown = false;
  await expectText(page, "#count", "11");
  expect(wire.types()).not.toContain("snap");
});

test("[T5] the template changes under an open page, with a click pending: it counts once, the page is sent once, what was typed stays", async () => {
  await using shown = await visit();
  const { page, wire } = shown;
  await page.click("#increment");
  await expectText(page, "#count", "1");
  await page.focus("#typed");
  await page.keyboard.type("half a sen");
  wire.isDown = true;
  wire.cut();
  await page.evaluate(() => document.querySelector<HTMLElement>("#increment")?.click());
  await app.deploy(sources(1, `<aside>new</aside>${TEMPLATE("second")}`));
  wire.isDown = false;
  await expectText(page, "h1", "second");
  await expectText(page, "#count", "2");
  expect(wire.types().filter((type) => type === "snap")).toHaveLength(1);
  expect(await page.inputValue("#typed")).toBe("half a sen");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("typed");
  await page.click("#increment");
  await expectText(page, "#count", "3");
});

test("[B4] in development a template error shows in the open page with line, column and caret; mended, the state is still there", async () => {
  await using shown = await visit();
  const { page } = shown;
  await page.click("#increment");
  await expectText(page, "#count", "1");
  await app.deploy(sources(1, `<h1>broken</h1>\n<p>{% if count %}<b>{% endif %}</p>`));
  await page.waitForFunction(() => document.body.textContent?.includes("page.html:2:"));
  expect(await page.textContent("body")).toMatch(/template\.html[\s\S]*\^/);
  await app.deploy(sources(1, TEMPLATE("mended")));
  await expectText(page, "h1", "mended");
  await expectText(page, "#count", "1");
  await page.click("#increment");
  await expectText(page, "#count", "2");
});
