/**
 * @module What leaves the Worker beside pages: counts of connections, which survive sleep; and nothing of what went wrong, in
 * production, wherever HTTP meets a session.
 */
import { evictAllDurableObjects } from "cloudflare:test";
import { exports } from "cloudflare:workers";
import { Hono } from "hono";
import { afterEach, expect, test, vi } from "vitest";
import { dormouse } from "dormouse-live";
import { templates } from "../../.dormouse/templates.js";
import { Counter } from "../../examples/counter/counter.ts";
import type { Attachment, PageConnection } from "../../src/session/ports.ts";
import { Session } from "../../src/session/session.ts";
import { HeadlessPage, islandOf } from "../support/headless-page.ts";
import { fetcher } from "./support/gallery.ts";

afterEach(() => vi.restoreAllMocks());

/** What is remembered of the next connection that the platform says is gone. */
async function gone(): Promise<Attachment> {
  return new Promise((resolve) => {
    vi.spyOn(Session.prototype, "closed").mockImplementation((connection: PageConnection) =>
      Promise.resolve(resolve(structuredClone(connection.attachment))),
    );
  });
}

test("[O11] what was counted before a session slept is told when its page goes", async () => {
  const page = await HeadlessPage.open(fetcher, "/counter");
  await page.connect();
  await page.click("increment");
  await evictAllDurableObjects({ webSockets: "hibernate" });
  await page.click("setStep", "many");
  const { bytesUp, bytesDown } = page;
  const attachment = gone();
  page.cut();
  expect(await attachment).toMatchObject({
    kind: "attached",
    view: "Counter",
    tally: { events: 2, rejected: 1, resumes: 1, bytesIn: bytesUp, bytesOut: bytesDown },
  });
});

test("[O11] a connection that we ended is told of when its page has heard of it", async () => {
  const page = await HeadlessPage.open(fetcher, "/counter");
  await page.connect();
  const attachment = gone();
  page.send(Uint8Array.of(99));
  expect(await attachment).toMatchObject({ kind: "ended", tally: { resumes: 1 } });
});

const SECRET = "s3cret";
const ORIGIN = "http://dormouse.test";
const fail = (): never => {
  throw new Error(SECRET);
};
const reject = (): Promise<never> => Promise.reject(new Error(SECRET));
const whole = { open: reject, resume: reject, fetch: reject };

interface Broken {
  readonly identify?: () => never;
  readonly sessions?: object;
}

/** An app in which something is broken. */
function broken({ identify, sessions }: Broken) {
  const live = dormouse({ views: { Counter }, templates, ...(identify ? { identify } : {}) });
  const app = new Hono().route("/_do", live.routes).get("/counter", live.view(Counter));
  const exported = sessions ? { LiveSession: sessions } : exports;
  const rest = { waitUntil: () => undefined, passThroughOnException: () => undefined, props: {} };
  return async (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    app.fetch(
      new Request(ORIGIN + path, { headers }),
      { DORMOUSE_SECRET: "a secret that only the tests know" },
      { exports: exported, ...rest },
    );
}

const BROKEN: Readonly<Record<string, Broken>> = {
  identify: { identify: fail },
  "the namespace": { sessions: { newUniqueId: fail, idFromString: fail, get: fail } },
  "a session": {
    sessions: { newUniqueId: () => "00", idFromString: () => "00", get: () => whole },
  },
};

test.each(Object.entries(BROKEN))(
  "[O12] in production nothing of what fails is told over HTTP: %s",
  async (_, what) => {
    const log = vi.spyOn(console, "error").mockReturnValue();
    const token = islandOf(await (await fetcher(new Request(`${ORIGIN}/counter`))).text()).token;
    const ask = broken(what);
    const answers = [
      await ask("/counter"),
      await ask("/counter", { cookie: `do=${token}` }),
      await ask("/_do/connect", {
        upgrade: "websocket",
        origin: ORIGIN,
        "sec-websocket-protocol": `dormouse.1, ${token}`,
      }),
    ];
    for (const answer of answers) {
      const { webSocket } = answer;
      const closed = new Promise<unknown>((resolve) => {
        if (webSocket === null) resolve(null);
        webSocket?.addEventListener("close", ({ code, reason }) => resolve([code, reason]));
      });
      webSocket?.accept();
      const said = [await answer.text(), [...answer.headers], await closed];
      expect(JSON.stringify(said)).not.toMatch(/s3cret|\.ts:\d+/);
    }
    expect(JSON.stringify(log.mock.calls)).toContain(SECRET);
  },
);
