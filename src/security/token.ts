/**
 * @module Tokens: what a page presents at the handshake, so that no object wakes for anybody else. Signed, not encrypted:
 * the browser may read what is in it, so only what it knows anyway is (session id, view, its own URL, a hash of the user).
 *
 * token = base64url(version, key id, sid (32), principal (16), varint issued, varint expires (s), view, url, HMAC (32))
 *
 * HMAC-SHA-256 and nothing else; there is no field that names an algorithm. WebCrypto compares in constant time. No build
 * is bound: a deploy must not end a session.
 */
import { DormouseError } from "../errors/error.ts";
import { Reader, Writer } from "../protocol/bytes.ts";
import { readHex, writeHex } from "../protocol/client-messages.ts";
import { decodeBase64url, encodeBase64url } from "./base64url.ts";

/**
 * A page may connect again for that long after its HTML was made. Far longer than a session lives without activity, so that
 * it is the session that ends first (4410), however long the page was open.
 */
export const TOKEN_LIFETIME_MS: number = 400 * 86_400_000;
/** Longest token as text: sid, principal and view are short, the URL is bounded. */
export const MAX_TOKEN_LENGTH = 4_096;

const VERSION = 1;
/** Number of the key that signs. A rotated secret gets the next one. */
const KEY_ID = 1;
const MAC_BYTES = 32;
/** Clocks of two machines may differ by that much. */
const SKEW_S = 60;

/** What a token says. */
export interface TokenClaims {
  /** 64 hexadecimal digits. */
  readonly sid: string;
  /** 32 hexadecimal digits. */
  readonly principal: string;
  readonly view: string;
  /** Path and query. */
  readonly url: string;
}

/** A secret, and the time (ms). */
export interface Signing {
  readonly secret: string;
  readonly now: number;
}

async function keyOf(secret: string): Promise<CryptoKey> {
  const bytes = new TextEncoder().encode(`dormouse token ${KEY_ID}:${secret}`);
  return crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
    "verify",
  ]);
}

/** A token for `claims` that is valid from now on, for {@link TOKEN_LIFETIME_MS}. */
export async function signToken(claims: TokenClaims, { secret, now }: Signing): Promise<string> {
  const writer = new Writer();
  const issued = Math.floor(now / 1000);
  writer.byte(VERSION);
  writer.byte(KEY_ID);
  writeHex(writer, claims.sid);
  writeHex(writer, claims.principal);
  writer.varint(issued);
  writer.varint(issued + TOKEN_LIFETIME_MS / 1000);
  writer.text(claims.view);
  writer.text(claims.url);
  const body = writer.done();
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", await keyOf(secret), body));
  writer.raw(mac);
  return encodeBase64url(writer.done());
}

function invalid(what: string): never {
  throw new DormouseError("token.invalid", `the token ${what}`);
}

/** What a valid token says. @throws token.invalid, token.expired */
export async function verifyToken(token: string, { secret, now }: Signing): Promise<TokenClaims> {
  if (token.length > MAX_TOKEN_LENGTH) invalid("is too long");
  const bytes = decodeBase64url(token);
  if (bytes === null || bytes.length <= MAC_BYTES) invalid("is not one");
  const body = bytes.subarray(0, bytes.length - MAC_BYTES);
  if (body[0] !== VERSION || body[1] !== KEY_ID) invalid("was signed with a key that is not known");
  const genuine = await crypto.subtle.verify(
    "HMAC",
    await keyOf(secret),
    bytes.subarray(body.length),
    body,
  );
  if (!genuine) invalid("was not signed by us");
  const reader = new Reader(body, 2);
  const sid = readHex(reader, 32);
  const principal = readHex(reader, 16);
  const issued = reader.varint();
  const expires = reader.varint();
  const seconds = Math.floor(now / 1000);
  if (issued > seconds + SKEW_S) invalid("is from the future");
  if (expires <= seconds) throw new DormouseError("token.expired", "the token is too old");
  return { sid, principal, view: reader.text(), url: reader.text() };
}
