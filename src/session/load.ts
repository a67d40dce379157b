/**
 * @module Waking up: one read, nothing evaluated. The frame is stored with the state, so that a click after a night of sleep
 * is resolved in exactly what the page shows.
 */
import { DormouseError } from "../errors/error.ts";
import type { SessionRecord, StoredSession } from "../platform/storage.ts";
import { mount } from "./mount.ts";
import type { Surroundings } from "./ports.ts";
import { Resident } from "./resident.ts";

/** State written by newer code than this one: mounted anew, with the page's count of events. */
async function remount(
  around: Surroundings,
  { record, rejections }: StoredSession,
): Promise<Resident | null> {
  const mounted = await mount(around, { ...record, headers: [] }, { build: "", seq: record.seq });
  if (mounted.kind === "redirect") return null;
  const { resident } = mounted;
  const { nonce, last, known, former, tokens, countedAt } = record;
  const kept: SessionRecord = { ...resident.record, nonce, last, known, former, tokens, countedAt };
  around.ports.storage.commit({ columns: kept, rejected: null, forgotten: null });
  const { registered, picture } = resident;
  return new Resident(around, {
    registered,
    record: kept,
    rejections,
    isStored: true,
    picture,
    instance: null,
  });
}

/** The stored session; null: there is none. @throws session.gone when the app has no such view any more */
export async function load(around: Surroundings): Promise<Resident | null> {
  const stored = around.ports.storage.load();
  if (stored === null) return null;
  const { record, rejections } = stored;
  const registered = around.app.views.get(record.view);
  if (registered === undefined)
    throw new DormouseError("session.gone", "the app has no such view any more");
  if (record.version > registered.version) return remount(around, stored);
  const picture =
    record.frame === null ? null : { frame: record.frame, values: null, isShown: true };
  return new Resident(around, {
    registered,
    record,
    rejections,
    isStored: true,
    picture,
    instance: null,
  });
}
