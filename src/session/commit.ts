/**
 * @module The end of a turn: written, then said. Nothing is awaited in between, or a page could see an acknowledgement of a
 * write that never happened.
 */
import type { Answer } from "./event.ts";
import type { PageConnection } from "./ports.ts";
import type { Resident } from "./resident.ts";
import { send } from "./send.ts";

/** Writes, then sends. Gives the bytes that were sent. @param page null: nobody is there to be told */
export function commit(
  page: PageConnection | null,
  resident: Resident,
  { step, messages }: Answer,
): number {
  resident.commit(step);
  return messages.length > 0 && page !== null ? send(page, messages) : 0;
}
