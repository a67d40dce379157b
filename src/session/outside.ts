/**
 * @module Turns that no event of the page caused: callbacks, and what arrives from outside. They may change the state; when
 * that is to be seen the seq moves, and a page that is there gets a patch. When it is not, nothing is said.
 */
import { HANDLER_TIMEOUT_MS } from "../protocol/limits.ts";
import type { Awaitable, LiveView } from "../view/live-view.ts";
import { failure, type Rejected } from "./dispatch.ts";
import { advance, type Answer, defer } from "./event.ts";
import type { Surroundings } from "./ports.ts";
import type { Instance, Resident } from "./resident.ts";
import { requireShowable } from "./showable.ts";
import { within } from "./within.ts";

/** What is to run. */
export interface OutsideTurn {
  /** Names the turn among those of the session: see `this.live.key`. */
  readonly turn: string;
  /** Told to `onError`. */
  readonly handler: string;
  readonly run: (view: LiveView) => Awaitable<void>;
}

/** A step without a picture that the page lacks: the state moves, the seq does not. */
function unseen({ step }: Answer): Answer {
  const { state, version, databases } = step.columns;
  if (state === undefined || version === undefined || databases === undefined)
    return { step, messages: [] };
  return { step: { ...step, columns: { state, version, databases } }, messages: [] };
}

function settle(around: Surroundings, resident: Resident, instance: Instance): Answer {
  const { url } = resident.record;
  // A page of the program before this one still has its addresses: it is shown anew when it says hello.
  if (!resident.isCurrent) {
    const { state } = resident.record;
    const answer = defer(around.app.engine, resident, instance, url);
    return answer.step.columns.state === state ? unseen(answer) : answer;
  }
  const shown = resident.picture;
  const answer = advance(around, resident, instance, { forced: () => null, confirmed: -1, url });
  const isSeen =
    shown?.isShown !== true ||
    answer.step.picture?.frame !== shown.frame ||
    answer.step.columns.url !== url;
  return isSeen ? answer : unseen(answer);
}

/**
 * Runs it. The caller commits, then sends. After a failure the instance is gone, and the state as it was committed.
 * @throws session.render, query.failed: nothing is to blame in it, and nothing has happened
 */
export async function takeOutside(
  around: Surroundings,
  resident: Resident,
  { turn, handler, run }: OutsideTurn,
): Promise<Answer | Rejected> {
  let instance = null;
  await requireShowable(around, resident);
  try {
    const { clock } = around.ports;
    instance = resident.instance();
    await within(clock, HANDLER_TIMEOUT_MS, instance.queries.read());
    instance.live.begin(turn);
    await within(clock, HANDLER_TIMEOUT_MS, run(instance.view));
    await within(clock, HANDLER_TIMEOUT_MS, instance.queries.read());
    return settle(around, resident, instance);
  } catch (error) {
    instance?.live.abort(error);
    resident.discard();
    return failure(around, instance, { event: 0, handler }, error);
  }
}
