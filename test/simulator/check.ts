/**
 * @module What must hold after every step, whatever happened.
 */
import {
  MAX_PENDING_EVENTS,
  MAX_REMEMBERED_REJECTIONS,
  MAX_RING_BYTES,
} from "../../src/protocol/limits.ts";
import { InvariantError } from "./invariant.ts";
import type { SimulatedServer } from "./server.ts";
import type { Tab } from "./tab.ts";

/** Former tabs that a session remembers. */
const MAX_FORMER = 8;

function same(a: unknown, b: unknown): boolean {
  return a instanceof Uint8Array && b instanceof Uint8Array
    ? Buffer.compare(a, b) === 0
    : a === b || (typeof a === "object" && JSON.stringify(a) === JSON.stringify(b));
}

/** What a session has stored and remembers. @throws InvariantError */
export function checkServer(server: SimulatedServer): void {
  const { stored, history, session } = server;
  if (stored === null) return;
  const { record, rejections } = stored;
  const pages = [{ nonce: record.nonce, last: record.last }, ...record.former];
  for (const { nonce, last } of pages) {
    const { ids, highest } = history.done(nonce);
    if (ids.size !== last || highest !== last)
      throw new InvariantError("I2", `${nonce} has ${ids.size} to ${highest}, last is ${last}`);
  }
  if (rejections.length > MAX_REMEMBERED_REJECTIONS || record.former.length > MAX_FORMER)
    throw new InvariantError("I9", `${rejections.length} ${record.former.length}`);
  const { resident } = session;
  if (resident === null || !resident.isStored) return;
  if (resident.ring.bytes > MAX_RING_BYTES) throw new InvariantError("I9", "the ring");
  for (const [name, value] of Object.entries(resident.record)) {
    if (!same(value, record[name as keyof typeof record]))
      throw new InvariantError("I10", `${name} is ${value} in memory`);
  }
}

/** What a page was told. @throws InvariantError */
export function checkTab({ session, page, nonce, document: { server } }: Tab): void {
  if (session.pending.length > MAX_PENDING_EVENTS) throw new InvariantError("I9", "pending");
  const { stored } = server;
  if (server.isForgotten || stored === null) return;
  const { record } = stored;
  const before = record.former.find((former) => former.nonce === nonce);
  const last = record.nonce === nonce ? record.last : (before?.last ?? 0);
  if (before === undefined && record.former.length >= MAX_FORMER) return;
  if (page.acked > last)
    throw new InvariantError("I3", `${page.acked} was said, ${last} is stored`);
}
