/**
 * @module A session in memory: its record (equal to what is stored, once anything is), what its page shows, and the caches
 * that may vanish at any time: the view's instance, the values of the frame, recent frames. Invariant: whenever no commit
 * is in progress, the record equals the stored one; `commit` changes both or neither.
 */
import type { Base } from "../engine/types.ts";
import type {
  Change,
  SessionRecord,
  SideChange,
  StoredRejection,
  TaskRun,
} from "../platform/storage.ts";
import { MAX_REMEMBERED_REJECTIONS, SESSION_LIFETIME_MS } from "../protocol/limits.ts";
import type { LiveView } from "../view/live-view.ts";
import { createView, setUser } from "../view/instance.ts";
import { noteRoute } from "../view/url.ts";
import type { RegisteredView } from "../view/registry.ts";
import { decodeState, measureState, readState } from "../view/state.ts";
import { parse } from "devalue";
import { type Bucket, take, waitMs } from "./bucket.ts";
import { SessionLive } from "./live.ts";
import { Queries } from "./queries.ts";
import type { Surroundings } from "./ports.ts";
import { Ring } from "./ring.ts";
import { granted, interruptOrphans, wantsOf } from "./wants.ts";

/** A view that is alive, its `this.live`, and its queries. */
export interface Instance {
  readonly view: LiveView;
  readonly live: SessionLive;
  readonly queries: Queries;
}

/** What a frame was made of, and whether the page has it. */
export interface Picture extends Base {
  /** Whether it is what the page showed at the record's seq, so that a patch may start from it. */
  readonly isShown: boolean;
}

/** One step of a session, to be committed. */
export interface Step {
  readonly columns: Partial<SessionRecord>;
  readonly rejected: StoredRejection | null;
  /** Null: nothing new to be seen. */
  readonly picture: Picture | null;
  /** What else is written with it. */
  readonly beside?: readonly SideChange[];
}

/** What a resident begins with. */
export interface Beginning {
  readonly registered: RegisteredView;
  readonly record: SessionRecord;
  readonly rejections: readonly StoredRejection[];
  readonly tasks: readonly TaskRun[];
  readonly isStored: boolean;
  readonly picture: Picture | null;
  readonly instance: Instance | null;
}

function differences(before: SessionRecord, after: SessionRecord): Partial<SessionRecord> {
  const old = new Map<string, unknown>(Object.entries(before));
  return Object.fromEntries(
    Object.entries(after).filter(([name, value]) => old.get(name) !== value),
  );
}

/** A new instance of the view of a session, with `this.env`, `this.live` and `this.user`. */
export function instantiate(
  around: Surroundings,
  registered: RegisteredView,
  { url, user, databases }: Pick<SessionRecord, "url" | "user" | "databases">,
): Instance {
  const { app, ports } = around;
  const live = new SessionLive(around, url, () => measureState(view));
  const view = createView(registered, { env: app.env, live, user: parse(user) as unknown });
  noteRoute(view, url);
  const queries = new Queries(ports.databases, {
    view,
    registered,
    isDevelopment: app.isDev,
    known: databases,
  });
  return { view, live, queries };
}

/** The view of a session with its state. @throws what initialisers and `migrate` throw; session.state-type */
export function revive(
  around: Surroundings,
  registered: RegisteredView,
  record: SessionRecord,
): Instance {
  const instance = instantiate(around, registered, record);
  decodeState(instance.view, readState(record.state, record.version, registered));
  return instance;
}

function runsAfter(
  before: ReadonlyMap<string, TaskRun>,
  changes: readonly SideChange[],
): ReadonlyMap<string, TaskRun> {
  const runs = new Map(before);
  for (const change of changes) {
    if (change.kind === "task") runs.set(change.run.field, change.run);
    else if (change.kind === "task-over") runs.delete(change.field);
  }
  return runs;
}

function freshAfter(
  before: ReadonlySet<string>,
  wanted: readonly SideChange[],
  runs: ReadonlyMap<string, TaskRun>,
): ReadonlySet<string> {
  const isNew = new Set(
    wanted.flatMap((change) => (change.kind === "task" ? [change.run.id] : [])),
  );
  const ids = [...runs.values()].map(({ id }) => id);
  return new Set(ids.filter((id) => before.has(id) || isNew.has(id)));
}

/** A session in memory. */
export class Resident {
  readonly registered: RegisteredView;
  readonly ring: Ring = new Ring();
  readonly #around: Surroundings;
  readonly #rejections: StoredRejection[];
  #record: SessionRecord;
  /** Ahead of the record by what was taken since the last commit. */
  #bucket: Bucket;
  #isStored: boolean;
  #picture: Picture | null;
  #instance: Instance | null;
  #runs: ReadonlyMap<string, TaskRun>;
  /** Until when (ms) nobody has to look, as far as is known. */
  #lookAt = Infinity;
  /** Runs that were stored in this life, and so have not begun in another. */
  #fresh: ReadonlySet<string> = new Set();
  #hasMessages = false;
  #isShowable = false;

  constructor(around: Surroundings, beginning: Beginning) {
    this.#around = around;
    this.registered = beginning.registered;
    this.#record = beginning.record;
    this.#bucket = beginning.record;
    this.#rejections = [...beginning.rejections];
    this.#isStored = beginning.isStored;
    this.#picture = beginning.picture;
    this.#instance = beginning.instance;
    this.#runs = new Map(beginning.tasks.map((run) => [run.field, run]));
    if (this.#instance !== null) interruptOrphans(this.#instance, this.#runs);
    const { picture, record } = beginning;
    if (picture?.isShown === true) this.ring.put(record.seq, picture.frame, record.build);
  }

  get record(): SessionRecord {
    return this.#record;
  }

  /** Null: the frame was too large to be stored, and memory was lost. */
  get picture(): Picture | null {
    return this.#picture;
  }

  /** Whether anything was written yet. */
  get isStored(): boolean {
    return this.#isStored;
  }

  /** Whether the frame was made by the program that is deployed. */
  get isCurrent(): boolean {
    return this.#record.build === this.registered.template.build;
  }

  /** The instance of the view; made anew from the committed state when there is none. @throws what initialisers throw */
  instance(): Instance {
    if (this.#instance === null) {
      this.#instance = revive(this.#around, this.registered, this.#record);
      interruptOrphans(this.#instance, this.#runs);
    }
    return this.#instance;
  }

  /** Runs of tasks that have not ended, by field. */
  get runs(): ReadonlyMap<string, TaskRun> {
    return this.#runs;
  }

  /** Whether a run was stored in this life. */
  isFresh(run: string): boolean {
    return this.#fresh.has(run);
  }

  /** Whether messages were stored since this was asked. */
  takeHasMessages(): boolean {
    const has = this.#hasMessages;
    this.#hasMessages = false;
    return has;
  }

  /** The alarm has rung, or will be set by whoever asks: it is not known any more when the next one comes. */
  looked(): void {
    this.#lookAt = Infinity;
  }

  /** Whether the deployed program was seen to show the state. What comes of it in this life is not committed unless it can. */
  get isShowable(): boolean {
    return this.#isShowable;
  }

  /** It was seen. */
  showable(): void {
    this.#isShowable = true;
  }

  /** Throws away the instance, and whatever was not committed with it. */
  discard(): void {
    this.#instance = null;
  }

  /** Remembers a frame that is nowhere written: the one that a woken session shows. */
  evaluated(picture: Picture): void {
    this.#picture = picture;
  }

  /** Why an event of the page was rejected. */
  rejection(id: number): StoredRejection | null {
    return (
      this.#rejections.find((each) => each.id === id && each.nonce === this.#record.nonce) ?? null
    );
  }

  /** Takes a token from the rate bucket, unless that would leave it below `floor`. */
  charge(floor: number): boolean {
    const bucket = take(this.#bucket, this.#around.ports.clock.now(), floor);
    if (bucket !== null) this.#bucket = bucket;
    return bucket !== null;
  }

  /** How long (ms) until an event may run again. */
  get retryAfterMs(): number {
    return waitMs(this.#bucket, this.#around.ports.clock.now());
  }

  /** Writes a step: to storage, then to memory. @throws what storage throws, and then nothing has changed */
  commit({ columns, rejected, picture, beside = [] }: Step): void {
    const { tokens, countedAt } = this.#bucket;
    const expiresAt = this.#around.ports.clock.now() + SESSION_LIFETIME_MS;
    const after = { ...this.#record, expiresAt, ...columns, tokens, countedAt };
    const runs = runsAfter(this.#runs, beside);
    const wants = this.#instance && wantsOf(this.#around, this.#instance, runs);
    const lookAt = Math.min(this.#lookAt, wants?.lookAt ?? Infinity);
    const changes = [...beside, ...(wants?.changes ?? [])];
    if (lookAt < this.#lookAt) changes.push({ kind: "alarm", at: lookAt });
    const forgotten =
      rejected !== null && this.#rejections.length >= MAX_REMEMBERED_REJECTIONS
        ? (this.#rejections[0] ?? null)
        : null;
    const { storage } = this.#around.ports;
    if (this.#isStored) {
      const columnsNow = differences(this.#record, after);
      const change: Change = { columns: columnsNow, rejected, forgotten, beside: changes };
      storage.commit(change);
    } else {
      // The first commit is that of a hello, which rejects nothing.
      storage.create(after, changes);
    }
    this.#isStored = true;
    this.#runs = wants?.runs ?? runs;
    this.#fresh = freshAfter(this.#fresh, wants?.changes ?? [], this.#runs);
    this.#hasMessages ||= changes.some(({ kind }) => kind === "message");
    this.#lookAt = lookAt;
    if (this.#instance !== null) granted(this.#instance);
    if (after.user !== this.#record.user && this.#instance !== null) {
      setUser(this.#instance.view, parse(after.user) as unknown);
    }
    this.#record = after;
    if (forgotten !== null) this.#rejections.shift();
    if (rejected !== null) this.#rejections.push(rejected);
    if (picture !== null) this.#picture = picture;
    if (this.#picture?.isShown === true) this.ring.put(after.seq, this.#picture.frame, after.build);
  }
}
