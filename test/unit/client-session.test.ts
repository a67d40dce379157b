/** @module The browser's half of the session protocol, in Node: the test plays page, connection and server. */
import { expect, test } from "vitest";
import { Session } from "../../client/session/session.ts";
import { DormouseError } from "../../src/errors/error.ts";
import { Reader, Writer } from "../../src/protocol/bytes.ts";
import { readClientFrame } from "../../src/protocol/client-messages.ts";
import type { Path } from "../../src/protocol/key.ts";
import { printMessage } from "../../src/protocol/print.ts";
import { type ServerMessage, writeServerMessage } from "../../src/protocol/server-messages.ts";

const PATH: Path = [{ slot: 3, key: null }];
const BUILD = "0011223344556677";

const patch = (seq: number, ops: readonly number[] = [1]): ServerMessage => ({
  type: "patch",
  seq,
  ops: Uint8Array.from(ops),
});
const ack = (last: number): ServerMessage => ({ type: "ack", last, rejections: [] });
const resume = (seq: number): ServerMessage => ({ type: "resume", seq });
const snap = (seq: number): ServerMessage => ({
  type: "snap",
  build: BUILD,
  epoch: 9,
  seq,
  html: "",
  island: "{}",
});

/** A session at seq 10, and everything that it does, as text. */
function lab() {
  const log: string[] = [];
  let failure: Error | null = null;
  let told = "";
  const act = (what: string): void => {
    const error = failure;
    failure = null;
    log.push(what);
    if (error !== null) throw error;
  };
  const session = new Session({ build: BUILD, epoch: 7, seq: 10 }, "00000000000000aa", {
    page: {
      known: () => new Uint8Array([5]),
      learn: (blocks) => act(`learn ${blocks.map(([block]) => block).join()}`),
      apply: (ops) => act(`apply ${ops.join()}`),
      show: ({ seq }) => act(`show ${seq}`),
      answered: (last, rejections) =>
        act(`answered ${last}${rejections.map(({ id, code }) => ` ${id}:${code}`).join("")}`),
      settled: () => undefined,
    },
    line: {
      send: (frame) => log.push(...readClientFrame(new Reader(frame)).map(printMessage)),
      greeted: () => act("greeted"),
      ended: (code, atLeastMs) => act(`ended ${code} ${atLeastMs}`),
    },
    browser: {
      go: (kind, url) => act(`go ${kind} ${url}`),
      turned: ({ up, down, patches }) => {
        told = `up=${up} down=${down} patches=${patches}`;
      },
      report: (code) => log.push(`report ${code}`),
    },
  });
  const deliver = (...messages: ServerMessage[]): void => {
    const writer = new Writer();
    for (const message of messages) writeServerMessage(writer, message);
    session.received(writer.done());
  };
  return {
    session,
    deliver,
    /** What happened since the last call. */
    took: () => log.splice(0),
    /** The counters, as whoever watches the page was told last. */
    told: () => told,
    failWith: (error: Error) => (failure = error),
    /** Opens, and the server answers that nothing happened. */
    greet() {
      session.opened();
      deliver(ack(0), resume(session.position.seq));
      log.splice(0);
    },
  };
}

const hello = (seq: number, pending = ""): string =>
  `hello versions=1-1 build=${BUILD} epoch=7 seq=${seq} nonce=00000000000000aa known=05 pending=[${pending}]`;

test("hello is the first frame and carries what was issued before", () => {
  const { session, took } = lab();
  session.issue(PATH, "x");
  expect(took()).toEqual([]);
  session.opened();
  expect(took()).toEqual([hello(10, `event id=1 issued=10 path=3 data="x"`)]);
});

test("[C16] after each answer whoever watches the page is told what it has cost so far", () => {
  const { session, told, deliver } = lab();
  session.opened();
  deliver(ack(0), resume(10));
  const { up, down } = session.counters;
  expect(told()).toBe(`up=${up} down=${down} patches=0`);
  session.issue(PATH, undefined);
  deliver(ack(1), patch(11));
  expect(told()).toBe(`up=${up + 3} down=${down + 5} patches=1`);
});

test("an event is `current` only when nothing is pending and the page is at its mark", () => {
  const { session, took, deliver } = lab();
  session.opened();
  session.issue(PATH, undefined);
  deliver(ack(0), resume(10));
  session.issue(PATH, undefined);
  deliver(ack(1), patch(11));
  deliver(ack(2), patch(12));
  took();
  session.issue(PATH, undefined);
  deliver(ack(3), patch(13));
  deliver(patch(14));
  session.issue(PATH, undefined);
  expect(took().filter((line) => line.startsWith("event"))).toEqual([
    "event id=3 issued=current path=3",
    "event id=4 issued=14 path=3",
  ]);
});

test("pending events are sent again until they are acknowledged, with the seq of then", () => {
  const { session, took, deliver, greet } = lab();
  greet();
  session.issue(PATH, undefined);
  session.issue(PATH, undefined);
  deliver(ack(1), patch(11));
  session.closed();
  session.issue(PATH, undefined);
  took();
  session.opened();
  expect(took()).toEqual([hello(11, "event id=2 issued=10 path=3; event id=3 issued=11 path=3")]);
  deliver(ack(3), patch(14));
  expect(session.pending).toEqual([]);
  expect(session.position.seq).toBe(14);
});

test("after hello a patch may jump, later ones may not", () => {
  const { session, took, deliver } = lab();
  session.opened();
  deliver(ack(0), patch(20));
  deliver(patch(20));
  deliver(patch(19));
  deliver(patch(22));
  deliver(patch(23));
  expect(took().slice(1)).toEqual(["answered 0", "apply 1", "greeted", "resync why=0"]);
  expect(session.position.seq).toBe(20);
});

test("while it waits for a snap nothing is applied and no event is `current`", () => {
  const { session, took, deliver, greet } = lab();
  greet();
  deliver(patch(12));
  session.issue(PATH, undefined);
  deliver(ack(1), patch(13));
  session.issue(PATH, undefined);
  deliver(snap(13));
  deliver(ack(2), patch(14));
  session.issue(PATH, undefined);
  expect(took()).toEqual([
    "resync why=0",
    "event id=1 issued=10 path=3",
    "answered 1",
    "event id=2 issued=10 path=3",
    "show 13",
    "answered 2",
    "apply 1",
    "event id=3 issued=current path=3",
  ]);
});

test.each([
  ["client.detached", 2],
  ["protocol.malformed", 3],
] as const)("a patch that fails with %s asks for a snap once", (code, why) => {
  const { took, deliver, greet, failWith } = lab();
  greet();
  failWith(new DormouseError(code, ""));
  deliver(patch(11));
  deliver(patch(11));
  expect(took()).toEqual(["apply 1", `report ${code}`, `resync why=${why}`]);
});

test("a broken page says so after hello, and a snap that fails is not asked for again", () => {
  const { session, took, deliver, failWith } = lab();
  session.resync(1);
  session.opened();
  deliver(ack(0), resume(10));
  failWith(new DormouseError("client.hydration", ""));
  deliver(snap(10));
  expect(took()).toEqual([
    hello(10),
    "resync why=1",
    "answered 0",
    "greeted",
    "show 10",
    "report client.hydration",
  ]);
  session.closed();
  session.opened();
  expect(took().at(-1)).toBe("resync why=1");
});

test("a frame that is no message asks for a snap", () => {
  const { session, took, greet } = lab();
  greet();
  session.received(new Uint8Array([15]));
  expect(took()).toEqual(["report protocol.malformed", "resync why=3"]);
});

test("a snap moves the page to another build and epoch, and keeps what is pending", () => {
  const { session, took, deliver, greet } = lab();
  greet();
  session.issue(PATH, undefined);
  deliver(snap(3));
  expect(session.position).toEqual({ build: BUILD, epoch: 9, seq: 3 });
  expect(session.pending.map(({ id, issued }) => [id, issued])).toEqual([[1, 10]]);
  took();
  deliver({ type: "ack", last: 1, rejections: [{ id: 1, code: "event.stale", message: "" }] });
  expect(took()).toEqual(["answered 1 1:event.stale"]);
});

test("blocks come before their patch, go and bye are passed on", () => {
  const { took, deliver, greet } = lab();
  greet();
  deliver({ type: "blocks", blocks: [[4, "{}"]] }, patch(11));
  deliver({ type: "go", kind: 1, url: "/a" }, { type: "bye", code: 4429, retryAfterMs: 500 });
  expect(took()).toEqual(["learn 4", "apply 1", "go 1 /a", "ended 4429 500"]);
});

test("what is pending is bounded in number and in bytes", () => {
  const { session, took } = lab();
  for (let i = 0; i < 64; i++) expect(session.issue(PATH, undefined)).toBe(i + 1);
  expect(session.issue(PATH, undefined)).toBe(null);
  expect(took()).toEqual([]);
  const other = lab();
  expect(other.session.issue(PATH, "x".repeat(40_000))).toBe(1);
  expect(other.session.issue(PATH, "x".repeat(40_000))).toBe(null);
  expect(other.session.issue(PATH, "y")).toBe(2);
});
