/**
 * @module Tells the room of a database what this Worker has written to it. A room that cannot be reached looks for itself, later.
 */
import { exported } from "../platform/bindings.ts";
import { codeOf, consoleLog } from "../platform/log.ts";
import { roomOf } from "../rpc/notice.ts";
import type { Committed } from "./binding.ts";

/** Never throws. An app without rooms has no live queries to tell. */
export async function publish(database: string, committed: Committed): Promise<void> {
  try {
    await roomOf(exported("Room"), database)?.publish({ database, ...committed });
  } catch (error) {
    consoleLog({ at: "query.publish", code: codeOf(error, "query.failed"), ref: database, error });
  }
}
