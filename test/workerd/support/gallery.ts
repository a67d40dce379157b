/**
 * @module The gallery's Worker inside workerd: how tests ask it, and how they look into what a session has stored.
 */
import { runInDurableObject } from "cloudflare:test";
import { exports } from "cloudflare:workers";
import { SqliteStorage } from "../../../src/platform/cloudflare-storage.ts";
import type { StoredSession } from "../../../src/platform/storage.ts";
import { decodeBase64url } from "../../../src/security/base64url.ts";
import type { HeadlessPage } from "../../support/headless-page.ts";

interface Gallery {
  readonly default: { fetch(request: Request): Promise<Response> };
  readonly LiveSession: DurableObjectNamespace;
}

const gallery = exports as unknown as Gallery;

/** Asks the Worker. */
export const fetcher = (request: Request): Promise<Response> => gallery.default.fetch(request);

/** The object of the session that a token speaks of. */
export function objectOf(token: string): DurableObjectStub {
  const sid = decodeBase64url(token)?.subarray(2, 34) ?? new Uint8Array(0);
  const hex = Array.from(sid, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return gallery.LiveSession.get(gallery.LiveSession.idFromString(hex));
}

/** The object of a page's session. */
export const sessionOf = ({ island }: HeadlessPage): DurableObjectStub =>
  objectOf(island.token ?? "");

/** What is stored of a page's session. */
export async function storedOf(page: HeadlessPage): Promise<StoredSession | null> {
  return runInDurableObject(sessionOf(page), (_, { storage }) => new SqliteStorage(storage).load());
}
