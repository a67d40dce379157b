/**
 * @module Whatever fails in production, the browser learns a code: no text of an error, no state, no stack. Every place in which
 * an app's or our own code may throw throws a secret here.
 */
import { expect, test } from "vitest";
import type { LogRecord } from "../../src/platform/log.ts";
import { event } from "../../src/view/decorators.ts";
import { LiveView } from "../../src/view/live-view.ts";
import type { Schema } from "../../src/view/schema.ts";
import { path, type Program, type Tab, World } from "../support/session-world.ts";

const SECRET = "s3cret";

function fail(): never {
  throw new Error(SECRET);
}

let failing = "";
const failAt = (place: string): void => void (failing === place && fail());

const schema: Schema<unknown, string> = {
  "~standard": {
    version: 1,
    vendor: "secret",
    validate: (value) => {
      failAt("schema");
      return failing === "issues" ? { issues: [{ message: SECRET }] } : { value: String(value) };
    },
  },
};

class Page extends LiveView {
  static readonly template = "page.html";
  static readonly version: number = 1;
  static migrate(state: object): object {
    failAt("migrate");
    return state;
  }
  count = 0;

  get shown(): string {
    failAt("getter");
    return failing === "render" ? ({ SECRET } as unknown as string) : "shown";
  }

  override mount(): void {
    failAt("mount");
  }
  override onConnect(): void {
    failAt("onConnect");
  }
  override onDisconnect(): void {
    failAt("onDisconnect");
  }
  override onError(): void {
    failAt("onError");
  }
  @event() click(): void {
    this.count++;
    failAt("handler");
    failAt("onError");
  }
  @event(schema) type(_typed: string): void {
    this.count++;
  }
}

class Newer extends Page {
  static override readonly version: number = 2;
}

const SOURCE =
  '<b do-click="click">{{ count }}</b><i>{{ shown }}</i><input do-input="type($value)">';
const PROGRAM: Program = { view: Page, source: SOURCE };
const OTHER: Program = { view: Newer, source: `<u>other</u>${SOURCE}` };

/** Everything that the browser is sent of a life in which `place` fails: HTML, messages, closes. */
async function told(place: string, isDev: boolean): Promise<[string, readonly LogRecord[]]> {
  failing = "";
  const world = await World.of(PROGRAM, isDev);
  const tab: Tab = await world.connected();
  const connections = [tab.connection];
  const dial = async (): Promise<void> => {
    await tab.connect();
    connections.push(tab.connection);
  };
  failing = place;
  world.ports.storage.failing = place === "storage";
  await tab.click(path(0));
  await tab.click(path(3), "typed");
  await dial();
  await world.session.closed(tab.connection);
  await world.deploy(OTHER);
  world.crash();
  await dial();
  await tab.click(path(0));
  const fresh = await World.of(PROGRAM, isDev);
  const opened = await fresh.get();
  world.ports.storage.failing = false;
  failing = "";
  const visible = opened.kind === "failed" ? { code: opened.code, ref: opened.ref } : opened;
  const said = connections.map(({ frames, closed }) => ({ frames, closed }));
  return [JSON.stringify([said, visible]), [...world.ports.logged, ...fresh.ports.logged]];
}

const PLACES = [
  "schema",
  "issues",
  "migrate",
  "getter",
  "render",
  "mount",
  "onConnect",
  "onDisconnect",
  "onError",
  "handler",
];

test.each([...PLACES, "storage"])(
  "[O12] in production nothing of what fails is told: %s",
  async (place) => {
    const [text, logged] = await told(place, false);
    expect(text).not.toMatch(/s3cret|disk is full/);
    expect(text).not.toMatch(/\bat .+:\d+:\d+/);
    // There was something to be told. What does not fit a schema is the visitor's doing, and is not logged.
    expect(logged.length > 0).toBe(place !== "issues");
  },
);

test("[O12] in development the page is told what its handler said", async () => {
  const [text] = await told("handler", true);
  expect(text).toContain(SECRET);
});
