/**
 * @module A deploy may bring a program that cannot show what a session has stored. Then nothing happens: no event runs that
 * could not be answered, the state stays, and so does the page, which comes back later with all that waits. The next deploy
 * mends it. Events are not to blame, so they are not rejected; nor are pushes, so whoever brings them may bring them again.
 */
import { DormouseError, isDormouseError } from "../errors/error.ts";
import { codeOf } from "../platform/log.ts";
import { paint, recall } from "./picture.ts";
import type { Surroundings } from "./ports.ts";
import type { Resident } from "./resident.ts";

/** What `show` gives. @throws session.render when the program cannot show the state; query.failed */
export async function shown<T>(resident: Resident, show: () => Promise<T>): Promise<T> {
  try {
    return await show();
  } catch (cause) {
    // A database that does not answer now may answer soon, to this very program.
    if (isDormouseError(cause, "query.failed")) throw cause;
    resident.discard();
    const why = cause instanceof Error ? cause.message : String(cause);
    const what = `the state of ${resident.registered.name} cannot be shown: ${codeOf(cause, "")} ${why}`;
    throw new DormouseError("session.render", what, {
      hint: "the state is kept, and its page waits: deploy a template that fits it, or a migrate() that makes it fit",
      cause,
    });
  }
}

/** Looks at the state before something is done to it, unless the page shows it already. @throws session.render; query.failed */
export async function requireShowable(
  { app: { engine } }: Surroundings,
  resident: Resident,
): Promise<void> {
  const { registered, isCurrent, isShowable } = resident;
  await shown(resident, async () => {
    if (isCurrent) await recall(engine, resident);
    else if (!isShowable) await paint(engine, registered, resident.instance());
  });
  resident.showable();
}
