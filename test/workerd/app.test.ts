/**
 * @module An app of its own around the gallery's counter: who is asking, at the GET and at the socket; middleware that touches
 * every response; an environment that lacks something.
 */
import { exports } from "cloudflare:workers";
import { type Context, Hono } from "hono";
import { compress } from "hono/compress";
import { getCookie } from "hono/cookie";
import { cors } from "hono/cors";
import { etag } from "hono/etag";
import { secureHeaders } from "hono/secure-headers";
import { expect, test } from "vitest";
import { dormouse } from "dormouse-live";
import { templates } from "../../.dormouse/templates.js";
import { Counter } from "../../examples/counter/counter.ts";
import { CLOSE_UNAUTHORIZED } from "../../src/protocol/close-codes.ts";
import { SUBPROTOCOL } from "../../src/protocol/limits.ts";
import { HeadlessPage, islandOf } from "../support/headless-page.ts";

const ORIGIN = "http://dormouse.test";
const ENV = { DORMOUSE_SECRET: "a secret that only the tests know" };

const identify = (c: Context): { id: string } | null => {
  const id = getCookie(c, "user");
  return id === undefined ? null : { id };
};
const live = dormouse({ views: { Counter }, templates, identify });

const plain = new Hono();
plain.route("/_do", live.routes).get("/counter", live.view(Counter));

const wrapped = new Hono();
wrapped.use(secureHeaders(), cors(), compress(), etag());
wrapped.route("/", plain);

interface Visit {
  readonly app?: Hono;
  readonly env?: object;
  readonly cookie?: string;
  readonly exported?: object;
}

/** `fetch` of an app, as somebody. */
function visitor({ app = plain, env = ENV, cookie, exported = exports }: Visit) {
  return async (request: Request): Promise<Response> => {
    const context = {
      exports: exported,
      waitUntil: () => undefined,
      passThroughOnException: () => undefined,
      props: {},
    };
    const asked = new Request(request);
    if (cookie !== undefined) asked.headers.set("cookie", cookie);
    return app.fetch(asked, env, context);
  };
}

const get = (path: string): Request => new Request(ORIGIN + path);

/** The code that a handshake is closed with; null: it is open. */
async function handshake(visit: Visit, signed: string): Promise<number | null> {
  const headers = {
    Upgrade: "websocket",
    Origin: ORIGIN,
    "Sec-WebSocket-Protocol": `${SUBPROTOCOL}, ${signed}`,
  };
  const response = await visitor(visit)(new Request(`${ORIGIN}/_do/connect`, { headers }));
  const { webSocket } = response;
  if (webSocket === null) throw new Error(`refused: ${response.status}`);
  webSocket.accept();
  const closed = new Promise<number>((resolve) =>
    webSocket.addEventListener("close", ({ code }) => resolve(code)),
  );
  const answered = new Promise<null>((resolve) =>
    webSocket.addEventListener("message", () => resolve(null)),
  );
  webSocket.send("p");
  return Promise.race([closed, answered]);
}

async function token(visit: Visit): Promise<string> {
  return islandOf(await (await visitor(visit)(get("/counter"))).text()).token ?? "";
}

test("a page belongs to whoever it was made for: at the socket the same, or 4401", async () => {
  const ada = { cookie: "user=ada" };
  const signed = await token(ada);
  expect(await handshake(ada, signed)).toBe(null);
  expect(await handshake({ cookie: "user=bob" }, signed)).toBe(CLOSE_UNAUTHORIZED);
  expect(await handshake({}, signed)).toBe(CLOSE_UNAUTHORIZED);
  expect(await handshake(ada, await token({}))).toBe(CLOSE_UNAUTHORIZED);
  expect(await handshake({}, await token({}))).toBe(null);
});

test("a token of another app is refused", async () => {
  const other = { DORMOUSE_SECRET: "another secret of another app" };
  expect(await handshake({ env: other }, await token({}))).toBe(CLOSE_UNAUTHORIZED);
});

test("pages of somebody are not kept by anybody", async () => {
  const response = await visitor({ cookie: "user=ada" })(get("/counter"));
  expect(response.headers.get("cache-control")).toContain("no-store");
});

test("middleware that touches every response leaves page and socket alive", async () => {
  const page = await HeadlessPage.open(visitor({ app: wrapped }), "/counter");
  await page.connect();
  const answered = await page.click("increment");
  expect(answered.map(({ type }) => type)).toEqual(["ack", "blocks", "patch"]);
});

test("without a secret nothing is minted; the page says a code, in development what to do", async () => {
  const production = await visitor({ env: {} })(get("/counter"));
  const body = await production.text();
  expect(production.status).toBe(500);
  expect(body).toContain("token.secret-missing");
  expect(body).not.toContain("wrangler");
  const development = await visitor({ env: { DORMOUSE_DEV: "1" } })(get("/counter"));
  expect(await development.text()).toContain("wrangler secret put DORMOUSE_SECRET");
});

test("a Worker that does not export the class is told what to add", async () => {
  const response = await visitor({ env: { ...ENV, DORMOUSE_DEV: "1" }, exported: {} })(
    get("/counter"),
  );
  expect(await response.text()).toContain("export class LiveSession extends live.LiveSession");
});

test("a URL that no token could hold is refused", async () => {
  expect((await visitor({})(get(`/counter?q=${"x".repeat(3000)}`))).status).toBe(414);
});

test("[U6] a route with a parameter that is no field in the URL says so", async () => {
  const app = new Hono().get("/counter/:nope", live.view(Counter));
  const response = await visitor({ app })(get("/counter/7"));
  expect(response.status).toBe(500);
  expect(await response.text()).toContain("view.no-url-field");
});

test("[U5] what is no page is answered as the app answers it", async () => {
  const missing = await answer({ kind: "missing" });
  expect(missing.status).toBe(404);
  expect(await missing.text()).toBe("404 Not Found");
});

interface Fake {
  readonly marks?: { status: number; setCookies: string[] };
  readonly [name: string]: unknown;
}

/** What a request is answered when its session says `result`. */
async function answer(result: Fake, env: object = ENV): Promise<Response> {
  const stub = { open: () => Promise.resolve(result) };
  const exported = { LiveSession: { newUniqueId: () => "00", get: () => stub } };
  return visitor({ exported, env })(get("/counter"));
}

test("mount may redirect, and set status and cookies", async () => {
  const marks = { status: 200, setCookies: ["a=1", "b=2; HttpOnly"] };
  const redirect = await answer({ kind: "redirect", to: "https://x.test/y", marks });
  expect(redirect.status).toBe(303);
  expect(redirect.headers.get("location")).toBe("https://x.test/y");
  expect(redirect.headers.getSetCookie()).toEqual(marks.setCookies);
  const island = {
    build: "0".repeat(16),
    epoch: 1,
    seq: 0,
    root: "body",
    blocks: {},
    skeleton: [],
  };
  const page = await answer({
    kind: "page",
    html: "<p>lost</p>",
    islandAt: 11,
    island,
    marks: { ...marks, status: 404 },
  });
  expect(page.status).toBe(404);
  expect(page.headers.getSetCookie()).toEqual(marks.setCookies);
});

test("a template that is no document stands in a shell, its island after it", async () => {
  const island = {
    build: "0".repeat(16),
    epoch: 1,
    seq: 0,
    root: "body",
    blocks: {},
    skeleton: [],
  };
  const marks = { status: 200, setCookies: [] };
  const page = await answer({ kind: "page", html: "<p>x</p>", islandAt: 8, island, marks });
  const html = await page.text();
  expect(html).toMatch(
    /^<!doctype html><html lang="en"><head>.*<title>Counter<\/title><script type="module" src="[^"]+"><\/script><\/head><body><p>x<\/p><script type="application\/json" id="dormouse">.*<\/script><\/body><\/html>$/,
  );
});

test("what went wrong in a session is told in development only", async () => {
  const failed = {
    kind: "failed",
    code: "engine.not-text",
    ref: "r1",
    diagnostic: "<secret> place",
  };
  const production = await (await answer(failed)).text();
  expect(production).toContain("engine.not-text");
  expect(production).toContain("r1");
  expect(production).not.toContain("secret");
  const development = await (await answer(failed, { ...ENV, DORMOUSE_DEV: "1" })).text();
  expect(development).toContain("&lt;secret&gt; place");
});
