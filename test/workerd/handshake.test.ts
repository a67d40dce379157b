/**
 * @module Who is let in: what the Worker answers to a handshake before any session wakes.
 */
import { exports } from "cloudflare:workers";
import { expect, test } from "vitest";
import { HeadlessPage } from "../support/headless-page.ts";

interface Exports {
  readonly default: { fetch(request: Request): Promise<Response> };
}

const worker = exports as unknown as Exports;
const open = (): Promise<HeadlessPage> =>
  HeadlessPage.open((request) => worker.default.fetch(request), "/counter");

/** The close code of a handshake with another token or other protocols. */
async function closeCode(protocols: string): Promise<number> {
  const headers = {
    Upgrade: "websocket",
    Origin: "http://dormouse.test",
    "Sec-WebSocket-Protocol": protocols,
  };
  const response = await worker.default.fetch(
    new Request("http://dormouse.test/_do/connect", { headers }),
  );
  expect(response.status).toBe(101);
  const socket = response.webSocket;
  if (socket === null) throw new Error("no socket");
  return new Promise((resolve) => {
    socket.addEventListener("close", ({ code }) => resolve(code));
    socket.accept();
  });
}

/** A token with one character changed. */
function tampered(token: string): string {
  const at = token.length >> 1;
  return token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1);
}

test.each([
  ["http://evil.test"],
  ["http://dormouse.test:8080"],
  ["https://dormouse.test"],
  ["null"],
  [null],
])("[H11] a handshake from %s is answered with 403", async (origin) => {
  const page = await open();
  await expect(page.connect({ origin })).rejects.toThrow("refused: 403");
});

test("[H12] a tampered token is accepted and closed with 4401", async () => {
  const { token = "" } = (await open()).island;
  expect(await closeCode(`dormouse.1, ${tampered(token)}`)).toBe(4401);
});

test("[H12] without a token: 4401", async () => {
  expect(await closeCode("dormouse.1")).toBe(4401);
});

test("[H12] a protocol that we do not speak: 4426", async () => {
  expect(await closeCode("dormouse.9, token")).toBe(4426);
});

test("[H12] a request that is no handshake: 426", async () => {
  const response = await worker.default.fetch(new Request("http://dormouse.test/_do/connect"));
  expect(response.status).toBe(426);
});
