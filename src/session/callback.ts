/**
 * @module What the life of a session calls in its view: `onConnect`, `onDisconnect`, `unmount`. The first two are turns; what
 * they throw is rolled back and logged.
 */
import { HANDLER_TIMEOUT_MS } from "../protocol/limits.ts";
import { failure } from "./dispatch.ts";
import type { Answer } from "./event.ts";
import { takeOutside } from "./outside.ts";
import type { Surroundings } from "./ports.ts";
import type { Resident } from "./resident.ts";
import { within } from "./within.ts";

/** Methods of a view that are turns of their own. */
export type Callback = "onConnect" | "onDisconnect";

function isNothing(resident: Resident, { step, messages }: Answer): boolean {
  const { state, build } = step.columns;
  const { record } = resident;
  const isSame = state === record.state && (build ?? record.build) === record.build;
  return isSame && messages.length === 0 && resident.instance().live.outgoing.messages.length === 0;
}

/** Runs a callback. The caller commits, then sends. Null: it changed nothing, failed, or the view has none. */
export async function takeCallback(
  around: Surroundings,
  resident: Resident,
  name: Callback,
): Promise<Answer | null> {
  if (!(name in resident.registered.view.prototype)) return null;
  const taken = await takeOutside(around, resident, {
    turn: "",
    handler: name,
    run: (view) => view[name]?.(),
  });
  return "step" in taken && !isNothing(resident, taken) ? taken : null;
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
