/**
 * @module Turns that no browser caused: `onConnect`, `onDisconnect`. They may change state; then the seq moves, and a page
 * that is there gets a patch. What they throw is rolled back and logged.
 */
import { HANDLER_TIMEOUT_MS } from "../protocol/limits.ts";
import { failure } from "./dispatch.ts";
import { advance, type Answer, defer } from "./event.ts";
import { recall } from "./picture.ts";
import type { Surroundings } from "./ports.ts";
import type { Resident } from "./resident.ts";
import { within } from "./within.ts";

/** Methods of a view that are turns of their own. */
export type Callback = "onConnect" | "onDisconnect";

/** Runs a callback. The caller commits, then sends. Null: nothing changed. */
export async function takeCallback(
  around: Surroundings,
  resident: Resident,
  name: Callback,
): Promise<Answer | null> {
  let instance = null;
  try {
    recall(around.app.engine, resident);
    instance = resident.instance();
    instance.live.begin("");
    await within(around.ports.clock, HANDLER_TIMEOUT_MS, instance.view[name]?.());
    // A page of the program before this one still has its addresses: it is shown anew when it says hello.
    const { url } = resident.record;
    const answer = resident.isCurrent
      ? advance(around, resident, instance, { forced: () => null, confirmed: -1, url })
      : defer(around.app.engine, resident, instance, url);
    const { state, frame = resident.record.frame } = answer.step.columns;
    return state === resident.record.state && frame === resident.record.frame ? null : answer;
  } catch (error) {
    instance?.live.abort(error);
    resident.discard();
    failure(around, instance, { event: 0, handler: name }, error);
    return null;
  }
}

/** The end of a session: `unmount`, whatever it throws. */
export async function takeUnmount(around: Surroundings, resident: Resident): Promise<void> {
  let instance = null;
  try {
    instance = resident.instance();
    instance.live.begin("");
    await within(around.ports.clock, HANDLER_TIMEOUT_MS, instance.view.unmount?.());
  } catch (error) {
    failure(around, instance, { event: 0, handler: "unmount" }, error);
  }
}
