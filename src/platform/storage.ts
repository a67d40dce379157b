/**
 * @module What a session stores, as a port. Contract: `create` and `commit` are each one atomic, synchronous step; when one
 * throws nothing of it was written; what they wrote is durable before any byte that is sent afterwards leaves (the output
 * gate of Durable Objects). Nothing is written before `create`. Limits are checked by the caller.
 */

/** A page of a session that was here before: its tab, and the last event that it had answered. */
export interface FormerPage {
  readonly nonce: string;
  readonly last: number;
}

/** The page of a private session. */
export interface PageRecord {
  /** 16 hexadecimal digits of the tab; empty before the first hello. */
  readonly nonce: string;
  /** Everything up to this event id was applied or rejected. */
  readonly last: number;
  /** The seq that its last answer led to. */
  readonly mark: number;
  /** Bit i: it has block i. */
  readonly known: Uint8Array;
}

/** State that the code of now cannot read. */
export interface SetAside {
  readonly state: string;
  readonly version: number;
}

/** The one row of a session. Values are immutable: an unchanged one is the same object. */
export interface SessionRecord extends PageRecord {
  readonly view: string;
  /** Absolute URL of the page. */
  readonly url: string;
  /** Hash of who it belongs to. */
  readonly principal: string;
  /** The user, as `devalue` text. */
  readonly user: string;
  /** Version of the view that wrote the state. */
  readonly version: number;
  /** Own fields of the view, as `devalue` text. */
  readonly state: string;
  /** What the page shows; null when it is too large to be stored. */
  readonly frame: Uint8Array | null;
  /** Build that the frame belongs to. */
  readonly build: string;
  readonly epoch: number;
  readonly seq: number;
  /** The first seq of this build. Addresses issued before it mean another template. */
  readonly since: number;
  /** The state that was there before the view was mounted anew, until an event runs; null: none. */
  readonly aside: SetAside | null;
  /** What the page showed by an earlier program, until it is known to show this one. */
  readonly formerFrame: Uint8Array | null;
  /** The first and the last seq at which it was shown. */
  readonly formerFrom: number;
  readonly formerTo: number;
  /** Time (ms) at which the session may be forgotten. */
  readonly expiresAt: number;
  /** How new the rows are that the page shows: see `session/queries.ts`. "": no query was read. */
  readonly databases: string;
  /** Tokens in the rate bucket, and when they were counted (ms). */
  readonly tokens: number;
  readonly countedAt: number;
  /** Earlier tabs, newest first. */
  readonly former: readonly FormerPage[];
}

/** An event that changed nothing, and of which tab. */
export interface StoredRejection {
  readonly nonce: string;
  readonly id: number;
  readonly code: string;
  readonly message: string;
}

/** A run of a task that has not ended. A field has at most one. */
export interface TaskRun {
  readonly id: string;
  /** The field of the view. */
  readonly field: string;
  /** As `devalue` text. */
  readonly args: string;
  /** How often it was begun. */
  readonly attempts: number;
}

/** A message that has not left for its queue. */
export interface OutboxMessage {
  readonly id: string;
  /** Name of the binding. */
  readonly queue: string;
  /** As `devalue` text. */
  readonly body: string;
  /** How often it was sent in vain. */
  readonly attempts: number;
  /** When (ms) it is sent. */
  readonly dueAt: number;
}

/** What a push is the version of. */
export interface PushSource {
  readonly room: string;
  readonly event: string;
  readonly version: number;
}

/** What happens beside the row of a session, in the same transaction. */
export type SideChange =
  /** The id of a push was taken. */
  | { readonly kind: "seen"; readonly id: string; readonly at: number }
  /** So was a version of a room's event. */
  | { readonly kind: "version"; readonly source: PushSource; readonly at: number }
  /** A run of a task, in place of any other of its field. */
  | { readonly kind: "task"; readonly run: TaskRun }
  | { readonly kind: "task-over"; readonly field: string }
  /** A message, in place of the one with its id. */
  | { readonly kind: "message"; readonly message: OutboxMessage }
  | { readonly kind: "message-over"; readonly id: string }
  /** The alarm is set to another time (ms). */
  | { readonly kind: "alarm"; readonly at: number };

/** All that a session has and needs at every turn. */
export interface StoredSession {
  readonly record: SessionRecord;
  /** Oldest first. */
  readonly rejections: readonly StoredRejection[];
  readonly tasks: readonly TaskRun[];
}

/** One step: the columns that changed, which rejections come and go, and what happens beside them. */
export interface Change {
  readonly columns: Partial<SessionRecord>;
  readonly rejected: StoredRejection | null;
  readonly forgotten: StoredRejection | null;
  readonly beside: readonly SideChange[];
}

/** Messages that have not left. */
export interface OutboxSize {
  readonly messages: number;
  /** When (ms) the first of them is due; null: there is none. */
  readonly nextAt: number | null;
}

/** Storage of one session. */
export interface SessionStorage {
  /** Null: nothing was ever stored, or it was erased. */
  load(): StoredSession | null;
  /** The first write: makes the tables and the row, and sets the alarm for the record's `expiresAt`, in one commit. */
  create(record: SessionRecord, beside: readonly SideChange[]): void;
  commit(change: Change): void;
  /** Whether the id of a push was taken. */
  hasSeen(id: string): boolean;
  /** The latest version of a room's event that was taken; -1: none. */
  versionOf(room: string, event: string): number;
  /** Forgets pushes that were taken before that time (ms). */
  forgetPushes(before: number): void;
  /** Messages that are due at that time (ms), oldest first, at most so many. */
  dueMessages(at: number, most: number): readonly OutboxMessage[];
  outboxSize(): OutboxSize;
  /** Asks for one call of the session's `alarm` at `time` (ms). */
  setAlarm(time: number): Promise<void>;
  /** Forgets everything, alarm included. */
  erase(): Promise<void>;
}
