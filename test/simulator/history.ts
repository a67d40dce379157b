/**
 * @module What truly happened to one session, read off its storage and nowhere else: which events were applied and rejected,
 * by page; the fold of the log; the frame of every seq. Durable invariants are checked here, at every write.
 */
import type { SideChange, StoredSession } from "../../src/platform/storage.ts";
import { parseState } from "../../src/view/state.ts";
import type { TaskState } from "../../src/view/task.ts";
import { comparable, slotsOf } from "../oracle/slots.ts";
import { type BoardState, emptyBoard, type Entry, type News, offers, reduce } from "./board.ts";
import { InvariantError } from "./invariant.ts";

/** What a user did, as its page showed it. */
export interface Issued {
  readonly call: string;
  readonly arg: unknown;
  readonly build: string;
  readonly epoch: number;
  readonly seq: number;
}

/** Events of one page that are done with. */
export interface Done {
  readonly ids: Set<number>;
  readonly applied: Set<number>;
  readonly rejected: Map<number, string>;
  highest: number;
}

interface Stored extends BoardState {
  readonly log: readonly Entry[];
  readonly prey: { readonly state: TaskState };
}

const VISIT = "visit";

/** The history of one session. */
export class History {
  readonly #sid: string;
  readonly issued = new Map<string, Issued>();
  readonly #done = new Map<string, Done>();
  readonly #frames = new Map<string, Uint8Array>();
  #log: readonly Entry[] = [];
  #fold: BoardState = emptyBoard();
  /** Of the program that made the frame: the record names none while its state is ahead of it. */
  #build = "";
  /** Whether an event ran since the last mount. */
  #ranSince = false;
  /** Ids of pushes, and versions of events, that were taken; numbers of those that had an effect. */
  readonly seen = new Set<string>();
  readonly versions = new Map<string, number>();
  readonly received = new Set<number>();
  /** Keys of events that posted something. */
  readonly posts = new Set<string>();
  /** The run that was wanted last; null: it was cancelled, or its view is gone. */
  run: string | null = null;
  /** What the task shows. */
  prey: TaskState | null = null;
  /** Rejections by code. */
  readonly codes = new Map<string, number>();

  constructor(sid: string) {
    this.#sid = sid;
  }

  /** The state as it must be. */
  get fold(): BoardState {
    return this.#fold;
  }

  get log(): readonly Entry[] {
    return this.#log;
  }

  /** How many events changed something. */
  get applied(): number {
    let applied = 0;
    for (const done of this.#done.values()) applied += done.applied.size;
    return applied;
  }

  done(nonce: string): Done {
    let done = this.#done.get(nonce);
    if (done === undefined) {
      done = { ids: new Set(), applied: new Set(), rejected: new Map(), highest: 0 };
      this.#done.set(nonce, done);
    }
    return done;
  }

  /** Everything was erased. */
  forget(): void {
    this.#done.clear();
    this.#log = [];
    this.#fold = emptyBoard();
    this.prey = null;
    // Should somebody begin it again, it is another session.
    this.seen.clear();
    this.versions.clear();
    this.received.clear();
  }

  /** What a page at that position shows. */
  shown({ epoch, build, seq }: Pick<Issued, "epoch" | "build" | "seq">): unknown {
    const frame = this.#frames.get(`${epoch}:${build}:${seq}`);
    return frame && comparable(slotsOf(frame));
  }

  /** A frame that a page may show. */
  frame(epoch: number, build: string, seq: number, frame: Uint8Array): void {
    const at = `${epoch}:${build}:${seq}`;
    const other = this.#frames.get(at);
    if (other !== undefined && Buffer.compare(other, frame) !== 0)
      throw new InvariantError("I6", `two frames at ${at}`);
    this.#frames.set(at, frame);
  }

  /** A write. */
  wrote(before: StoredSession | null, after: StoredSession, beside: readonly SideChange[]): void {
    const { record, rejections } = after;
    // Tasks of a view that is mounted anew are not those of the one before.
    if (before?.record.epoch !== record.epoch) this.run = null;
    for (const change of beside) this.#happened(change);
    // Rejections go on counting on the page of an older program: it is told the seq, and shows what it showed.
    if (record.build !== "") this.#build = record.build;
    if (record.frame !== null) this.frame(record.epoch, this.#build, record.seq, record.frame);
    for (const { nonce, id, code } of rejections.slice(-1)) {
      const done = this.done(nonce);
      if (
        done.rejected.has(id) &&
        before?.rejections.some((old) => old.id === id && old.nonce === nonce)
      )
        continue;
      this.codes.set(code, (this.codes.get(code) ?? 0) + 1);
      this.#consume(nonce, id);
      done.rejected.set(id, code);
    }
    if (before?.record.state !== record.state || before.record.epoch !== record.epoch)
      this.#changed(before, record.state, record.epoch);
  }

  #happened(change: SideChange): void {
    if (change.kind === "seen") this.seen.add(change.id);
    else if (change.kind === "task") this.run = change.run.id;
    else if (change.kind === "version") {
      const { event, version } = change.source;
      if ((this.versions.get(event) ?? -1) >= version)
        throw new InvariantError("I8", `${event} went back to ${version}`);
      this.versions.set(event, version);
    }
  }

  #consume(nonce: string, id: number): void {
    const done = this.done(nonce);
    if (done.ids.has(id)) throw new InvariantError("I1", `event ${id} of ${nonce} twice`);
    done.ids.add(id);
    done.highest = Math.max(done.highest, id);
  }

  #changed(before: StoredSession | null, text: string, epoch: number): void {
    const state = parseState(text) as Stored;
    this.prey = state.prey.state;
    const isMounted = before?.record.epoch !== epoch;
    const known = this.#log.length;
    const goesOn =
      state.log.length >= known && this.#log.every(({ key }, i) => key === state.log[i]?.key);
    if (!goesOn && !isMounted) throw new InvariantError("I11", "the log was rewritten");
    if (isMounted && state.log.length > 0 && this.#ranSince)
      throw new InvariantError("I11", "what a user did was undone");
    if (isMounted) this.#fold = emptyBoard();
    if (isMounted) this.#ranSince = false;
    this.#log = state.log;
    // A state that was set aside comes back with what was done on it.
    const entries = isMounted ? state.log : state.log.slice(known);
    for (const entry of entries) {
      if (!isMounted) this.#entered(before, entry);
      reduce(this.#fold, entry);
    }
    const { log: _, prey: __, ...rest } = state;
    const names = Object.keys(this.#fold) as (keyof BoardState)[];
    const [is, must] = [rest, this.#fold].map((each) =>
      JSON.stringify(names.map((name) => each[name])),
    );
    if (is !== must) throw new InvariantError("I11", `the state is ${is}, its log says ${must}`);
  }

  #received({ key, arg }: Entry): void {
    const { n } = arg as News;
    if (!key.startsWith(`${this.#sid}:push:`)) throw new InvariantError("I12", `${key} is no push`);
    if (this.received.has(n)) throw new InvariantError("I8", `push ${n} took effect twice`);
    // What only others did may be undone by what was set aside: see T20.
    this.received.add(n);
  }

  #entered(before: StoredSession, entry: Entry): void {
    if (entry.call === VISIT) return;
    if (entry.call === "news" || entry.call === "gift") return this.#received(entry);
    if (entry.call === "post") this.posts.add(entry.key);
    if (entry.call === "rest") this.run = null;
    const [sid, nonce = "", id] = entry.key.split(":");
    if (sid !== this.#sid) throw new InvariantError("I12", `${entry.key} ran in ${this.#sid}`);
    this.#consume(nonce, Number(id));
    this.done(nonce).applied.add(Number(id));
    this.#ranSince = true;
    const issued = this.issued.get(`${nonce}:${id}`);
    const did = `${entry.call}(${JSON.stringify(entry.arg)})`;
    if (issued?.call !== entry.call || JSON.stringify(issued.arg) !== JSON.stringify(entry.arg)) {
      const showed = issued && `${issued.call}(${JSON.stringify(issued.arg)})`;
      throw new InvariantError("I15", `event ${id} did ${did}, its page showed ${showed}`);
    }
    const { record } = before;
    const isComparable =
      issued.build === record.build && issued.epoch === record.epoch && issued.seq >= record.since;
    if (isComparable && !offers(this.#fold, entry))
      throw new InvariantError("I15", `event ${id} did ${did}, which is not offered any more`);
  }
}
