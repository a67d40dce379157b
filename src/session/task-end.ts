/**
 * @module The result of a task comes back as a push. It is taken once: with it goes the stored run, and a run that is not
 * stored any more has been cancelled, or another has taken its place. A value that cannot be stored or shown is a failure.
 */
import { DormouseError } from "../errors/error.ts";
import type { TaskRun } from "../platform/storage.ts";
import { codeOf } from "../platform/log.ts";
import { MAX_REFUSAL_LENGTH } from "../protocol/limits.ts";
import type { LiveView } from "../view/live-view.ts";
import { Refused } from "../view/refused.ts";
import { type TaskField, taskOf } from "../view/task.ts";
import type { Rejected } from "./dispatch.ts";
import type { Surroundings } from "./ports.ts";
import type { Arrival } from "./push.ts";

/** How a run ended. */
export type TaskOutcome =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "failed"; readonly error: unknown };

/** What is said of a failure: what was thrown, in development; else its code, and where the log has the rest. */
function sayFailure({ app, ports }: Surroundings, run: TaskRun, error: unknown): string {
  if (error instanceof Refused) return error.message.slice(0, MAX_REFUSAL_LENGTH);
  const code = codeOf(error, "task.failed");
  const ref = ports.random.uint32().toString(36);
  ports.log({ at: `session.task.${run.field}`, code, ref, error });
  const isShown = app.isDev && error instanceof Error;
  return isShown ? `${code}: ${error.message}`.slice(0, MAX_REFUSAL_LENGTH) : `${code} (${ref})`;
}

function unkept({ code, message }: Rejected): DormouseError {
  return new DormouseError("task.failed", `what it gave cannot be kept: ${code} ${message}`);
}

/** The arrival of what came of `run`. */
export function arrivalOfTask(around: Surroundings, run: TaskRun, outcome: TaskOutcome): Arrival {
  const tell = (act: (task: TaskField) => void) => (view: LiveView) => {
    const task = taskOf(view, run.field);
    if (task !== null) act(task);
  };
  const fail = (error: unknown): ((view: LiveView) => void) =>
    tell((task) => task.fail(sayFailure(around, run, error)));
  return {
    turn: `task:${run.id}`,
    handler: run.field,
    run:
      outcome.kind === "value" ? tell((task) => task.fulfil(outcome.value)) : fail(outcome.error),
    otherwise: (why) => fail(unkept(why)),
    isOver: ({ runs }) => runs.get(run.field)?.id !== run.id,
    marks: () => [{ kind: "task-over", field: run.field }],
  };
}
