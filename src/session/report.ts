/**
 * @module What goes wrong in a session and in no event of its page: to the log.
 */
import { codeOf } from "../platform/log.ts";
import type { Surroundings } from "./ports.ts";

/** Tells the log. @param at what was being done */
export function report({ app, ports }: Surroundings, at: string, error: unknown): void {
  ports.log({ at, code: codeOf(error, "session.storage"), ref: app.id, error });
}
