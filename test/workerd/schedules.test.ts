/**
 * @module Random schedules over every example of the gallery: a random user, and hibernation, eviction, abort, drops,
 * reconnects and refreshes between any two messages. `npm run soak -- 1000 --gallery` runs more of them.
 */
import { env } from "cloudflare:workers";
import { afterAll, expect, test } from "vitest";
import { shrink } from "../simulator/schedule.ts";
import { loadDice, play, planRun, printRun, type Run, type Tally } from "./support/random-run.ts";

const { SCHEDULES, FIRST_SCHEDULE } = env as unknown as Record<string, string>;
const count = Number(SCHEDULES);
const first = Number(FIRST_SCHEDULE);
const LINE_EVERY = 100;

afterAll(loadDice());

/** What went wrong, a throw included. */
async function failure(run: Run, tally: Tally): Promise<string | null> {
  try {
    return await play(run, tally);
  } catch (error) {
    return String(error);
  }
}

test(
  `[T1] ${count} random schedules over the gallery: nothing lost, nothing doubled, the page is the frame`,
  // Only so that a page which waits for ever is a failure; nothing else depends on it.
  { timeout: 600_000 },
  async () => {
    const tally: Tally = new Map();
    for (let seed = first; seed < first + count; seed++) {
      const run = planRun(seed);
      const wrong = await failure(run, tally);
      if (wrong !== null) {
        const shortest = await shrink(
          run,
          async (other) => (await failure(other, new Map())) !== null,
        );
        expect.fail(`seed ${seed}: ${wrong}\n${printRun(shortest)}`);
      }
      if ((seed - first + 1) % LINE_EVERY === 0)
        console.log(
          `${seed - first + 1} of ${count}: ${JSON.stringify(Object.fromEntries(tally))}`,
        );
    }
    // Runs in which nothing happened would find nothing.
    for (const kind of [
      "applied",
      "event.stale",
      "event.invalid",
      "event.refused",
      "abort",
      "refresh",
    ])
      expect.soft(tally.get(kind), kind).toBeGreaterThan(0);
  },
);
