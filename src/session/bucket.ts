/**
 * @module The rate limit of a session: a token bucket that is stored with it, so that neither a reconnect nor sleep fills
 * it. Events that waited while the page was offline may borrow: they were issued slowly and arrive at once.
 */
import { RATE_BURST, RATE_PER_SECOND } from "../protocol/limits.ts";

/** Tokens, and when (ms) they were counted. */
export interface Bucket {
  readonly tokens: number;
  readonly countedAt: number;
}

/** How far below zero a page may draw: not at all to run an event, further to be told that it may not. */
export const DEBT: { readonly [occasion in "none" | "refused" | "replayed"]: number } = {
  none: 0,
  refused: -RATE_BURST,
  replayed: -2 * RATE_BURST,
};

/** A full bucket. */
export function fullBucket(now: number): Bucket {
  return { tokens: RATE_BURST, countedAt: now };
}

function refill({ tokens, countedAt }: Bucket, now: number): number {
  // A clock that jumped back gives nothing, and takes nothing.
  const elapsedMs = Math.max(0, now - countedAt);
  return Math.min(RATE_BURST, tokens + (elapsedMs * RATE_PER_SECOND) / 1000);
}

/** The bucket after one token was taken; null when that would leave it below `floor`. */
export function take(bucket: Bucket, now: number, floor: number): Bucket | null {
  const tokens = refill(bucket, now) - 1;
  return tokens < floor ? null : { tokens, countedAt: now };
}

/** How long (ms) until an event can run again. */
export function waitMs(bucket: Bucket, now: number): number {
  return Math.ceil((Math.max(0, 1 - refill(bucket, now)) * 1000) / RATE_PER_SECOND);
}
