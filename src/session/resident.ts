/**
 * @module A session in memory: its record (equal to what is stored, once anything is), what its page shows, and the caches
 * that may vanish at any time: the view's instance, the values of the frame, recent frames. Invariant: whenever no commit
 * is in progress, the record equals the stored one; `commit` changes both or neither.
 */
import type { Base } from "../engine/types.ts";
import type { Change, SessionRecord, StoredRejection } from "../platform/storage.ts";
import { MAX_REMEMBERED_REJECTIONS, SESSION_LIFETIME_MS } from "../protocol/limits.ts";
import type { LiveView } from "../view/live-view.ts";
import { createView, setUser } from "../view/instance.ts";
import type { RegisteredView } from "../view/registry.ts";
import { decodeState, measureState, readState } from "../view/state.ts";
import { parse } from "devalue";
import { type Bucket, take, waitMs } from "./bucket.ts";
import { SessionLive } from "./live.ts";
import type { Surroundings } from "./ports.ts";
import { Ring } from "./ring.ts";

/** A view that is alive, and its `this.live`. */
export interface Instance {
  readonly view: LiveView;
  readonly live: SessionLive;
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
}

/** What a resident begins with. */
export interface Beginning {
  readonly registered: RegisteredView;
  readonly record: SessionRecord;
  readonly rejections: readonly StoredRejection[];
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
  { app }: Surroundings,
  registered: RegisteredView,
  { url, user }: { readonly url: string; readonly user: string },
): Instance {
  const live = new SessionLive(app.id, url, () => measureState(view));
  const view = createView(registered, { env: app.env, live, user: parse(user) as unknown });
  return { view, live };
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

  constructor(around: Surroundings, beginning: Beginning) {
    this.#around = around;
    this.registered = beginning.registered;
    this.#record = beginning.record;
    this.#bucket = beginning.record;
    this.#rejections = [...beginning.rejections];
    this.#isStored = beginning.isStored;
    this.#picture = beginning.picture;
    this.#instance = beginning.instance;
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
    this.#instance ??= revive(this.#around, this.registered, this.#record);
    return this.#instance;
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
  commit({ columns, rejected, picture }: Step): void {
    const { tokens, countedAt } = this.#bucket;
    const expiresAt = this.#around.ports.clock.now() + SESSION_LIFETIME_MS;
    const after = { ...this.#record, ...columns, tokens, countedAt, expiresAt };
    const forgotten =
      rejected !== null && this.#rejections.length >= MAX_REMEMBERED_REJECTIONS
        ? (this.#rejections[0] ?? null)
        : null;
    const { storage } = this.#around.ports;
    if (this.#isStored) {
      const change: Change = { columns: differences(this.#record, after), rejected, forgotten };
      storage.commit(change);
    } else {
      // The first commit is that of a hello, which rejects nothing.
      storage.create(after);
    }
    this.#isStored = true;
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
