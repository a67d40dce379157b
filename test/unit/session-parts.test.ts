/**
 * @module The small parts of a session, each alone: mailbox, ring, bucket, block sets, reconnection, openings.
 */
import { expect, test } from "vitest";
import { MAX_RING_BYTES, RATE_BURST, RATE_PER_SECOND } from "../../src/protocol/limits.ts";
import { DEBT, fullBucket, take, waitMs } from "../../src/session/bucket.ts";
import { addBlocks, hasBlock } from "../../src/session/known-blocks.ts";
import { Mailbox } from "../../src/session/mailbox.ts";
import { parseCookies, RecordedOpening, targetOf } from "../../src/session/opening.ts";
import { decideReconnection } from "../../src/session/reconnect.ts";
import { Ring } from "../../src/session/ring.ts";

test("the mailbox runs one job at a time, in order, and survives one that fails", async () => {
  const mailbox = new Mailbox();
  const seen: string[] = [];
  let release: () => void = () => undefined;
  const waiting = new Promise<void>((resume) => (release = resume));
  const first = mailbox.run(async () => {
    seen.push("1 begins");
    await waiting;
    seen.push("1 ends");
  });
  const second = mailbox.run(() => Promise.reject(new Error("2 fails")));
  const third = mailbox.run(() => Promise.resolve(seen.push("3")));
  release();
  await expect(second).rejects.toThrow("2 fails");
  await Promise.all([first, third]);
  expect(seen).toEqual(["1 begins", "1 ends", "3"]);
});

test("the ring keeps what fits, a frame that lasted only once, and the latest always", () => {
  const ring = new Ring();
  const [a, b, c] = [100_000, 100_000, 100_000].map((size) => new Uint8Array(size));
  if (a === undefined || b === undefined || c === undefined) throw new Error("unreachable");
  ring.put(0, a, "x");
  for (let seq = 1; seq < 5000; seq++) ring.put(seq, a, "x");
  ring.put(5000, b, "x");
  expect(ring.at(0)?.frame).toBe(a);
  expect(ring.at(4999)?.frame).toBe(a);
  ring.put(5001, c, "y");
  expect(ring.at(4999)).toBe(null);
  expect(ring.at(5000)?.frame).toBe(b);
  expect(ring.at(5001)).toMatchObject({ build: "y" });
  expect(ring.at(5002)).toBe(null);
  const large = new Uint8Array(MAX_RING_BYTES + 1);
  ring.put(5002, large, "y");
  expect(ring.at(5001)).toBe(null);
  expect(ring.at(5002)?.frame).toBe(large);
});

test("the bucket empties, refills with time, and is not moved by a clock that jumps back", () => {
  let bucket = fullBucket(0);
  for (let i = 0; i < RATE_BURST; i++) bucket = take(bucket, 0, DEBT.none) ?? bucket;
  expect(take(bucket, 0, DEBT.none)).toBe(null);
  expect(take(bucket, -9999, DEBT.none)).toBe(null);
  const oneMs = waitMs(bucket, 0);
  expect(oneMs).toBe(1000 / RATE_PER_SECOND);
  expect(take(bucket, oneMs - 1, DEBT.none)).toBe(null);
  expect(take(bucket, oneMs, DEBT.none)).not.toBe(null);
  expect(take(bucket, 1e9, DEBT.none)?.tokens).toBe(RATE_BURST - 1);
  for (let i = 0; i < -DEBT.refused; i++) bucket = take(bucket, 0, DEBT.refused) ?? bucket;
  expect(take(bucket, 0, DEBT.refused)).toBe(null);
  expect(take(bucket, 0, DEBT.replayed)).not.toBe(null);
});

test("a set of blocks grows, and stays the same object when nothing is added", () => {
  const some = addBlocks(new Uint8Array(0), [0, 9]);
  expect([...some]).toEqual([1, 2]);
  expect(hasBlock(some, 9)).toBe(true);
  expect(hasBlock(some, 8)).toBe(false);
  expect(hasBlock(some, 4000)).toBe(false);
  expect(addBlocks(some, [9, 0])).toBe(some);
  expect(addBlocks(some, [1_000_000])).toBe(some);
});

test("a page is patched only from what it is known to show, in its own program and epoch", () => {
  const here = { build: "b", epoch: 1, seq: 5 };
  const shown = { from: 0, frame: Uint8Array.of(1), build: "b" };
  const decide = (page: Partial<typeof here>, what: typeof shown | null = shown): string =>
    decideReconnection({ ...here, ...page }, here, what).kind;
  expect(decide({})).toBe("resume");
  expect(decide({ seq: 4 })).toBe("catch-up");
  expect(decide({ seq: 4 }, null)).toBe("snap");
  expect(decide({ seq: 4 }, { ...shown, build: "a" })).toBe("snap");
  expect(decide({ seq: 6 })).toBe("snap");
  expect(decide({ build: "a" })).toBe("snap");
  expect(decide({ epoch: 2 })).toBe("snap");
});

test("mount may redirect to http(s), however it is spelled, and nowhere else", () => {
  const from = new URL("https://example.org/a/b?c");
  expect(targetOf("../x", from)).toBe("https://example.org/x");
  expect(targetOf("//other.org/x", from)).toBe("https://other.org/x");
  for (const to of [
    "javascript:alert(1)",
    " java\tscript:alert(1)",
    "data:text/html,x",
    "http://",
  ]) {
    expect(() => targetOf(to, from)).toThrow(expect.objectContaining({ code: "view.mount" }));
  }
  const opening = new RecordedOpening(from, [["Cookie", 'a=1; b="2"; a=3; c; __proto__=4']]);
  expect([...opening.cookies]).toEqual([
    ["a", "1"],
    ["b", "2"],
    ["__proto__", "4"],
  ]);
  expect(parseCookies(null).size).toBe(0);
  expect(() => opening.status(99)).toThrow(expect.objectContaining({ code: "view.mount" }));
  opening.status(404);
  opening.setCookie("a=b");
  expect(opening.marks).toEqual({ status: 404, setCookies: ["a=b"] });
});
