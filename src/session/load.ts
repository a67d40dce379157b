/**
 * @module Waking up: one read, nothing evaluated. The frame is stored with the state, so that a click after a night of sleep
 * is resolved in exactly what the page shows.
 *
 * State that this code cannot read (it was written by newer code, before a rollback; or `migrate` fails) is set aside, and
 * the view mounts anew: new epoch, so that no address of the old page counts, and the page's count of events goes on. What
 * was set aside comes back with code that can read it, unless an event has run since: what a user did is never undone.
 */
import { DormouseError } from "../errors/error.ts";
import { codeOf } from "../platform/log.ts";
import type { SessionRecord, SetAside, StoredSession } from "../platform/storage.ts";
import type { Awaitable } from "../view/live-view.ts";
import type { RegisteredView } from "../view/registry.ts";
import { encodeState } from "../view/state.ts";
import { mount } from "./mount.ts";
import { evaluate, storable } from "./picture.ts";
import type { Surroundings } from "./ports.ts";
import { type Instance, revive, Resident } from "./resident.ts";
import { interruptOrphans, wantsOf } from "./wants.ts";

/** What `use` makes of an instance of what was stored; null: this code cannot read it. */
export async function tryToRead<T>(
  around: Surroundings,
  registered: RegisteredView,
  record: SessionRecord,
  use: (instance: Instance) => Awaitable<T>,
): Promise<T | null> {
  if (record.version > registered.version) return null;
  try {
    return await use(revive(around, registered, record));
  } catch (error) {
    const { app, ports } = around;
    ports.log({
      at: "session.migrate",
      code: codeOf(error, "session.state-type"),
      ref: app.id,
      error,
    });
    return null;
  }
}

/** What was set aside, shown anew; null: it stays there. */
async function restore(
  around: Surroundings,
  registered: RegisteredView,
  { record, rejections, tasks }: StoredSession,
): Promise<Resident | null> {
  if (record.aside === null) return null;
  const { state, version } = record.aside;
  const { engine } = around.app;
  const read = await tryToRead(
    around,
    registered,
    { ...record, state, version },
    async (instance) => {
      const isAsItWas = interruptOrphans(instance, new Map()) === "nothing";
      const stored = isAsItWas
        ? { state, version }
        : { state: encodeState(instance.view), version: registered.version };
      await instance.queries.read();
      return { instance, stored, picture: evaluate(engine, registered, instance.view) };
    },
  );
  if (read === null) return null;
  const { instance, stored, picture } = read;
  const seq = record.seq + 1;
  const restored: SessionRecord = {
    ...record,
    ...stored,
    aside: null,
    frame: storable(picture.frame),
    build: registered.template.build,
    epoch: around.ports.random.uint32(),
    seq,
    since: seq,
    formerFrame: null,
  };
  const beside = tasks.map(({ field }) => ({ kind: "task-over", field }) as const);
  around.ports.storage.commit({ columns: restored, rejected: null, forgotten: null, beside });
  return new Resident(around, {
    registered,
    record: restored,
    rejections,
    tasks: [],
    isStored: true,
    picture,
    instance,
  });
}

async function remount(
  around: Surroundings,
  { record, rejections, tasks }: StoredSession,
): Promise<Resident | null> {
  const before = { build: "", seq: record.seq };
  const mounted = await mount(around, { ...record, headers: [] }, before).catch(
    (cause: unknown) => {
      throw new DormouseError("session.gone", "the view could not be mounted again", { cause });
    },
  );
  if (mounted.kind !== "mounted") return null;
  const { resident } = mounted;
  const { state, version, nonce, last, mark, known, former, tokens, countedAt, expiresAt } = record;
  const aside: SetAside = record.aside ?? { state, version };
  // Its mark as well: what an event on a connection that was kept calls current is the page before.
  const page = { nonce, last, mark, known, former, tokens, countedAt, expiresAt };
  const kept: SessionRecord = { ...resident.record, ...page, aside };
  // The runs were another view's.
  const over = tasks.map(({ field }) => ({ kind: "task-over", field }) as const);
  const { changes, runs } = wantsOf(around, resident.instance(), new Map());
  const beside = [...over, ...changes];
  around.ports.storage.commit({ columns: kept, rejected: null, forgotten: null, beside });
  const { registered, picture } = resident;
  return new Resident(around, {
    registered,
    record: kept,
    rejections,
    tasks: [...runs.values()],
    isStored: true,
    picture,
    instance: null,
  });
}

/** The stored session; null: there is none. @throws session.gone when the app has no such view any more */
export async function load(around: Surroundings): Promise<Resident | null> {
  const stored = around.ports.storage.load();
  if (stored === null) return null;
  const { record, rejections, tasks } = stored;
  const registered = around.app.views.get(record.view);
  if (registered === undefined)
    throw new DormouseError("session.gone", "the app has no such view any more");
  const restored = await restore(around, registered, stored);
  if (restored !== null) return restored;
  const isOfThisVersion = record.version === registered.version;
  const instance = isOfThisVersion
    ? null
    : await tryToRead(around, registered, record, (read) => read);
  if (!isOfThisVersion && instance === null) return remount(around, stored);
  const picture =
    record.frame === null ? null : { frame: record.frame, values: null, isShown: true };
  return new Resident(around, {
    registered,
    record,
    rejections,
    tasks,
    isStored: true,
    picture,
    instance,
  });
}
