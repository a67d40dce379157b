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

/** All that a session has. */
export interface StoredSession {
  readonly record: SessionRecord;
  /** Oldest first. */
  readonly rejections: readonly StoredRejection[];
}

/** One step: the columns that changed, and which rejections come and go. */
export interface Change {
  readonly columns: Partial<SessionRecord>;
  readonly rejected: StoredRejection | null;
  readonly forgotten: StoredRejection | null;
}

/** Storage of one session. */
export interface SessionStorage {
  /** Null: nothing was ever stored, or it was erased. */
  load(): StoredSession | null;
  /** The first write: makes the tables and the row, and sets the alarm for the record's `expiresAt`, in one commit. */
  create(record: SessionRecord): void;
  commit(change: Change): void;
  /** Asks for one call of the session's `alarm` at `time` (ms). */
  setAlarm(time: number): Promise<void>;
  /** Forgets everything, alarm included. */
  erase(): Promise<void>;
}
