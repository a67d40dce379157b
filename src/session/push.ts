/**
 * @module The turn of a push: whatever arrives from outside the page (a room's event, a message of a queue, the result of a
 * task). It takes effect once: what says that it was taken is written in the same transaction as what it did. Of one event
 * of a room no version is taken after a later one. A push that fails is consumed, like an event.
 */
import { DormouseError } from "../errors/error.ts";
import type { PushSource, SessionStorage, SideChange } from "../platform/storage.ts";
import { MAX_PUSH_NAME_LENGTH } from "../protocol/limits.ts";
import type { Awaitable, LiveView } from "../view/live-view.ts";
import type { Rejected } from "./dispatch.ts";
import type { Answer } from "./event.ts";
import { takeOutside } from "./outside.ts";
import type { Surroundings } from "./ports.ts";
import type { Resident } from "./resident.ts";

type Run = (view: LiveView) => Awaitable<void>;

/** What arrives. It has an id, a source, or both; without either nothing tells it from a repetition. */
export interface Push {
  /** Whose repetitions are ignored for 15 days; null: its version alone tells it apart. */
  readonly id: string | null;
  readonly source: PushSource | null;
  /** What is told to `onError`. */
  readonly handler: string;
  readonly run: Run;
}

/** What became of it. `seen`: it was taken before, or a later one of its source. `gone`: there is no session any more. */
export type PushOutcome = "taken" | "seen" | "gone";

/** A push, and how it is known again. */
export interface Arrival {
  /** Names the turn: see `this.live.key`. */
  readonly turn: string;
  readonly handler: string;
  readonly run: Run;
  /** What is run instead when that failed; null: nothing. */
  readonly otherwise: ((why: Rejected) => Run) | null;
  /** Whether it has nothing to say any more. */
  readonly isOver: (resident: Resident) => boolean;
  /** What says that it was taken. */
  readonly marks: (at: number) => readonly SideChange[];
}

function checkNames({ id, source }: Push): void {
  const names = [id, source?.room, source?.event].filter((name) => typeof name === "string");
  if (names.length > 0 && names.every((name) => name !== "" && name.length <= MAX_PUSH_NAME_LENGTH))
    return;
  throw new DormouseError(
    "push.name",
    `a push has no name, an empty one, or one of more than ${MAX_PUSH_NAME_LENGTH} characters`,
  );
}

/** The arrival of a push. @throws push.name */
export function arrivalOf(push: Push, storage: SessionStorage): Arrival {
  checkNames(push);
  const { id, source, handler, run } = push;
  const name = id ?? (source && `${source.room}:${source.event}:${source.version}`);
  return {
    turn: `push:${name}`,
    handler,
    run,
    otherwise: null,
    isOver: () =>
      (id !== null && storage.hasSeen(id)) ||
      (source !== null && storage.versionOf(source.room, source.event) >= source.version),
    marks: (at) => {
      const seen: SideChange[] = id === null ? [] : [{ kind: "seen", id, at }];
      return source === null ? seen : [...seen, { kind: "version", source, at }];
    },
  };
}

/** Takes one that is not over. The caller commits, then sends. */
export async function takeArrival(
  around: Surroundings,
  resident: Resident,
  { turn, handler, run, otherwise, marks }: Arrival,
): Promise<Answer> {
  const beside = marks(around.ports.clock.now());
  // Nobody is the livelier for what others say: a session that only pushes reach expires.
  const { expiresAt } = resident.record;
  let taken = await takeOutside(around, resident, { turn, handler, run });
  if (!("step" in taken) && otherwise !== null)
    taken = await takeOutside(around, resident, { turn, handler, run: otherwise(taken) });
  if (!("step" in taken))
    return {
      step: { columns: { expiresAt }, rejected: null, picture: null, beside },
      messages: [],
    };
  const { step, messages } = taken;
  return { step: { ...step, columns: { ...step.columns, expiresAt }, beside }, messages };
}
