/**
 * @module The one place that runs handlers, whatever the way in. What the browser contributed goes through the handler's
 * schema, and the schema's output is the last argument; all other arguments are the server's own. Nothing that a handler
 * throws leaves this file as an exception.
 */
import { decodeArguments } from "../engine/engine.ts";
import type { Offer } from "../engine/types.ts";
import { DormouseError } from "../errors/error.ts";
import { codeOf } from "../platform/log.ts";
import { HANDLER_TIMEOUT_MS, MAX_REFUSAL_LENGTH } from "../protocol/limits.ts";
import type { Value } from "../protocol/value.ts";
import { Refused } from "../view/refused.ts";
import type { Handler } from "../view/registry.ts";
import type { Validation } from "../view/schema.ts";
import { URL_OFFER } from "./address.ts";
import type { Surroundings } from "./ports.ts";
import type { Instance, Resident } from "./resident.ts";
import { isPending, within } from "./within.ts";

/** An event that changes nothing, and what its page is told. */
export interface Rejected {
  readonly kind: "rejected";
  readonly code: string;
  readonly message: string;
}

/** What came of an event. */
export type Verdict = { readonly kind: "ran"; readonly instance: Instance } | Rejected;

/** What is to run: an offer of the page's, and what the user added. */
export interface Invocation {
  readonly event: number;
  readonly offer: Offer;
  readonly data: Value | undefined;
}

function rejected(code: string, message = ""): Rejected {
  return { kind: "rejected", code, message };
}

type Arguments = readonly unknown[] | null;

function accepted(validation: Validation<unknown>): Arguments {
  return validation.issues === undefined ? [validation.value] : null;
}

/** The last argument, if there is one; null: what was contributed does not fit. Pending only where a schema is. */
function contributed(
  handler: Handler,
  { offer, data }: Invocation,
): Arguments | PromiseLike<Arguments> {
  if (offer.contributes === "") return data === undefined ? [] : null;
  if (data === undefined || handler.schema === null) return null;
  const validation = handler.schema["~standard"].validate(data);
  return isPending(validation) ? validation.then(accepted) : accepted(validation);
}

/** What failed: an event's id (0: no event), and the name of the method. */
export interface Occasion {
  readonly event: number;
  readonly handler: string;
}

/** Tells a failure: to the log, to the view, and (as code) to the page. */
export function failure(
  around: Surroundings,
  instance: Instance | null,
  occasion: Occasion,
  error: unknown,
): Rejected {
  const { app, ports } = around;
  if (error instanceof Refused)
    return rejected("event.refused", error.message.slice(0, MAX_REFUSAL_LENGTH));
  const code = codeOf(error, "event.failed");
  const ref = `${app.id}:${occasion.event}`;
  ports.log({ at: "session.event", code, ref, error });
  try {
    instance?.view.onError?.(error, occasion.handler);
  } catch (second) {
    ports.log({ at: "session.onError", code: codeOf(second, "event.failed"), ref, error: second });
  }
  return rejected(
    code,
    app.isDev && error instanceof Error ? error.message.slice(0, MAX_REFUSAL_LENGTH) : "",
  );
}

/** Runs a handler on the live instance. After anything but `ran`, the instance is gone and the state as it was committed. */
export async function dispatch(
  around: Surroundings,
  resident: Resident,
  invocation: Invocation,
): Promise<Verdict> {
  const { clock } = around.ports;
  const { offer, event } = invocation;
  const { handlers, visit } = resident.registered;
  const handler = offer === URL_OFFER ? visit : handlers.get(offer.handler);
  // A template of another build may have offered what the code has no longer.
  if (handler === undefined) return rejected("event.stale");
  let instance: Instance | null = null;
  try {
    const last = await within(clock, HANDLER_TIMEOUT_MS, contributed(handler, invocation));
    if (last === null) return rejected("event.invalid");
    instance = resident.instance();
    // A handler may look at rows: it sees those that the page shows, or newer ones.
    await within(clock, HANDLER_TIMEOUT_MS, instance.queries.read());
    instance.live.begin(`${resident.record.nonce}:${event}`);
    const args = [...decodeArguments(offer.args), ...last];
    await within(clock, HANDLER_TIMEOUT_MS, handler.method.apply(instance.view, args));
    return { kind: "ran", instance };
  } catch (error) {
    if (error instanceof DormouseError && error.code === "event.timeout")
      instance?.live.abort(error);
    resident.discard();
    return failure(around, instance, { event, handler: offer.handler }, error);
  }
}
