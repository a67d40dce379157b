/**
 * @module Events are capabilities. An event says where and when; what runs is what the page offered there and then, and only
 * if the page as it is now still offers the same. A click never reaches another row.
 *
 * The address is resolved in the frame of the seq that it was issued on. When that frame is gone, an address without an
 * index still means one place in the frame as it is now, as long as both are of one program. When the program has changed
 * in between, slot numbers mean something else: what was offered then is what runs, since the two cannot be compared.
 */
import type { Offer } from "../engine/types.ts";
import type { EventMessage } from "../protocol/client-messages.ts";
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

/** What `event` may run; null: the page no longer offers it. */
export function findOffer(
  engine: SessionEngine,
  resident: Resident,
  event: EventMessage,
): Offer | null {
  const { record, picture, ring } = resident;
  // The last step is the event itself, which has no key.
  if (picture === null || event.path.at(-1)?.key !== null) return null;
  const issued = event.issued === "current" ? record.mark : event.issued;
  if (issued > record.seq) return null;
  const shown = ring.at(issued);
  if (shown === null) {
    const now = issued < record.since ? null : engine.resolve(picture.frame, event.path);
    return now === null || now.indexed ? null : now;
  }
  const then = engine.resolve(shown.frame, event.path);
  if (then === null || shown.frame === picture.frame || shown.build !== record.build) return then;
  const now = engine.resolve(picture.frame, event.path);
  return now !== null && isSameOffer(then, now) ? now : null;
}
