/** @module The connection, in Node: the test is clock, network and chance. */
import { expect, test } from "vitest";
import { Connection } from "../../client/connection/connection.ts";
import type { SocketListener } from "../../client/ports.ts";

/** A connection and everything that it does, as text; chance is always one half. */
function lab({ isDevelopment = false } = {}) {
  const log: string[] = [];
  const sockets: SocketListener[] = [];
  let timer: (() => void) | null = null;
  let isAway = false;
  const browser = {
    dial(listener: SocketListener) {
      log.push("dial");
      sockets.push(listener);
      return {
        send: (data: string | Uint8Array) => log.push(`send ${data}`),
        close: () => log.push("close"),
      };
    },
    after(delayMs: number, run: () => void) {
      log.push(`after ${delayMs}`);
      timer = run;
      return () => (timer = timer === run ? null : timer);
    },
    random: () => 0.5,
    isAway: () => isAway,
    reload: (delayMs: number) => log.push(`reload ${delayMs}`),
    go: () => undefined,
    turned: () => undefined,
    report: () => undefined,
  };
  const speaker = {
    opened: () => log.push("opened"),
    received: (frame: Uint8Array) => log.push(`received ${frame}`),
    closed: () => log.push("closed"),
  };
  const connection = new Connection(browser, () => speaker, isDevelopment);
  connection.connect();
  return {
    connection,
    /** The socket dialled last. */
    socket: () => sockets.at(-1) as SocketListener,
    sockets,
    took: () => log.splice(0),
    setAway: (away: boolean) => (isAway = away),
    /** The timer that is set goes off. */
    ring() {
      const due = timer;
      timer = null;
      due?.();
    },
    hasTimer: () => timer !== null,
  };
}

test("tries again with delays that double up to thirty seconds, and start anew after a connection that worked", () => {
  const { connection, socket, took, ring } = lab();
  const delays: string[] = [];
  for (let i = 0; i < 9; i++) {
    socket().onclose({ code: 1006 });
    delays.push(...took().filter((line) => line.startsWith("after")));
    ring();
  }
  expect(delays).toEqual(
    [125, 250, 500, 1000, 2000, 4000, 8000, 15000, 15000].map((ms) => `after ${ms}`),
  );
  socket().onopen();
  connection.greeted();
  socket().onclose({ code: 1006 });
  expect(took().at(-1)).toBe("after 125");
});

test.each([
  [false, "after 1500"],
  [true, "after 0"],
])("pages spread when the server closes (development: %s)", (isDevelopment, expected) => {
  const { connection, socket, took } = lab({ isDevelopment });
  socket().onopen();
  connection.greeted();
  socket().onclose({ code: 1012 });
  expect(took().at(-1)).toBe(expected);
});

test("nobody tries while the user is away; coming back connects at once", () => {
  const { connection, socket, took, ring, setAway } = lab();
  setAway(true);
  socket().onclose({ code: 1006 });
  ring();
  expect(took().filter((line) => line === "dial").length).toBe(1);
  setAway(false);
  connection.wake();
  expect(took()).toEqual(["dial"]);
});

test("a ping every 25 seconds; without an answer in ten the connection is given up", () => {
  const { socket, took, ring } = lab();
  socket().onopen();
  expect(took()).toEqual(["dial", "after 25000", "opened"]);
  ring();
  socket().onmessage({ data: "q" });
  ring();
  expect(took()).toEqual(["send p", "after 10000", "after 15000"]);
  ring();
  ring();
  expect(took()).toEqual(["send p", "after 10000", "close", "closed", "after 125"]);
});

test("what an old socket says is not heard", () => {
  const { sockets, took, ring } = lab();
  sockets[0]?.onclose({ code: 1006 });
  ring();
  took();
  sockets[0]?.onmessage({ data: new Uint8Array([1]).buffer });
  sockets[0]?.onclose({ code: 4403 });
  sockets[1]?.onmessage({ data: new Uint8Array([2]).buffer });
  expect(took()).toEqual(["received 2"]);
});

test.each([4400, 4403, 4409, 1009])("%i: never again", (code) => {
  const { connection, socket, took, hasTimer } = lab();
  socket().onclose({ code: code });
  connection.wake();
  connection.connect();
  expect([took().includes("reload 0"), hasTimer()]).toEqual([false, false]);
});

test.each([4401, 4410, 4426])("%i: the page is loaded anew, spread", (code) => {
  const { socket, took, hasTimer } = lab();
  socket().onclose({ code: code });
  expect([took().at(-1), hasTimer()]).toEqual(["reload 1500", false]);
});

test("bye: not before the time that the server names", () => {
  const { connection, socket, took } = lab();
  socket().onopen();
  connection.greeted();
  connection.ended(4429, 5000);
  expect(took().at(-1)).toBe("after 6500");
});

test("a page that is left closes, and connects when it comes back", () => {
  const { connection, socket, took, hasTimer } = lab();
  socket().onopen();
  took();
  connection.leave();
  expect([took(), hasTimer()]).toEqual([["close", "closed"], false]);
  connection.connect();
  expect(took()).toEqual(["dial"]);
});
