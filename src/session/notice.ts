/**
 * @module The turn of a notice: a database changed, and if the change touches rows that the page shows, they are read again and the page
 * follows. It runs no code of the view's but getters and queries.
 */
import { DormouseError } from "../errors/error.ts";
import type { Notice } from "../rpc/notice.ts";
import type { Answer } from "./event.ts";
import { takeOutside } from "./outside.ts";
import type { Surroundings } from "./ports.ts";
import type { Resident } from "./resident.ts";

/** The caller commits, then sends. Null: it touches nothing. @throws query.failed, and what an initialiser throws */
export async function takeNotice(
  around: Surroundings,
  resident: Resident,
  notice: Notice,
): Promise<Answer | null> {
  if (!resident.instance().queries.hear(notice)) return null;
  const taken = await takeOutside(around, resident, {
    turn: `notice:${notice.database}:${notice.head}`,
    handler: "notice",
    run: () => undefined,
  });
  if (!("step" in taken)) {
    throw new DormouseError("query.failed", "what changed could not be shown", {
      hint: "the log has the cause; the room tells again",
    });
  }
  // Nobody is the livelier for what others write: a session that only notices reach expires.
  const { expiresAt } = resident.record;
  const { step, messages } = taken;
  return { step: { ...step, columns: { ...step.columns, expiresAt } }, messages };
}
