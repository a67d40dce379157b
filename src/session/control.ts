/**
 * @module Controls: what the user has changed in a field or checkbox, and an unchanged frame contradicts, is set back to what
 * the frame says. A patch alone would not do it, since for the server nothing has changed.
 *
 * A checkbox is set back whatever came of the event, since the browser has toggled it by itself. A field is set back when
 * the handler ran and the frame says something else than what was contributed. A form is answered in full after a submit
 * only: while somebody types, what was contributed is older than what the page shows.
 */
import type { CompiledTemplate, Offer } from "../engine/types.ts";
import { Writer } from "../protocol/bytes.ts";
import type { EventMessage } from "../protocol/client-messages.ts";
import type { Path } from "../protocol/key.ts";
import type { Shape } from "../protocol/page.ts";
import { offerAt } from "./offer.ts";
import type { SessionEngine } from "./ports.ts";

/** The element of an event hole: the event's type, and its attribute holes. */
interface Place {
  readonly type: string;
  readonly attributes: readonly string[];
}

/** Operands of the instructions of a shape; a number stands alone. */
const OPERANDS: ReadonlyMap<string, number> = new Map([
  ["t", 1],
  ["(", 1],
  ["<", 1],
  ["a", 1],
  ["e", 5],
  ["b", 1],
  ["l", 2],
]);
const HOLES: ReadonlySet<unknown> = new Set(["a", "e", "x", "y", "b", "l", "h"]);

function findPlace(shape: Shape, first: number, wanted: number): Place | null {
  let slot = first;
  let type: string | null = null;
  let attributes: string[] = [];
  for (let i = 0; i < shape.length; i++) {
    const instruction = shape[i];
    if (instruction !== "a" && instruction !== "e") {
      if (type !== null) break;
      attributes = [];
    }
    if (instruction === "a") attributes.push(String(shape[i + 1]));
    if (instruction === "e" && slot === wanted) type = String(shape[i + 1]);
    if (HOLES.has(instruction)) slot++;
    if (typeof instruction === "string") i += OPERANDS.get(instruction) ?? 0;
  }
  return type === null ? null : { type, attributes };
}

/** Where an event hole stands. */
export function placeOf({ blocks }: CompiledTemplate, slot: number): Place | null {
  // The slots of a block are consecutive, and no other block begins among them.
  const first = Math.max(...blocks.map((block) => block.first).filter((each) => each <= slot));
  for (const block of blocks) {
    const place = block.first === first ? findPlace(block.shape, first, slot) : null;
    if (place !== null) return place;
  }
  return null;
}

/** What is to be compared: the engine, the template, and an event that was answered. */
export interface Answered {
  readonly engine: SessionEngine;
  readonly template: CompiledTemplate;
  readonly event: EventMessage;
  readonly offer: Offer;
}

function isCheckbox({ type, attributes }: Place): boolean {
  return (
    attributes.includes("checked") && (type === "click" || type === "change" || type === "input")
  );
}

/**
 * Whether the frame says what was contributed. `diff` of a frame with itself that forces a control is just that control's
 * value, at the end of the ops.
 */
function isOwn({ engine, template, event }: Answered, frame: Uint8Array): boolean {
  const { ops } = engine.diff(template, frame, frame, event.path);
  if (ops.length === 0) return true;
  // An empty number field contributes null. Lists never equal a text.
  if (typeof event.data === "object" && event.data !== null) return false;
  const writer = new Writer();
  writer.text(event.data === null ? "" : String(event.data));
  const own = writer.done();
  const end = ops.subarray(Math.max(0, ops.length - own.length));
  return end.length === own.length && end.every((byte, i) => byte === own[i]);
}

/** The event whose control is to be set to what `frame` says, after its handler ran; null: none. */
export function contradicted(answered: Answered, frame: Uint8Array): Path | null {
  const { engine, template, event, offer } = answered;
  const place = placeOf(template, event.path.at(-1)?.slot ?? -1);
  if (place === null || offerAt(engine, frame, event.path) === null) return null;
  switch (offer.contributes) {
    case "checked":
      return event.path;
    case "form":
      return place.type === "submit" ? event.path : null;
    case "value":
      return isOwn(answered, frame) ? null : event.path;
    default:
      return isCheckbox(place) ? event.path : null;
  }
}

/** The same after the event was rejected: what was typed stays, what was toggled does not. */
export function undone(
  { engine, template, event }: Omit<Answered, "offer">,
  frame: Uint8Array,
): Path | null {
  const place = placeOf(template, event.path.at(-1)?.slot ?? -1);
  if (place === null || !isCheckbox(place)) return null;
  return offerAt(engine, frame, event.path) === null ? null : event.path;
}
