/**
 * @module The turn of an event: resolve, run, encode, evaluate, diff; then one commit. What is to be said to the page is
 * finished before the commit, so that nothing can fail or wait between the write and the send. Every event consumes its id
 * and moves the seq, whatever becomes of it; a failure changes nothing else.
 */
import type { Offer } from "../engine/types.ts";
import type { EventMessage } from "../protocol/client-messages.ts";
import type { Path } from "../protocol/key.ts";
import { HANDLER_TIMEOUT_MS } from "../protocol/limits.ts";
import type { StoredRejection } from "../platform/storage.ts";
import type { AckMessage, Rejection, ServerMessage } from "../protocol/server-messages.ts";
import { encodeState } from "../view/state.ts";
import { follow, urlAt } from "./address.ts";
import { contradicted, undone } from "./control.ts";
import { dispatch, failure, type Rejected } from "./dispatch.ts";
import { findOffer, issuedSeq } from "./offer.ts";
import { buildColumns, develop, evaluate, sayPatch, saySnap, storable } from "./picture.ts";
import type { SessionEngine, Surroundings } from "./ports.ts";
import type { Instance, Resident, Step } from "./resident.ts";
import { within } from "./within.ts";
import { requireShowable } from "./showable.ts";

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

/** What a step follows from. */
export interface Cause {
  /** The event whose control is to be set back, given the next frame. */
  readonly forced: (next: Uint8Array) => Path | null;
  /** A seq that the page is known to have reached; -1: none. */
  readonly confirmed: number;
  /** Where the page is, by all that it knows. */
  readonly url: string;
}

/** The state of an instance, what it shows, and what a page must be told. @throws session.state-*, engine.*, core.* */
export function advance(
  around: Surroundings,
  resident: Resident,
  instance: Instance,
  { forced, confirmed, url: from }: Cause,
): Answer {
  const { record, registered } = resident;
  const { view } = instance;
  const state = encodeState(view);
  const { picture, patch } = develop(around.app.engine, resident, view, forced);
  const { url, messages } = follow(resident, instance, from);
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
    ...buildColumns(resident, { build, seq, confirmed }),
    seq,
    url,
    known: saying.known,
    databases: instance.queries.known,
  };
  return {
    step: { columns, rejected: null, picture },
    messages: [...messages, ...saying.messages],
  };
}

/**
 * While events that were issued on the page of an older program wait, only the state moves. The stored frame no longer belongs
 * to it, so it is said to be of no build: whatever program comes next shows the state anew. That it can is seen now, while
 * there is an event to be blamed. @throws session.state-*, engine.*, core.*
 */
export function defer(
  engine: SessionEngine,
  resident: Resident,
  instance: Instance,
  from: string,
): Answer {
  const { registered } = resident;
  const { view } = instance;
  evaluate(engine, registered, view);
  const state = encodeState(view);
  const { url } = follow(resident, instance, from);
  const databases = instance.queries.known;
  const columns = { state, version: registered.version, url, build: "", databases };
  return { step: { columns, rejected: null, picture: null }, messages: [] };
}

/** What is rejected, and why. */
export interface Rejecting {
  readonly event: EventMessage;
  readonly code: string;
  readonly message: string;
}

/** An event that changes nothing but the page's count of events, and a checkbox that the browser has toggled. */
export function reject(
  { app: { engine } }: Surroundings,
  resident: Resident,
  { event, code, message }: Rejecting,
): Answer {
  const { record, picture } = resident;
  const { template } = resident.registered;
  const seq = record.seq + 1;
  const { id } = event;
  const rejected: StoredRejection = { nonce: record.nonce, id, code, message };
  const frame = picture?.isShown === true && resident.isCurrent ? picture.frame : null;
  const forced = frame === null ? null : undone({ engine, template, event }, frame);
  const none = { ops: new Uint8Array(0), blocks: [] };
  const patch =
    frame === null || forced === null ? none : engine.diff(template, frame, frame, forced);
  const { build } = record;
  const kept = buildColumns(resident, { build, seq, confirmed: issuedSeq(resident, event) });
  return {
    step: { columns: { seq, last: id, mark: seq, ...kept }, rejected, picture: null },
    messages: [ack(id, [rejected]), { type: "patch", seq, ops: patch.ops }],
  };
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
async function settle(
  around: Surroundings,
  resident: Resident,
  { event, offer, when, instance }: Ran,
): Promise<Answer | Rejected> {
  const { engine } = around.app;
  const { template } = resident.registered;
  const url = urlAt(resident, event);
  try {
    await within(around.ports.clock, HANDLER_TIMEOUT_MS, instance.queries.read());
    const { step, messages } =
      when === "later" && !resident.isCurrent
        ? defer(engine, resident, instance, url)
        : advance(around, resident, instance, {
            url,
            forced: (next) => contradicted({ engine, template, event, offer }, next),
            confirmed: issuedSeq(resident, event),
          });
    const columns = {
      ...step.columns,
      aside: null,
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

/** Runs the next event of a page. The caller commits, then sends. @throws session.render */
export async function takeEvent(
  around: Surroundings,
  resident: Resident,
  event: EventMessage,
  when: When,
): Promise<Answer> {
  await requireShowable(around, resident);
  const offer = findOffer(around.app.engine, resident, event);
  if (offer === null) return reject(around, resident, { event, code: "event.stale", message: "" });
  const verdict = await dispatch(around, resident, { event: event.id, offer, data: event.data });
  const settled =
    verdict.kind === "ran"
      ? await settle(around, resident, { ...verdict, event, offer, when })
      : verdict;
  return "step" in settled ? settled : reject(around, resident, { ...settled, event });
}
