/**
 * @module Runs of tasks in memory, kept equal to the runs that are stored: after every turn, and every commit of a hello, what is
 * stored and does not run is begun, and what runs and is not stored any more is aborted. So a run begins after the commit that
 * wanted it, never without it, and again after a crash. A timer and the work itself keep the object awake, nothing else does.
 */
import { DormouseError, isDormouseError } from "../errors/error.ts";
import type { SideChange, TaskRun } from "../platform/storage.ts";
import { codeOf } from "../platform/log.ts";
import { MAX_TASK_ATTEMPTS, TASK_LOOK_MS, TASK_TIMEOUT_MS } from "../protocol/limits.ts";
import { type TaskField, taskOf } from "../view/task.ts";
import type { Surroundings } from "./ports.ts";
import type { Resident } from "./resident.ts";
import type { TaskOutcome } from "./task-end.ts";
import { within } from "./within.ts";

/** Takes how a run ended. It comes once for each that was not aborted, and again when it rejects. */
export type TaskListener = (run: TaskRun, outcome: TaskOutcome) => Promise<unknown>;

/** The runs of one session. */
export class TaskRunner {
  readonly #around: Surroundings;
  readonly #ended: TaskListener;
  /** By id. Null: it has ended, and its run is yet to be struck out. */
  readonly #running = new Map<string, AbortController | null>();

  constructor(around: Surroundings, ended: TaskListener) {
    this.#around = around;
    this.#ended = ended;
  }

  /** Brings memory in line with what is stored. */
  follow(resident: Resident): void {
    const wanted = new Set([...resident.runs.values()].map(({ id }) => id));
    for (const id of this.#running.keys()) if (!wanted.has(id)) this.#abort(id);
    for (const run of resident.runs.values()) {
      if (!this.#running.has(run.id)) this.#begin(resident, run);
    }
  }

  /** The session is over. */
  abortAll(): void {
    for (const id of this.#running.keys()) this.#abort(id);
  }

  #abort(id: string): void {
    this.#running.get(id)?.abort(new DOMException("nobody waits for it any more", "AbortError"));
    this.#running.delete(id);
  }

  #begin(resident: Resident, run: TaskRun): void {
    const task = taskOf(resident.instance().view, run.field);
    const controller = new AbortController();
    if (task === null) {
      // The view has no such field any more: nobody is there to be told.
      const beside = [{ kind: "task-over", field: run.field }] as const;
      return write(resident, beside);
    }
    const error = this.#count(resident, run);
    this.#running.set(run.id, controller);
    if (error === null) void this.#work(task, run, controller);
    else void this.#end(run, { kind: "failed", error });
  }

  /** Counts an attempt that the turn has not counted. */
  #count(resident: Resident, run: TaskRun): DormouseError | null {
    if (resident.isFresh(run.id)) return null;
    if (run.attempts >= MAX_TASK_ATTEMPTS)
      return new DormouseError("task.interrupted", `was begun ${run.attempts} times`);
    const again: TaskRun = { ...run, attempts: run.attempts + 1 };
    const at = this.#around.ports.clock.now() + TASK_LOOK_MS;
    write(resident, [
      { kind: "task", run: again },
      { kind: "alarm", at },
    ]);
    return null;
  }

  async #work(task: TaskField, run: TaskRun, controller: AbortController): Promise<void> {
    const { app, ports } = this.#around;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `this.env` of views is the same
    const env = app.env as Cloudflare.Env;
    try {
      const working = task.begin({ env, signal: controller.signal, id: run.id }, run.args);
      const value = await within(ports.clock, TASK_TIMEOUT_MS, working);
      await this.#end(run, { kind: "value", value });
    } catch (error) {
      const isLate = isDormouseError(error, "event.timeout");
      const why = isLate ? new DormouseError("task.timeout", error.message) : error;
      if (isLate) controller.abort(why);
      await this.#end(run, { kind: "failed", error: why });
    }
  }

  /** Never rejects. */
  async #end(run: TaskRun, outcome: TaskOutcome): Promise<void> {
    // Whoever aborted it has something else in its place.
    if (!this.#running.has(run.id)) return;
    this.#running.set(run.id, null);
    try {
      await this.#ended(run, outcome);
    } catch (error) {
      const { app, ports } = this.#around;
      const code = codeOf(error, "session.storage");
      ports.log({ at: "session.task", code, ref: app.id, error });
      // What it gave is lost, and its run is still stored: it is begun again.
      this.#running.delete(run.id);
    }
  }
}

/** Beside the row, which is not the livelier for it. */
function write(resident: Resident, beside: readonly SideChange[]): void {
  const { expiresAt } = resident.record;
  resident.commit({ columns: { expiresAt }, rejected: null, picture: null, beside });
}
