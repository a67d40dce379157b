/**
 * @module What a session answers over HTTP: its page, or why there is none.
 */
import { printDiagnostic } from "../errors/diagnostic.ts";
import { DormouseError } from "../errors/error.ts";
import { codeOf } from "../platform/log.ts";
import type { OpenResult, ResponseMarks } from "../rpc/open.ts";
import { islandOf } from "./picture.ts";
import type { SessionApp } from "./ports.ts";
import type { Resident } from "./resident.ts";

/** A session's page over HTTP. @throws engine.*, core.* */
export function sayPage(app: SessionApp, resident: Resident, marks: ResponseMarks): OpenResult {
  const { registered, record, picture } = resident;
  const rendered = app.engine.render(registered.template, picture?.frame ?? new Uint8Array(0));
  const island = islandOf(app, registered, record, rendered);
  return { kind: "page", marks, html: rendered.html, islandAt: rendered.islandAt, island };
}

/** A page that could not be made. @param ref finds it in the logs */
export function sayFailure(error: unknown, ref: string): Extract<OpenResult, { kind: "failed" }> {
  const code = codeOf(error, "view.mount");
  const diagnostic =
    error instanceof DormouseError ? printDiagnostic(error) : `${code}: ${String(error)}`;
  return { kind: "failed", code, ref, diagnostic };
}
