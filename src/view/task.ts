/**
 * @module Work that takes longer than a turn: `hits = task(({ signal }, term: string) => find(term, signal))`. A handler calls
 * `run`, its turn ends, and then the work begins; what it gives comes back as a push. What a task shows (`running`, `value`,
 * `error`) is state of the view, so it survives sleep; the function is code, so it is never stored.
 */
import { parse, stringify } from "devalue";
import { DormouseError } from "../errors/error.ts";
import { MAX_TASK_ARGUMENTS_LENGTH } from "../protocol/limits.ts";
import type { LiveView } from "./live-view.ts";

/** What the work of a task is given beside its arguments. */
export interface Work {
  readonly env: Cloudflare.Env;
  /** Aborted when the run was cancelled, when another has taken its place, and when its time (5 minutes) is over. */
  readonly signal: AbortSignal;
  /** Of this run: the same when it is begun again after a crash, so it is an idempotency key for other services. */
  readonly id: string;
}

/** A task, as views and their templates see it. */
export interface Task<A extends readonly unknown[], V> {
  /** Begins when the turn has been committed. Aborts the run before: the latest wins. The arguments are stored. */
  run(...args: A): void;
  /** Aborts the run; `value` and `error` stay. */
  cancel(): void;
  readonly running: boolean;
  /** What the last run gave that came to its end; it stays while another is running. */
  readonly value: V;
  /** Why the last run failed: in development what was thrown, else its code and a reference that the log has too. */
  readonly error: string | null;
}

/** What is stored of a task. */
export interface TaskState {
  readonly running: boolean;
  readonly value: unknown;
  readonly error: string | null;
}

/** What a turn wants of a task: to run with these arguments (`devalue` text), or not to run any more. */
export type Wish = { readonly kind: "run"; readonly args: string } | { readonly kind: "cancel" };

function encodeArguments(args: readonly unknown[]): string {
  const text = stringify(args);
  if (text.length <= MAX_TASK_ARGUMENTS_LENGTH) return text;
  throw new DormouseError(
    "task.arguments",
    `the arguments of a task take ${text.length} characters, ${MAX_TASK_ARGUMENTS_LENGTH} are allowed`,
    { hint: "pass an id, and read what it names in the task" },
  );
}

type AnyWork = (work: Work, ...args: readonly unknown[]) => Promise<unknown>;

/** A task, as the session sees it. Its own fields are private, so that nothing of it is state by accident. */
export class TaskField implements Task<readonly unknown[], unknown> {
  readonly #work: AnyWork;
  #running = false;
  #value: unknown = null;
  #error: string | null = null;
  #wish: Wish | null = null;

  constructor(work: AnyWork) {
    this.#work = work;
  }

  get running(): boolean {
    return this.#running;
  }

  get value(): unknown {
    return this.#value;
  }

  get error(): string | null {
    return this.#error;
  }

  run(...args: readonly unknown[]): void {
    this.#wish = { kind: "run", args: encodeArguments(args) };
    this.#running = true;
    this.#error = null;
  }

  cancel(): void {
    this.#wish = { kind: "cancel" };
    this.#running = false;
  }

  /** What this turn wants. */
  get wish(): Wish | null {
    return this.#wish;
  }

  /** The wish is stored. */
  granted(): void {
    this.#wish = null;
  }

  get state(): TaskState {
    return { running: this.#running, value: this.#value, error: this.#error };
  }

  restore({ running, value, error }: TaskState): void {
    this.#running = running;
    this.#value = value;
    this.#error = error;
  }

  /** The run has given a value. */
  fulfil(value: unknown): void {
    this.restore({ running: false, value, error: null });
  }

  /** The run has failed. */
  fail(error: string): void {
    this.restore({ running: false, value: this.#value, error });
  }

  /** Does the work. @param args as they were stored */
  async begin(work: Work, args: string): Promise<unknown> {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by `encodeArguments`
    return this.#work(work, ...(parse(args) as readonly unknown[]));
  }
}

/** A field that does work outside of turns. Its value is null until the first run has ended. */
export function task<A extends readonly unknown[], V>(
  work: (work: Work, ...args: A) => Promise<V>,
): Task<A, V | null> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it is run with what `run` was given, stored in between
  const given = work as AnyWork;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- so it takes A, and its value is what `work` gives
  return new TaskField(given) as Task<A, V | null>;
}

/** The tasks of a view by field. */
export function* tasksOf(view: LiveView): Generator<[field: string, task: TaskField]> {
  for (const [field, value] of Object.entries(view))
    if (value instanceof TaskField) yield [field, value];
}

/** The task of a field; null: there is none by that name. */
export function taskOf(view: LiveView, field: string): TaskField | null {
  const value: unknown = Object.getOwnPropertyDescriptor(view, field)?.value;
  return value instanceof TaskField ? value : null;
}
