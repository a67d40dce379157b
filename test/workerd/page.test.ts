/**
 * @module One live page inside workerd, from GET to click: what is stored when, who may connect, and what a browser is told
 * when it may not.
 */
import { runInDurableObject } from "cloudflare:test";
import { exports } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { SocketConnections } from "../../src/platform/cloudflare-connections.ts";
import {
  CLOSE_MALFORMED,
  CLOSE_TOO_BIG,
  CLOSE_UNAUTHORIZED,
  CLOSE_VERSION,
} from "../../src/protocol/close-codes.ts";
import { MAX_CLIENT_FRAME_BYTES, PING, PONG, SUBPROTOCOL } from "../../src/protocol/limits.ts";
import { decodeBase64url } from "../../src/security/base64url.ts";
import { HeadlessPage, islandOf } from "../support/headless-page.ts";

interface Gallery {
  readonly default: { fetch(request: Request): Promise<Response> };
  readonly LiveSession: DurableObjectNamespace;
}

const gallery = exports as unknown as Gallery;
const ORIGIN = "http://dormouse.test";
const fetcher = (request: Request): Promise<Response> => gallery.default.fetch(request);
const get = (path: string, init?: RequestInit): Promise<Response> =>
  fetcher(new Request(ORIGIN + path, init));

/** Rows of all tables that are ours, of the newest session. */
async function rows(id: DurableObjectId): Promise<number> {
  return runInDurableObject(gallery.LiveSession.get(id), (_instance, { storage }) => {
    const tables = storage.sql
      .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")
      .toArray()
      .filter(({ name }) => name === "session" || name === "rejection");
    return tables.reduce((sum, { name }) => {
      const [counted] = storage.sql.exec<{ n: number }>(`SELECT COUNT(*) n FROM ${name}`).toArray();
      return sum + (counted?.n ?? 0);
    }, 0);
  });
}

/** The session that a token speaks of. */
function sessionOf(signed: string): DurableObjectId {
  const sid = decodeBase64url(signed)?.subarray(2, 34) ?? new Uint8Array(0);
  const hex = Array.from(sid, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return gallery.LiveSession.idFromString(hex);
}

test("a GET leaves no row behind, a socket one, a click none more", async () => {
  const page = await HeadlessPage.open(fetcher, "/counter");
  const id = sessionOf(page.island.token ?? "");
  expect(await rows(id)).toBe(0);
  await page.connect();
  expect(await rows(id)).toBe(1);
  await page.click("increment");
  expect(await rows(id)).toBe(1);
});

test("[R1] [R2] a refresh goes on with the session, once, and the cookie is taken away", async () => {
  const page = await HeadlessPage.open(fetcher, "/counter");
  await page.connect();
  await page.click("increment");
  const left = page.island.token ?? "";
  const again = await get("/counter", { headers: { cookie: `a=b; do=${left}` } });
  expect(again.headers.get("set-cookie")).toBe("do=; Max-Age=0");
  const island = islandOf(await again.text());
  expect(island).toMatchObject({ epoch: page.island.epoch, seq: 1 });
  expect(sessionOf(island.token ?? "")).toEqual(sessionOf(left));
  const third = await get("/counter", { headers: { cookie: `do=${left}` } });
  expect(islandOf(await third.text())).toMatchObject({ seq: 0 });
});

test("[R1] a page that went somewhere within its view is resumed at its new URL, and at no other", async () => {
  const page = await HeadlessPage.open(fetcher, "/todo");
  await page.connect();
  await page.click("add", { title: "milk" });
  page.issue([{ slot: 0, key: 0 }], "?show=open");
  await page.next();
  const headers = { cookie: `do=${page.island.token}` };
  const other = await get("/todo?show=done", { headers });
  expect(islandOf(await other.text())).toMatchObject({ seq: 0 });
  const again = await get("/todo?show=open", { headers });
  expect(await again.text()).toContain("milk");
});

test.each([["nonsense"], [""], ["A".repeat(200)]])(
  "[R3] a cookie that is no token opens a page: %s",
  async (cookie) => {
    const response = await get("/counter", { headers: { cookie: `do=${cookie}` } });
    expect(response.status).toBe(200);
    expect(response.headers.get("set-cookie")).toBe("do=; Max-Age=0");
  },
);

test("a page is complete, strict about scripts, and fetches its client from a URL that never changes", async () => {
  const response = await get("/counter");
  const html = await response.text();
  expect(response.status).toBe(200);
  expect(response.headers.get("cache-control")).toBe("private, no-cache, no-transform");
  expect(response.headers.get("content-security-policy")).toContain("script-src 'self'");
  expect(islandOf(html).token).toBeTypeOf("string");
  const [, path = ""] = /<script type="module" src="([^"]+)">/.exec(html) ?? [];
  const script = await get(path);
  expect(script.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect(script.headers.get("content-type")).toContain("text/javascript");
  expect((await script.text()).length).toBeGreaterThan(1000);
  expect((await get("/_do/client.0000000000000000.js")).status).toBe(404);
});

test("scripts of the app come after the client, once each", async () => {
  const html = await (await get("/counter")).text();
  const scripts = [...html.matchAll(/<script type="module" src="([^"]+)"><\/script>/g)];
  expect(scripts.map(([, path]) => path?.replace(/\.\w{16}\./, "."))).toEqual([
    "/_do/client.js",
    "/gallery.js",
  ]);
});

test("only GET and HEAD", async () => {
  expect((await get("/counter", { method: "HEAD" })).status).toBe(200);
  expect([404, 405]).toContain((await get("/counter", { method: "POST" })).status);
});

interface Refusal {
  readonly origin?: string | null;
  readonly protocols?: string;
}

/** The status, or the code that the socket is closed with. */
async function handshake({ origin = ORIGIN, protocols = "" }: Refusal): Promise<number> {
  const headers = new Headers({ Upgrade: "websocket" });
  if (protocols !== "") headers.set("Sec-WebSocket-Protocol", protocols);
  if (origin !== null) headers.set("Origin", origin);
  const { status, webSocket } = await get("/_do/connect", { headers });
  if (webSocket === null) return status;
  webSocket.accept();
  return new Promise((resolve) => webSocket.addEventListener("close", ({ code }) => resolve(code)));
}

async function token(): Promise<string> {
  return islandOf(await (await get("/counter")).text()).token ?? "";
}

test.each([
  ["no origin", null],
  ["null", "null"],
  ["another site", "https://evil.example"],
  ["another scheme", "https://dormouse.test"],
  ["another port", "http://dormouse.test:8080"],
  ["a suffix", "http://dormouse.test.evil.example"],
  ["a prefix", "http://evildormouse.test"],
])("a handshake from %s is refused with 403, and wakes nobody", async (_, origin) => {
  const protocols = `${SUBPROTOCOL}, ${await token()}`;
  const woken = vi.spyOn(SocketConnections.prototype, "accept");
  expect(await handshake({ origin, protocols })).toBe(403);
  expect(woken).not.toHaveBeenCalled();
  woken.mockRestore();
});

test("what else is refused is accepted and closed with a code that stops or reloads the page", async () => {
  const good = await token();
  const changed = good.slice(0, -2) + (good.endsWith("AA") ? "BB" : "AA");
  const woken = vi.spyOn(SocketConnections.prototype, "accept");
  expect(await handshake({})).toBe(CLOSE_VERSION);
  expect(await handshake({ protocols: "dormouse.2, x" })).toBe(CLOSE_VERSION);
  expect(await handshake({ protocols: SUBPROTOCOL })).toBe(CLOSE_UNAUTHORIZED);
  expect(await handshake({ protocols: `${SUBPROTOCOL}, ${changed}` })).toBe(CLOSE_UNAUTHORIZED);
  expect(await handshake({ protocols: `${SUBPROTOCOL}, ${good}, more` })).toBe(CLOSE_UNAUTHORIZED);
  expect(await handshake({ protocols: `${good}, ${SUBPROTOCOL}` })).toBe(CLOSE_VERSION);
  expect(woken).not.toHaveBeenCalled();
  // That the spy would have seen it:
  await HeadlessPage.open(fetcher, "/counter").then((page) => page.connect());
  expect(woken).toHaveBeenCalledOnce();
  woken.mockRestore();
});

test("without an upgrade: 426", async () => {
  expect((await get("/_do/connect", { headers: { Origin: ORIGIN } })).status).toBe(426);
});

test("headers that pretend to be ours reach no session", async () => {
  const headers = {
    Upgrade: "websocket",
    Origin: ORIGIN,
    "Sec-WebSocket-Protocol": `${SUBPROTOCOL}, ${await token()}`,
    "dormouse-claims": encodeURIComponent('{"view":"Evil"}'),
  };
  const { status, webSocket, headers: answer } = await get("/_do/connect", { headers });
  expect(status).toBe(101);
  expect(answer.get("sec-websocket-protocol")).toBe(SUBPROTOCOL);
  webSocket?.accept();
  webSocket?.close(1000);
});

/** Sends raw data, and waits for the next message or the close. */
async function raw(data: string | Uint8Array): Promise<string | number> {
  const headers = {
    Upgrade: "websocket",
    Origin: ORIGIN,
    "Sec-WebSocket-Protocol": `${SUBPROTOCOL}, ${await token()}`,
  };
  const { webSocket } = await get("/_do/connect", { headers });
  if (webSocket === null) throw new Error("refused");
  webSocket.binaryType = "arraybuffer";
  webSocket.accept();
  const closed = new Promise<number>((resolve) =>
    webSocket.addEventListener("close", ({ code }) => resolve(code)),
  );
  const answered = new Promise<string>((resolve) =>
    webSocket.addEventListener("message", ({ data: text }) => {
      if (typeof text === "string") resolve(text);
    }),
  );
  webSocket.send(data);
  return Promise.race([closed, answered]);
}

test("a ping is answered by the platform", async () => {
  expect(await raw(PING)).toBe(PONG);
});

test("bytes that are no message are answered with a close, never with silence", async () => {
  expect(await raw("hello?")).toBe(CLOSE_MALFORMED);
  expect(await raw(Uint8Array.of(0xff))).toBe(CLOSE_MALFORMED);
  expect(await raw(new Uint8Array(MAX_CLIENT_FRAME_BYTES + 1))).toBe(CLOSE_TOO_BIG);
});
