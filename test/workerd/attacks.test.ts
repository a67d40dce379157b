/**
 * @module The same attack gets the same verdict at every entry point: what is sent as an event, waits in a hello or stands beside
 * an honest event in one frame; what a query says at the GET or from a page; what a token is worth at the socket or in a
 * cookie. The last row of each table is no attack, and is let in.
 */
import { parse } from "devalue";
import { describe, expect, test } from "vitest";
import type { Todo } from "../../examples/todo/todo.ts";
import { Writer } from "../../src/protocol/bytes.ts";
import { type EventMessage, writeEvent, writeHello } from "../../src/protocol/client-messages.ts";
import type { Key, Path } from "../../src/protocol/key.ts";
import { MAX_CLIENT_FRAME_BYTES, PROTOCOL_VERSION } from "../../src/protocol/limits.ts";
import type { Value } from "../../src/protocol/value.ts";
import { signToken, TOKEN_LIFETIME_MS } from "../../src/security/token.ts";
import { principalOf } from "../../src/security/principal.ts";
import { type HeadlessPage, islandOf } from "../support/headless-page.ts";
import { sessionOf, storedOf } from "./support/gallery.ts";
import { ask, begin, ORIGIN, SECRET } from "./support/todo-app.ts";

type Said = Partial<Pick<EventMessage, "id" | "issued" | "path" | "data">>;
type Verdict = string | number;

/** Ways of an event to its session. */
const ENTRIES = {
  "as an event": (page: HeadlessPage, event: EventMessage) => page.sendEvent(event),
  "waiting in a hello": (page: HeadlessPage, event: EventMessage) => {
    page.pending = [event];
    page.hello();
  },
  "beside an honest one": (page: HeadlessPage, event: EventMessage) => {
    const honest = { ...event, id: 2, path: page.offer("toggle").path, data: undefined };
    const writer = new Writer();
    writeEvent(writer, honest);
    writeEvent(writer, { ...event, id: event.id + 1 });
    page.send(writer.done());
  },
} as const;

/** What a page is told of the last event that it sent. */
async function verdict(page: HeadlessPage, id: number): Promise<Verdict> {
  for (;;) {
    const messages = await page.next();
    if (page.closed !== undefined && messages.length === 0) return page.closed;
    const ack = messages.find(({ type }) => type === "ack");
    if (ack?.type !== "ack" || ack.last < id) continue;
    return ack.rejections.find((rejection) => rejection.id === id)?.code ?? "ran";
  }
}

/** What is on the list that is stored. */
async function titles(page: HeadlessPage): Promise<readonly string[]> {
  const state = (await storedOf(page))?.record.state ?? "";
  return (parse(state) as Todo).items.map(({ title }) => title);
}

const at = (page: HeadlessPage, handler: string): Path => page.offer(handler).path;
/** The address of a row's button, with another row's key. */
const row = (page: HeadlessPage, key: Key): Path =>
  at(page, "remove").map((step, i, all) => (i === all.length - 2 ? { ...step, key } : step));
const URL_PATH: Path = [{ slot: 0, key: 0 }];
const nested = (depth: number): Value => (depth === 0 ? 1 : [nested(depth - 1)]);
const named = (name: string): Value =>
  Object.defineProperty({}, name, { value: 1, enumerable: true }) as Value;

const EVENTS: readonly (readonly [string, (page: HeadlessPage) => Said, Verdict])[] = [
  ["a slot that does not exist", () => ({ path: [{ slot: 999, key: null }] }), "event.stale"],
  ["a slot that calls nothing", () => ({ path: [{ slot: 1, key: null }] }), "event.stale"],
  ["a row that never was", (page) => ({ path: row(page, 99) }), "event.stale"],
  ["a row named __proto__", (page) => ({ path: row(page, "__proto__") }), "event.stale"],
  ["a row named constructor", (page) => ({ path: row(page, "constructor") }), "event.stale"],
  ["a row named like a private method", (page) => ({ path: row(page, "#item") }), "event.stale"],
  ["an address that stops", (page) => ({ path: row(page, 1).slice(0, 1) }), "event.stale"],
  [
    "an address that goes on",
    (page) => ({ path: [...at(page, "remove"), { slot: 0, key: null }] }),
    "event.stale",
  ],
  ["a page that is still to come", (page) => ({ issued: 1e6, path: row(page, 1) }), "event.stale"],
  ["more than was asked for", (page) => ({ path: row(page, 1), data: 2 }), "event.invalid"],
  ["less than was asked for", (page) => ({ path: at(page, "add") }), "event.invalid"],
  ["another type", (page) => ({ path: at(page, "add"), data: { title: 7 } }), "event.invalid"],
  [
    "too long for its schema",
    (page) => ({ path: at(page, "add"), data: { title: "x".repeat(81) } }),
    "event.invalid",
  ],
  ["a query that is no text", () => ({ path: URL_PATH, data: 7 }), "event.invalid"],
  ["no query", () => ({ path: URL_PATH }), "event.invalid"],
  [
    "a query too long for a URL",
    () => ({ path: URL_PATH, data: "x".repeat(3000) }),
    "event.invalid",
  ],
  ["a step below the URL", () => ({ path: [...URL_PATH, { slot: 1, key: null }] }), "event.stale"],
  ["too deep a value", (page) => ({ path: at(page, "add"), data: nested(40) }), 4400],
  ["too deep a query", () => ({ path: URL_PATH, data: nested(40) }), 4400],
  [
    "too many parts",
    (page) => ({ path: at(page, "add"), data: Array.from({ length: 2001 }, () => 1) }),
    4400,
  ],
  [
    "a field named __proto__",
    (page) => ({ path: at(page, "add"), data: named("__proto__") }),
    4400,
  ],
  [
    "a field named constructor",
    (page) => ({ path: at(page, "add"), data: named("constructor") }),
    4400,
  ],
  [
    "too long an address",
    () => ({ path: Array.from({ length: 65 }, () => ({ slot: 1, key: null })) }),
    4400,
  ],
  ["an id after a gap", (page) => ({ id: 7, path: row(page, 1) }), 4400],
  [
    "more than a frame may have",
    (page) => ({ path: at(page, "add"), data: "x".repeat(MAX_CLIENT_FRAME_BYTES) }),
    1009,
  ],
  ["an honest event", (page) => ({ path: row(page, 1) }), "ran"],
];

describe.each(Object.entries(ENTRIES))("%s", (_, enter) => {
  test.each(EVENTS)("[I13] %s", async (__, said, expected) => {
    const page = await begin();
    const before = await titles(page);
    const { id = 2, issued = page.seq, path = [], data } = said(page);
    enter(page, { type: "event", id, issued, path, data });
    const last = enter === ENTRIES["beside an honest one"] ? id + 1 : id;
    expect(await verdict(page, last)).toBe(expected);
    if (expected !== "ran") expect(await titles(page)).toEqual(before);
  });
});

/** Ways of a query to the fields. */
const QUERIES = {
  "in a GET": async (query: string) => begin(query),
  "from a page": async (query: string) => {
    const page = await begin();
    page.issue(URL_PATH, query);
    await page.next();
    return page;
  },
  "waiting in a hello": async (query: string) => {
    const page = await begin();
    page.cut();
    page.issue(URL_PATH, query);
    await page.connect();
    return page;
  },
} as const;

describe.each(Object.entries(QUERIES))("%s", (_, go) => {
  test.each([
    ["a value that does not fit", "?show=everything", "all"],
    ["a field that is not in the URL", "?nextId=7&items=[]&editing=1", "all"],
    ["a prototype", "?__proto__=x&constructor=y&prototype=z", "all"],
    ["a method", "?add=x&%23item=y&mount=z", "all"],
    ["the value twice", "?show=open&show=done", "open"],
    ["bytes that are no text", "?show=%ff%fe", "all"],
    ["an honest query", "?show=open", "open"],
  ])("[I13] %s", async (__, query, show) => {
    const page = await go(query);
    const state: unknown = parse((await storedOf(page))?.record.state ?? "");
    expect(state).toEqual({
      items: [{ id: 1, title: "milk", done: false }],
      nextId: 2,
      editing: null,
      draft: "",
      show,
    });
  });
});

/** Ways of a token to its session: whether it opens it. */
const TOKENS = {
  "at the socket": async (token: string, user: string) => {
    const headers = {
      upgrade: "websocket",
      origin: ORIGIN,
      cookie: `user=${user}`,
      "sec-websocket-protocol": `dormouse.1, ${token}`,
    };
    const { webSocket } = await ask(new Request(`${ORIGIN}/_do/connect`, { headers }));
    if (webSocket === null) throw new Error("refused");
    webSocket.accept();
    const answer = new Promise<boolean>((resolve) => {
      webSocket.addEventListener("message", () => resolve(true));
      webSocket.addEventListener("close", ({ code }) => resolve(code !== 4401));
    });
    webSocket.send("p");
    return answer;
  },
  "in a cookie": async (token: string, user: string) => {
    const headers = { cookie: `user=${user}; do=${token}` };
    const html = await (await ask(new Request(`${ORIGIN}/todo`, { headers }))).text();
    return islandOf(html).seq > 0;
  },
} as const;

/** A token for the session of `page`, signed differently. */
async function signed(page: HeadlessPage, differently: object): Promise<string> {
  const sid = sessionOf(page).id.toString();
  const principal = await principalOf({ id: "nobody" });
  const claims = { sid, principal, view: "Todo", url: "/todo", ...differently };
  return signToken(claims, { secret: SECRET, now: Date.now(), ...differently });
}

const changed = (token: string): string =>
  `${token.slice(0, 60)}${token[60] === "A" ? "B" : "A"}${token.slice(61)}`;
const own = ({ island }: HeadlessPage): string => island.token ?? "";

describe.each(Object.entries(TOKENS))("%s", (_, opens) => {
  test.each<[string, (page: HeadlessPage) => string | Promise<string>, string, boolean]>([
    ["no token", () => "AAAA", "nobody", false],
    ["too long a token", () => "A".repeat(5000), "nobody", false],
    ["a changed token", (page) => changed(own(page)), "nobody", false],
    ["another user's token", own, "somebody", false],
    [
      "a user's own token, made out for another",
      (page) => signed(page, { principal: "ab".repeat(16) }),
      "nobody",
      false,
    ],
    [
      "another app's token",
      (page) => signed(page, { secret: "a secret of another app" }),
      "nobody",
      false,
    ],
    [
      "an expired token",
      (page) => signed(page, { now: Date.now() - TOKEN_LIFETIME_MS - 1000 }),
      "nobody",
      false,
    ],
    [
      "a token of the future",
      (page) => signed(page, { now: Date.now() + 3_600_000 }),
      "nobody",
      false,
    ],
    [
      "a token of no session of ours",
      (page) => signed(page, { sid: "ab".repeat(32) }),
      "nobody",
      false,
    ],
    ["an honest token", (page) => signed(page, {}), "nobody", true],
  ])("[I13] %s", async (__, token, user, isLetIn) => {
    const page = await begin();
    expect(await opens(await token(page), user)).toBe(isLetIn);
  });
});

test("[I13] a version that nobody speaks is 4426, in the handshake and in hello", async () => {
  const page = await begin();
  const headers = {
    upgrade: "websocket",
    origin: ORIGIN,
    "sec-websocket-protocol": "dormouse.9, x",
  };
  const { webSocket } = await ask(new Request(`${ORIGIN}/_do/connect`, { headers }));
  const code = new Promise((resolve) => webSocket?.addEventListener("close", resolve));
  webSocket?.accept();
  expect(await code).toMatchObject({ code: 4426 });
  const writer = new Writer();
  const { build, epoch, seq, nonce } = page;
  const versions = [PROTOCOL_VERSION + 1, PROTOCOL_VERSION + 2] as const;
  const known = new Uint8Array(0);
  writeHello(writer, { versions, build, epoch, seq, nonce, known, pending: [] });
  page.send(writer.done());
  while ((await page.next()).length > 0);
  expect(page.closed).toBe(4426);
});
