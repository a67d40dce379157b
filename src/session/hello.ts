/**
 * @module The turn of a hello. Events that waited come first, resolved against the stored frame, before anything is
 * evaluated with a new program: a deploy loses no click. Then the page is brought up to date. Hello itself does not move the
 * seq; showing the state anew (another program, or a frame that was too large to be stored) does, so that no address of the
 * old page can be taken for one of the new.
 */
import type { FormerPage, SessionRecord } from "../platform/storage.ts";
import type { HelloMessage } from "../protocol/client-messages.ts";
import type { Path } from "../protocol/key.ts";
import {
  CLOSE_GONE,
  CLOSE_LIMITED,
  CLOSE_MALFORMED,
  CLOSE_UNAUTHORIZED,
  type CloseCode,
} from "../protocol/close-codes.ts";
import type { Rejection, ServerMessage } from "../protocol/server-messages.ts";
import type { VerifiedClaims } from "../rpc/claims.ts";
import { DEBT } from "./bucket.ts";
import { sayUrl } from "./address.ts";
import { contradicted, undone } from "./control.ts";
import { ack, takeEvent } from "./event.ts";
import { offerAt } from "./offer.ts";
import {
  buildColumns,
  paint,
  recall,
  type Saying,
  sayPatch,
  saySnap,
  storable,
} from "./picture.ts";
import type { SessionEngine, Surroundings } from "./ports.ts";
import { decideReconnection } from "./reconnect.ts";
import type { Picture, Resident } from "./resident.ts";
import { shown } from "./showable.ts";

/** Tabs of one session whose event counts are remembered. */
const MAX_FORMER_PAGES = 8;

/** What the page is told, or with which code it is sent away. */
export type HelloOutcome =
  | { readonly kind: "answered"; readonly messages: readonly ServerMessage[] }
  | { readonly kind: "ended"; readonly code: CloseCode; readonly retryAfterMs: number };

/** What a page says, and for whom it speaks. */
export interface Greeting {
  readonly hello: HelloMessage;
  readonly claims: VerifiedClaims;
  /** Begins what a commit wanted, so that it does not wait for the events that come after. Never throws. */
  readonly follow: () => void;
}

function ended(code: CloseCode, retryAfterMs = 0): HelloOutcome {
  return { kind: "ended", code, retryAfterMs };
}

/** The seq of the stored program that the page shows; -1: it shows another program. */
function reachedSeq(record: SessionRecord, hello: HelloMessage): number {
  return hello.build === record.build && hello.epoch === record.epoch ? hello.seq : -1;
}

/** The columns of the page that speaks. */
function pageColumns(
  resident: Resident,
  hello: HelloMessage,
  { user }: VerifiedClaims,
): Partial<SessionRecord> {
  const { record } = resident;
  const { build, seq } = record;
  const program = buildColumns(resident, { build, seq, confirmed: reachedSeq(record, hello) });
  return { user, ...program, ...withPage(record, hello.nonce) };
}

/** The columns of a page that takes the session over; "": whoever comes next. Each tab goes on with its own count of events. */
export function withPage(
  record: SessionRecord,
  nonce: string,
): Pick<SessionRecord, "nonce" | "last" | "former"> {
  const { last, former } = record;
  if (record.nonce === nonce) return { nonce, last, former };
  const before: FormerPage[] = record.nonce === "" ? [] : [{ nonce: record.nonce, last }];
  const others = former.filter((page) => page.nonce !== nonce);
  return {
    nonce,
    last: former.find((page) => page.nonce === nonce)?.last ?? 0,
    former: [...before, ...others].slice(0, MAX_FORMER_PAGES),
  };
}

/** Whether the session of a page has expired, and this one was begun in its place: its seqs mean nothing here. */
function isOfAnother({ epoch, nonce, former }: SessionRecord, hello: HelloMessage): boolean {
  const isKnown = nonce === hello.nonce || former.some((page) => page.nonce === hello.nonce);
  return !isKnown && hello.epoch !== epoch && hello.seq > 0;
}

/** Runs the events that waited. A code: why the page is sent away. */
async function takePending(
  around: Surroundings,
  resident: Resident,
  { hello: { pending }, follow }: Greeting,
): Promise<(Rejection | null)[] | CloseCode> {
  const rejections: (Rejection | null)[] = [];
  for (const event of pending) {
    const { last } = resident.record;
    // Nothing is known of a page that counts from elsewhere: the session that it had has expired.
    if (event.id > last + 1) return last === 0 ? CLOSE_GONE : CLOSE_MALFORMED;
    if (event.id > last) {
      if (!resident.charge(DEBT.replayed)) return CLOSE_LIMITED;
      // One at a time: the order of events is a promise.
      const { step } = await takeEvent(around, resident, event, "later");
      resident.commit(step);
      follow();
    }
    rejections.push(resident.rejection(event.id));
  }
  return rejections;
}

/** What the program that is deployed shows; null: it is what the page shows. */
async function look(engine: SessionEngine, resident: Resident): Promise<Picture | null> {
  await recall(engine, resident);
  const { registered, isCurrent, picture } = resident;
  if (!isCurrent) return paint(engine, registered, resident.instance());
  return picture === null || picture.isShown ? null : { ...picture, isShown: true };
}

/** A picture by the program that is deployed, and the columns that go with it. Nothing when there is one. @throws session.render */
export async function refresh(
  around: Surroundings,
  resident: Resident,
  confirmed: number,
): Promise<[Partial<SessionRecord>, Picture | null]> {
  const picture = await shown(resident, async () => look(around.app.engine, resident));
  if (picture === null) return [{}, null];
  const { record, registered } = resident;
  const { build } = registered.template;
  const seq = record.seq + 1;
  const program = buildColumns(resident, { build, seq, confirmed });
  const { known: databases } = resident.instance().queries;
  const columns = { frame: storable(picture.frame), seq, databases, ...program };
  return [columns, picture];
}

/** The page as it is after everything that waited. */
interface Outcome {
  readonly after: SessionRecord;
  readonly frame: Uint8Array;
  readonly rejections: readonly (Rejection | null)[];
}

/** The last event that waited may have left its control as the user set it: see `control.ts`. */
function unsettled(
  { app: { engine } }: Surroundings,
  { registered: { template } }: Resident,
  { pending }: HelloMessage,
  { frame, rejections }: Outcome,
): Path | null {
  const event = pending.at(-1);
  if (event === undefined) return null;
  if (rejections.at(-1) !== null) return undone({ engine, template, event }, frame);
  const offer = offerAt(engine, frame, event.path);
  return offer === null ? null : contradicted({ engine, template, event, offer }, frame);
}

function sayReconnection(
  around: Surroundings,
  resident: Resident,
  hello: HelloMessage,
  outcome: Outcome,
): Saying {
  const { app } = around;
  const { registered, ring } = resident;
  const { after, frame } = outcome;
  const answer = decideReconnection(hello, after, ring.at(hello.seq));
  switch (answer.kind) {
    case "resume":
      return { messages: [{ type: "resume", seq: after.seq }], known: hello.known };
    case "catch-up": {
      const forced = unsettled(around, resident, hello, outcome);
      const patch = app.engine.diff(registered.template, answer.from, frame, forced);
      return sayPatch(registered, hello.known, after.seq, patch);
    }
    case "snap":
      return saySnap(app, registered, after, frame);
  }
}

/** Takes a page's hello. Everything that it changes is committed; the caller sends. @throws engine.*, core.*, storage */
export async function takeHello(
  around: Surroundings,
  resident: Resident,
  greeting: Greeting,
): Promise<HelloOutcome> {
  const { hello, claims, follow } = greeting;
  const { principal, view } = resident.record;
  if (claims.principal !== principal || claims.view !== view) return ended(CLOSE_UNAUTHORIZED);
  const isBack = resident.record.nonce !== "" && resident.registered.view.resume === "never";
  if (isBack || isOfAnother(resident.record, hello)) return ended(CLOSE_GONE);
  if (!resident.charge(DEBT.refused)) return ended(CLOSE_LIMITED, resident.retryAfterMs);
  const reached = reachedSeq(resident.record, hello);
  let columns = pageColumns(resident, hello, claims);
  if (hello.pending.length > 0) {
    resident.commit({ columns, rejected: null, picture: null });
    follow();
    columns = {};
  }
  const rejections = await takePending(around, resident, greeting);
  if (!Array.isArray(rejections)) return ended(rejections, resident.retryAfterMs);
  const [refreshed, picture] = await refresh(around, resident, reached);
  const after = { ...resident.record, ...columns, ...refreshed };
  const frame = (picture ?? resident.picture)?.frame ?? new Uint8Array(0);
  const { messages, known } = sayReconnection(around, resident, hello, {
    after,
    frame,
    rejections,
  });
  const page = { known: same(resident.record.known, known), mark: after.seq };
  resident.commit({ columns: { ...columns, ...refreshed, ...page }, rejected: null, picture });
  follow();
  // A page that missed nothing knows where it is.
  const where = messages.some(({ type }) => type === "resume") ? [] : sayUrl(resident);
  return { kind: "answered", messages: [ack(after.last, rejections), ...where, ...messages] };
}

/** The object that is stored already, if it says the same: then it is not written again. */
function same(stored: Uint8Array, known: Uint8Array): Uint8Array {
  return stored.length === known.length && stored.every((byte, i) => byte === known[i])
    ? stored
    : known;
}

/** Takes a page's request for the whole page. The caller sends. @throws engine.*, core.*, storage */
export async function takeResync(around: Surroundings, resident: Resident): Promise<HelloOutcome> {
  if (!resident.charge(DEBT.refused)) return ended(CLOSE_LIMITED, resident.retryAfterMs);
  const [refreshed, picture] = await refresh(around, resident, -1);
  const after = { ...resident.record, ...refreshed };
  const frame = (picture ?? resident.picture)?.frame ?? new Uint8Array(0);
  const { messages, known } = saySnap(around.app, resident.registered, after, frame);
  resident.commit({ columns: { ...refreshed, known, mark: after.seq }, rejected: null, picture });
  return { kind: "answered", messages: [...sayUrl(resident), ...messages] };
}
