/**
 * @module The turn of an event: resolve, run, encode, evaluate, diff; then one commit. What is to be said to the page is
 * finished before the commit, so that nothing can fail or wait between the write and the send. Every event consumes its id
 * and moves the seq, whatever becomes of it; a failure changes nothing else.
 */
import type { Offer } from "../engine/types.ts";
import { Writer } from "../protocol/bytes.ts";
import type { EventMessage } from "../protocol/client-messages.ts";
import type { Path } from "../protocol/key.ts";
import type { StoredRejection } from "../platform/storage.ts";
import type { AckMessage, Rejection, ServerMessage } from "../protocol/server-messages.ts";
import { encodeState } from "../view/state.ts";
import type { LiveView } from "../view/live-view.ts";
import { dispatch, failure, type Rejected } from "./dispatch.ts";
import { findOffer } from "./offer.ts";
import { develop, evaluate, sayPatch, saySnap, storable } from "./picture.ts";
import type { SessionEngine, Surroundings } from "./ports.ts";
import type { Instance, Resident, Step } from "./resident.ts";

/** A step that is ready to be committed, and what to say once it is. */
export interface Answer {
  readonly step: Step;
  readonly messages: readonly ServerMessage[];
}

/** The acknowledgement of everything up to `last`. */
export function ack(last: number, rejections: readonly (Rejection | null)[]): AckMessage {
  const told = rejections.filter((rejection) => rejection !== null);
  return {
    type: "ack",
    last,
    rejections: told.map(({ id, code, message }) => ({ id, code, message })),
  };
}

/** A woken session whose frame was too large to be stored looks at its state again. The page may show something else. */
export function recall(engine: SessionEngine, resident: Resident): void {
  if (resident.picture !== null || !resident.isCurrent) return;
  resident.evaluated({
    ...evaluate(engine, resident.registered, resident.instance().view),
    isShown: false,
  });
}

/**
 * A control that the user changed and that an unchanged frame contradicts gets the frame's value back. `diff` of a frame
 * with itself is just that value, at the end of the ops; it is the user's own when it is what was contributed. A form is
 * answered in full after a submit only: while somebody types, what was contributed is older than what the page shows.
 */
function contradiction(
  engine: SessionEngine,
  resident: Resident,
  event: EventMessage,
  offer: Offer,
): (next: Uint8Array) => Path | null {
  return (next) => {
    const { template } = resident.registered;
    const isSubmit = (): boolean =>
      template.calls.some(
        ({ handler, event: type }) => handler === offer.handler && type === "submit",
      );
    if (offer.contributes === "checked") return event.path;
    if (offer.contributes === "form") return isSubmit() ? event.path : null;
    if (offer.contributes !== "value") return null;
    if (engine.resolve(next, event.path) === null) return null;
    const { ops } = engine.diff(template, next, next, event.path);
    const writer = new Writer();
    // An empty number field contributes null; lists never equal a text.
    if (typeof event.data === "object" && event.data !== null) return event.path;
    writer.text(event.data === null ? "" : String(event.data));
    const own = writer.done();
    const rest = ops.subarray(Math.max(0, ops.length - own.length));
    const isOwn = rest.length === own.length && rest.every((byte, i) => byte === own[i]);
    return isOwn || ops.length === 0 ? null : event.path;
  };
}

/** The state of `view`, what it shows, and what a page must be told. @throws session.state-*, engine.*, core.* */
export function advance(
  around: Surroundings,
  resident: Resident,
  view: LiveView,
  forced: (next: Uint8Array) => Path | null,
): Answer {
  const { record, registered } = resident;
  const state = encodeState(view);
  const { picture, patch } = develop(around.app.engine, resident, view, forced);
  const seq = record.seq + 1;
  const { build } = registered.template;
  const saying =
    patch === null
      ? saySnap(around.app, registered, { ...record, seq }, picture.frame)
      : sayPatch(registered, record.known, seq, patch);
  const columns = {
    state,
    version: registered.version,
    frame: picture.frame === resident.picture?.frame ? record.frame : storable(picture.frame),
    build,
    since: build === record.build ? record.since : seq,
    seq,
    known: saying.known,
  };
  return { step: { columns, rejected: null, picture }, messages: saying.messages };
}

/**
 * Before anything is evaluated with a new program, only the state moves. The stored frame no longer belongs to it, so it is
 * said to be of no build: whatever program comes next shows the state anew.
 */
export function defer({ registered }: Resident, { view }: Instance): Answer {
  const columns = { state: encodeState(view), version: registered.version, build: "" };
  return { step: { columns, rejected: null, picture: null }, messages: [] };
}

/** An event that changes nothing but the page's count of events. */
export function reject(resident: Resident, id: number, code: string, message: string): Answer {
  const { record } = resident;
  const seq = record.seq + 1;
  const rejected: StoredRejection = { nonce: record.nonce, id, code, message };
  const columns = { seq, last: id, mark: seq };
  const patch = { type: "patch", seq, ops: new Uint8Array(0) } as const;
  return { step: { columns, rejected, picture: null }, messages: [ack(id, [rejected]), patch] };
}

/** When the picture is made: at once, or after all events that wait. */
export type When = "now" | "later";

interface Ran {
  readonly event: EventMessage;
  readonly offer: Offer;
  readonly when: When;
  readonly instance: Instance;
}

/** The step of a handler that ran, or why it failed after all. */
function settle(
  around: Surroundings,
  resident: Resident,
  { event, offer, when, instance }: Ran,
): Answer | Rejected {
  try {
    const { step, messages } =
      when === "later" && !resident.isCurrent
        ? defer(resident, instance)
        : advance(
            around,
            resident,
            instance.view,
            contradiction(around.app.engine, resident, event, offer),
          );
    const columns = {
      ...step.columns,
      last: event.id,
      mark: step.columns.seq ?? resident.record.seq,
    };
    return { step: { ...step, columns }, messages: [ack(event.id, []), ...messages] };
  } catch (error) {
    // The state cannot be stored, or the page not be rendered: the event failed, as if its handler had thrown.
    resident.discard();
    return failure(around, instance, { event: event.id, handler: offer.handler }, error);
  }
}

/** Runs the next event of a page. The caller commits, then sends. */
export async function takeEvent(
  around: Surroundings,
  resident: Resident,
  event: EventMessage,
  when: When,
): Promise<Answer> {
  recall(around.app.engine, resident);
  const offer = findOffer(around.app.engine, resident, event);
  if (offer === null) return reject(resident, event.id, "event.stale", "");
  const verdict = await dispatch(around, resident, { event: event.id, offer, data: event.data });
  const settled =
    verdict.kind === "ran" ? settle(around, resident, { ...verdict, event, offer, when }) : verdict;
  return "step" in settled ? settled : reject(resident, event.id, settled.code, settled.message);
}
