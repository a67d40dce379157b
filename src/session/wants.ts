/**
 * @module What a turn wants to happen after it: runs of tasks, messages to queues. Both are written in the turn's own
 * transaction, so that they happen if and only if it was committed, also when memory is lost a moment later.
 */
import type { SideChange, TaskRun } from "../platform/storage.ts";
import { SEND_GRACE_MS, TASK_LOOK_MS } from "../protocol/limits.ts";
import type { LiveView } from "../view/live-view.ts";
import { tasksOf } from "../view/task.ts";
import type { SessionLive } from "./live.ts";
import type { Surroundings } from "./ports.ts";

/** A view that is alive. */
interface Instance {
  readonly view: LiveView;
  readonly live: SessionLive;
}

/** What is to be written, and the runs there are then, by field. */
export interface Wants {
  readonly changes: readonly SideChange[];
  readonly runs: ReadonlyMap<string, TaskRun>;
  /** When (ms) somebody must look, should memory be lost; null: nobody has to. */
  readonly lookAt: number | null;
}

/** A run by which nothing else is meant. */
export function newRunId({ app, ports }: Surroundings): string {
  const { random } = ports;
  return `${app.id}:${random.uint32().toString(36)}${random.uint32().toString(36)}`;
}

/** What the last turn of `instance` wants. */
export function wantsOf(
  around: Surroundings,
  { view, live }: Instance,
  before: ReadonlyMap<string, TaskRun>,
): Wants {
  const changes: SideChange[] = [];
  const runs = new Map(before);
  const now = around.ports.clock.now();
  const times: number[] = [];
  for (const [field, { wish }] of tasksOf(view)) {
    if (wish === null) continue;
    if (wish.kind === "run") {
      const run = { id: newRunId(around), field, args: wish.args, attempts: 1 };
      runs.set(field, run);
      changes.push({ kind: "task", run });
      times.push(now + TASK_LOOK_MS);
    } else if (runs.delete(field)) changes.push({ kind: "task-over", field });
  }
  for (const message of live.outgoing.messages) {
    changes.push({ kind: "message", message });
    times.push(now + SEND_GRACE_MS);
  }
  return { changes, runs, lookAt: times.length === 0 ? null : Math.min(...times) };
}

/** They are written. */
export function granted({ view, live }: Instance): void {
  for (const [, task] of tasksOf(view)) task.granted();
  live.outgoing.clear();
}

/** Ends what the state calls running and nobody has stored: its field had another name, or its view was set aside. */
export function interruptOrphans(
  { view }: Instance,
  runs: ReadonlyMap<string, TaskRun>,
): "interrupted" | "nothing" {
  let outcome: "interrupted" | "nothing" = "nothing";
  for (const [field, task] of tasksOf(view)) {
    if (!task.running || task.wish !== null || runs.has(field)) continue;
    task.fail("task.interrupted");
    outcome = "interrupted";
  }
  return outcome;
}
