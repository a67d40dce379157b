/**
 * @module Fencing: a private session has one page, which speaks over one connection. Who says hello ends all others, so that
 * nothing that is still under way on an old connection reaches the session.
 */
import { CLOSE_SUPERSEDED } from "../protocol/close-codes.ts";
import type { PageConnection } from "./ports.ts";
import { end, ended } from "./send.ts";

/** Ends all of `connections` but `connection`, which speaks for `nonce`. Whether a page was there already. */
export function supersede(
  connections: readonly PageConnection[],
  connection: PageConnection,
  nonce: string,
): boolean {
  let wasThere = false;
  for (const other of connections) {
    const { attachment } = other;
    if (other === connection || attachment.kind !== "attached") continue;
    wasThere = true;
    if (attachment.nonce !== nonce) {
      end(other, CLOSE_SUPERSEDED);
      continue;
    }
    // The same page came back before its old connection was known to be dead.
    other.attach(ended(attachment));
    other.close(1000, "");
  }
  return wasThere || connection.attachment.kind === "attached";
}
