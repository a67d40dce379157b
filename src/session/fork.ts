/**
 * @module A tab that was duplicated goes its own way: a new session, which begins with a copy of the state instead of a mount.
 * From then on the two know nothing of each other. Of the first one nothing changes, and what it has pending stays with it.
 */
import type { OpenRequest, StateCopy } from "../rpc/open.ts";
import { tryToRead } from "./load.ts";
import { beginning, firstRecord, type Mounted } from "./mount.ts";
import type { Surroundings } from "./ports.ts";
import { Resident } from "./resident.ts";
import { mayHave } from "./resume.ts";
import { interruptOrphans } from "./wants.ts";

/** What a fork takes with it; null: not for this request. */
export function takeCopy(resident: Resident, request: OpenRequest): StateCopy | null {
  if (!mayHave(resident, request)) return null;
  const { state, version } = resident.record;
  return { state, version };
}

/** A session that begins with a copy; null: this code cannot read it. @throws query.*, engine.*, core.* */
export async function fork(
  around: Surroundings,
  request: OpenRequest,
  copy: StateCopy,
): Promise<Mounted | null> {
  const registered = around.app.views.get(request.view);
  if (registered === undefined) return null;
  const program = { frame: null, build: registered.template.build, seq: 0, since: 0 };
  const record = firstRecord(around, request, { ...copy, ...program, databases: "" });
  const instance = await tryToRead(around, registered, record, (read) => read);
  if (instance === null) return null;
  // What runs belongs to the first session.
  interruptOrphans(instance, new Map());
  const begun = await beginning(around, registered, { request, instance, before: null });
  const marks = { status: 200, setCookies: [] };
  return { kind: "mounted", resident: new Resident(around, begun), marks };
}
