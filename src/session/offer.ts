/**
 * @module Events are capabilities. An event says where and when; what runs is what the page offered there and then, and only
 * if the page as it is now still offers the same. A click never reaches another row.
 *
 * The address is resolved in the frame of the seq that it was issued on. When that frame is gone, an address without an
 * index still means one place in the frame as it is now, as long as both are of one program; but only of a call without
 * arguments, or with such as are written out in the template, is it known then that the page showed the same. When the program has changed in between, slot numbers mean
 * something else: what was offered then is what runs, since the two cannot be compared.
 */
import type { Offer } from "../engine/types.ts";
import type { EventMessage } from "../protocol/client-messages.ts";
import { isUrlAddress, type Path } from "../protocol/key.ts";
import type { SessionRecord } from "../platform/storage.ts";
import { URL_OFFER } from "./address.ts";
import type { SessionEngine } from "./ports.ts";
import type { Resident } from "./resident.ts";

function isSameOffer(a: Offer, b: Offer): boolean {
  return (
    a.handler === b.handler &&
    a.contributes === b.contributes &&
    a.args.length === b.args.length &&
    a.args.every((byte, i) => byte === b.args[i])
  );
}

/** What stands at `path` in `frame`; null: no event. */
export function offerAt(engine: SessionEngine, frame: Uint8Array, path: Path): Offer | null {
  // The last step is the event itself, which has no key.
  return path.at(-1)?.key === null ? engine.resolve(frame, path) : null;
}

/** The seq of the page that an event was issued on. */
export function issuedSeq({ record }: Resident, { issued }: EventMessage): number {
  return issued === "current" ? record.mark : issued;
}

/** Whether what stands at `path` offers the same in all frames of the program that made the present one. */
function isConstant({ registered, isCurrent }: Resident, { args }: Offer, path: Path): boolean {
  if (args[0] === 0) return true;
  const slot = path.at(-1)?.slot ?? -1;
  return isCurrent && registered.template.constant.includes(slot);
}

/** What the page showed at `issued` by an earlier program; null: nobody knows. */
function formerFrame(
  { formerFrame: frame, formerFrom, formerTo }: SessionRecord,
  issued: number,
): Uint8Array | null {
  return formerFrom <= issued && issued <= formerTo ? frame : null;
}

/** What `event` may run; null: the page no longer offers it. */
export function findOffer(
  engine: SessionEngine,
  resident: Resident,
  event: EventMessage,
): Offer | null {
  if (isUrlAddress(event.path)) return URL_OFFER;
  const { record, picture, ring } = resident;
  if (picture === null) return null;
  const issued = issuedSeq(resident, event);
  if (issued > record.seq) return null;
  const shown = ring.at(issued);
  if (shown === null && issued < record.since) {
    const former = formerFrame(record, issued);
    return former && offerAt(engine, former, event.path);
  }
  if (shown === null) {
    const now = offerAt(engine, picture.frame, event.path);
    return now === null || now.indexed || !isConstant(resident, now, event.path) ? null : now;
  }
  const then = offerAt(engine, shown.frame, event.path);
  if (then === null || shown.frame === picture.frame || shown.build !== record.build) return then;
  const now = offerAt(engine, picture.frame, event.path);
  return now !== null && isSameOffer(then, now) ? now : null;
}
