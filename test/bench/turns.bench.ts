/**
 * @module Durable turns: events of the gallery's counter from Node to workerd on loopback, each its own transaction and its own
 * frame back, in one session and in a hundred. A session takes 100 events at once and 100 a second after that, so each run is a
 * fresh session's first hundred. The clients, which apply every patch, run on the same cores.
 */
import { openGallery } from "../browser/harness.ts";
import type { Path } from "../../src/protocol/key.ts";
import { HeadlessPage } from "../support/headless-page.ts";
import { isQuick, type Measurement, printTable, quantile, summarise } from "./measure.ts";
import { fetcherTo } from "./node-socket.ts";

const EVENTS = isQuick() ? 10 : 96;
/** Events under way at once when they are pipelined: as many as the browser may have pending would be 64. */
const WINDOW = 32;
const ONE_SESSION_RUNS = isQuick() ? 2 : 30;
const SESSIONS = isQuick() ? 5 : 100;
const ROUNDS = isQuick() ? 1 : 5;

interface Player {
  readonly page: HeadlessPage;
  readonly path: Path;
}

async function join(url: URL): Promise<Player> {
  const page = await HeadlessPage.open(fetcherTo(url), "/counter");
  await page.connect();
  return { page, path: page.offer("increment").path };
}

/** Milliseconds from each event to its patch, with so many under way at once. */
async function play({ page, path }: Player, window: number): Promise<number[]> {
  const sent: number[] = [];
  const times: number[] = [];
  while (times.length < EVENTS) {
    while (sent.length < EVENTS && sent.length - times.length < window) {
      sent.push(performance.now());
      page.issue(path);
    }
    const messages = await page.next();
    const now = performance.now();
    const ack = messages.find((message) => message.type === "ack");
    if (ack?.type !== "ack" || ack.rejections.length > 0)
      throw new Error(`the session said ${JSON.stringify(messages)}, ${page.closed ?? "open"}`);
    while (times.length < ack.last) times.push(now - (sent[times.length] ?? Number.NaN));
  }
  return times;
}

/** Turns a second, and the times of all events; of `rounds` rounds of fresh sessions. */
async function measure(
  url: URL,
  sessions: number,
  rounds: number,
  window: number,
): Promise<{ readonly rates: number[]; readonly times: number[] }> {
  const rates: number[] = [];
  const times: number[] = [];
  // One more: the first warms up.
  for (let round = 0; round <= rounds; round++) {
    const players = await Promise.all(Array.from({ length: sessions }, () => join(url)));
    const start = performance.now();
    const each = await Promise.all(players.map((player) => play(player, window)));
    const seconds = (performance.now() - start) / 1000;
    for (const { page } of players) page.cut();
    if (round === 0) continue;
    rates.push((sessions * EVENTS) / seconds);
    times.push(...each.flat());
  }
  return { rates, times };
}

/** All of it. */
export async function turnsBench(): Promise<Measurement[]> {
  const gallery = await openGallery();
  try {
    const rows: Measurement[] = [];
    for (const [sessions, rounds] of [
      [1, ONE_SESSION_RUNS],
      [SESSIONS, ROUNDS],
    ] as const) {
      for (const window of [1, WINDOW]) {
        const name = `${sessions} session${sessions === 1 ? "" : "s"}, ${window === 1 ? "one event at a time" : `${window} events under way`}`;
        const { rates, times } = await measure(gallery.url, sessions, rounds, window);
        rows.push(
          {
            ...summarise(name, "turns/s", rates),
            p99: quantile(
              rates.toSorted((a, b) => b - a),
              0.99,
            ),
          },
          summarise("  event → patch", "ms", times),
        );
      }
    }
    printTable("durable turns", rows);
    return rows;
  } finally {
    await gallery.close();
  }
}
