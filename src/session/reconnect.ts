/**
 * @module What a page is answered when it says hello: nothing happened (`resume`), one patch from what it shows, or the whole
 * page. Pure. A patch never crosses builds or epochs, and a page that is ahead of the session has seen another one.
 */
import type { Shown } from "./ring.ts";

/** Where somebody is: in which program, which mount, at which step. */
export interface Position {
  readonly build: string;
  readonly epoch: number;
  readonly seq: number;
}

/** The answer. */
export type Reconnection =
  | { readonly kind: "resume" }
  | { readonly kind: "catch-up"; readonly from: Uint8Array }
  | { readonly kind: "snap" };

/** `shown`: what the page shows, as far as it is remembered. */
export function decideReconnection(
  page: Position,
  session: Position,
  shown: Shown | null,
): Reconnection {
  if (page.build !== session.build || page.epoch !== session.epoch || page.seq > session.seq)
    return { kind: "snap" };
  if (page.seq === session.seq) return { kind: "resume" };
  return shown !== null && shown.build === session.build
    ? { kind: "catch-up", from: shown.frame }
    : { kind: "snap" };
}
