/**
 * @module A run that failed, told so that it can be repeated: what was broken, the shortest schedule that still breaks it, and
 * what happens in it.
 */
import { plan, printSchedule, shrink } from "./schedule.ts";
import { run } from "./simulate.ts";

/** What is the same about two failures: the promise, or the first words. */
export function nameOf(failure: Error): string {
  // Not by its class: the run may come from a bundle of its own.
  return "id" in failure ? String(failure.id) : failure.message.slice(0, 20);
}

/** Shrinks the failure of a seed, and tells it. */
export async function report(seed: number, failure: Error): Promise<string> {
  const name = nameOf(failure);
  const shortest = await shrink(plan(seed), async (schedule) => {
    const { failure: other } = await run(schedule);
    return other !== null && nameOf(other) === name;
  });
  const { failure: again, story } = await run(shortest);
  const what = (again ?? failure).message.slice(0, 1_000);
  return `seed ${seed}\n${what}\n${story.join("\n")}\nkeep: "${printSchedule(shortest)}"`;
}
