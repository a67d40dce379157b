/**
 * @module The first HTML of a session: mounted or begun with a copy, rendered, stored nowhere. What goes wrong is an answer as well.
 */
import type { OpenRequest, OpenResult, StateCopy } from "../rpc/open.ts";
import { sayFailure, sayPage } from "./first-page.ts";
import { fork } from "./fork.ts";
import { mount } from "./mount.ts";
import type { Surroundings } from "./ports.ts";
import type { Resident } from "./resident.ts";

/** The answer, and the session that it is of; null: there is none. */
export async function open(
  around: Surroundings,
  request: OpenRequest,
  copy: StateCopy | null,
): Promise<readonly [OpenResult, Resident | null]> {
  const { app, ports } = around;
  try {
    const forked = copy && (await fork(around, request, copy));
    const mounted = forked ?? (await mount(around, request, null));
    if (mounted.kind !== "mounted") return [mounted, null];
    const { resident, marks } = mounted;
    return [sayPage(app, resident, marks), resident];
  } catch (error) {
    const failure = sayFailure(error, ports.random.uint32().toString(36));
    ports.log({ at: "session.open", code: failure.code, ref: failure.ref, error });
    return [failure, null];
  }
}
