/**
 * @module The first HTML of a session: mounted, rendered, stored nowhere. What goes wrong is an answer as well.
 */
import { printDiagnostic } from "../errors/diagnostic.ts";
import { DormouseError } from "../errors/error.ts";
import { codeOf } from "../platform/log.ts";
import type { OpenRequest, OpenResult } from "../rpc/open.ts";
import { mount } from "./mount.ts";
import { islandOf } from "./picture.ts";
import type { Surroundings } from "./ports.ts";
import type { Resident } from "./resident.ts";

/** The answer, and the session that it is of; null: there is none. */
export async function open(
  around: Surroundings,
  request: OpenRequest,
): Promise<readonly [OpenResult, Resident | null]> {
  const { app, ports } = around;
  try {
    const mounted = await mount(around, request, null);
    if (mounted.kind !== "mounted") return [mounted, null];
    const { resident, marks } = mounted;
    const { registered, record, picture } = resident;
    const rendered = app.engine.render(registered.template, picture?.frame ?? new Uint8Array(0));
    const island = islandOf(app, registered, record, rendered);
    const { html, islandAt } = rendered;
    return [{ kind: "page", marks, html, islandAt, island }, resident];
  } catch (error) {
    const code = codeOf(error, "view.mount");
    const ref = ports.random.uint32().toString(36);
    ports.log({ at: "session.open", code, ref, error });
    const diagnostic =
      error instanceof DormouseError ? printDiagnostic(error) : `${code}: ${String(error)}`;
    return [{ kind: "failed", code, ref, diagnostic }, null];
  }
}
