/**
 * @module What the Worker has verified about a connection before it wakes a session, and how it travels: one internal header
 * of a request that the Worker itself makes, so that nothing of the browser's own headers reaches a session. Bounded, since
 * it must also fit into a connection's attachment.
 */
import { DormouseError } from "../errors/error.ts";

/** Verified by the Worker; the session believes it. */
export interface VerifiedClaims {
  readonly view: string;
  /** Path, query and route of the page, for a mount after an eviction. */
  readonly url: string;
  /** Hash of who is there. */
  readonly principal: string;
  /** What `identify` returned, as `devalue` text. */
  readonly user: string;
  /** Origin of the page, such as `https://example.org`. */
  readonly origin: string;
  /** The few headers that a mount may want again. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** Longest `devalue` text of a user, in UTF-16 units. */
export const MAX_USER_LENGTH = 4_096;
/** Longest path and query of a live page, in UTF-16 units. */
export const MAX_URL_LENGTH = 2_048;
/** All claimed headers together, in UTF-16 units. */
export const MAX_CLAIMED_HEADERS_LENGTH = 4_096;

/** Name of the internal header. */
export const CLAIMS_HEADER = "dormouse-claims";

/** The claims as a header's value: ASCII. */
export function encodeClaims(claims: VerifiedClaims): string {
  return encodeURIComponent(JSON.stringify(claims));
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isPair(value: unknown): value is readonly [string, string] {
  return Array.isArray(value) && value.length === 2 && value.every(isText);
}

function isClaims(value: unknown): value is VerifiedClaims {
  if (typeof value !== "object" || value === null) return false;
  const { view, url, principal, user, origin, headers } = value as {
    [K in keyof VerifiedClaims]?: unknown;
  };
  return (
    [view, url, principal, user, origin].every(isText) &&
    Array.isArray(headers) &&
    headers.every(isPair)
  );
}

/** @throws http.not-websocket when the request did not come from our Worker */
export function decodeClaims(header: string | null): VerifiedClaims {
  if (header !== null) {
    const claims: unknown = JSON.parse(decodeURIComponent(header));
    if (isClaims(claims)) return claims;
  }
  throw new DormouseError("http.not-websocket", "a session was called without claims");
}

const CLAIMED_HEADERS = ["accept-language", "user-agent", "cookie"] as const;

/** Those of a request's headers that a mount may see again at the socket. One that does not fit is left out. */
export function claimHeaders(headers: Headers): [name: string, value: string][] {
  const claimed: [string, string][] = [];
  let room = MAX_CLAIMED_HEADERS_LENGTH;
  for (const name of CLAIMED_HEADERS) {
    const value = headers.get(name);
    if (value === null || value.length > room) continue;
    room -= value.length;
    claimed.push([name, value]);
  }
  return claimed;
}
