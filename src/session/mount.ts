/**
 * @module The beginning of a session: an instance, `mount`, and the first picture. Nothing is stored. It happens once,
 * except when the object was evicted before a socket attached (about 10 s): then again, with a new epoch.
 */
import { DormouseError, isDormouseError } from "../errors/error.ts";
import type { SessionRecord } from "../platform/storage.ts";
import { HANDLER_TIMEOUT_MS } from "../protocol/limits.ts";
import type { OpenRequest, ResponseMarks } from "../rpc/open.ts";
import type { RegisteredView } from "../view/registry.ts";
import { urlOf } from "../view/route.ts";
import { encodeState } from "../view/state.ts";
import { readPath, readUrl } from "../view/url.ts";
import { fullBucket } from "./bucket.ts";
import { RecordedOpening } from "./opening.ts";
import { evaluate, storable } from "./picture.ts";
import type { Surroundings } from "./ports.ts";
import { type Beginning, type Instance, instantiate, Resident } from "./resident.ts";
import { within } from "./within.ts";

/** A session, or where to go instead; or no page, since the path does not fit. */
export type Mounted =
  | { readonly kind: "mounted"; readonly resident: Resident; readonly marks: ResponseMarks }
  | { readonly kind: "redirect"; readonly to: string; readonly marks: ResponseMarks }
  | { readonly kind: "missing" };

/** @returns whether there is such a page */
async function runMount(
  { ports }: Surroundings,
  { view, live }: Instance,
  { urls }: Pick<RegisteredView, "urls">,
  { opening, address }: { readonly opening: RecordedOpening; readonly address: URL },
): Promise<boolean> {
  try {
    live.begin("");
    const path = readPath(view, urls, address);
    if (!(await within(ports.clock, HANDLER_TIMEOUT_MS, path))) return false;
    await within(ports.clock, HANDLER_TIMEOUT_MS, readUrl(view, urls, address.search));
    await within(ports.clock, HANDLER_TIMEOUT_MS, view.mount?.(opening));
    return true;
  } catch (error) {
    live.abort(error);
    if (!isDormouseError(error, "event.timeout")) throw error;
    throw new DormouseError("view.mount", `mount() ${error.message}`, { cause: error });
  }
}

/** What a session is before anything is stored. */
export function firstRecord(
  { ports }: Surroundings,
  request: OpenRequest,
  begun: Pick<
    SessionRecord,
    "version" | "state" | "frame" | "build" | "seq" | "since" | "databases"
  >,
): SessionRecord {
  const now = ports.clock.now();
  return {
    view: request.view,
    url: request.url,
    principal: request.principal,
    user: request.user,
    ...begun,
    formerFrame: null,
    formerFrom: 0,
    formerTo: 0,
    aside: null,
    epoch: ports.random.uint32(),
    expiresAt: now,
    ...fullBucket(now),
    nonce: "",
    last: 0,
    mark: begun.seq,
    known: new Uint8Array(0),
    former: [],
  };
}

/** What a page that is older than the session shows. */
export interface Before {
  readonly build: string;
  readonly seq: number;
}

/** An instance that has its first fields, for whom, and whether a page waits for it. */
export interface Begun {
  readonly request: OpenRequest;
  readonly instance: Instance;
  readonly before: Before | null;
}

/** A session of a view that has its fields; its queries are read. @throws session.state-*, query.*, engine.*, core.* */
export async function beginning(
  around: Surroundings,
  registered: RegisteredView,
  { request, instance, before }: Begun,
): Promise<Beginning> {
  const state = encodeState(instance.view);
  await instance.queries.read();
  const picture = evaluate(around.app.engine, registered, instance.view);
  const { build } = registered.template;
  const seq = before === null ? 0 : before.seq + 1;
  const since = before === null || before.build === build ? 0 : seq;
  const record = firstRecord(around, request, {
    version: registered.version,
    state,
    frame: storable(picture.frame),
    build,
    seq,
    since,
    databases: instance.queries.known,
  });
  return { registered, record, rejections: [], tasks: [], isStored: false, picture, instance };
}

/**
 * Mounts a view. `before`: the page that waits for it, whose addresses go on to count if they are of the same program.
 * @throws session.gone, view.*, session.state-*, engine.*, core.*, and what `mount` throws
 */
export async function mount(
  around: Surroundings,
  request: OpenRequest,
  before: Before | null,
): Promise<Mounted> {
  const registered = around.app.views.get(request.view);
  if (registered === undefined)
    throw new DormouseError("session.gone", "the app has no such view any more");
  const instance = instantiate(around, registered, { ...request, databases: "" });
  const opening = new RecordedOpening(urlOf(request.url), request.headers);
  const address = new URL(request.url);
  if (!(await runMount(around, instance, registered, { opening, address })))
    return { kind: "missing" };
  const { target, marks } = opening;
  if (target !== null) return { kind: "redirect", to: target, marks };
  const begun = await beginning(around, registered, { request, instance, before });
  return { kind: "mounted", resident: new Resident(around, begun), marks };
}
