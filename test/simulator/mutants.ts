/**
 * @module The rules of the protocol, each switched off by a patch of the sources that the simulator is built from. Nothing of
 * this is in the shipped code. Where two layers keep a promise, a mutant names both: either alone is masked by the other.
 */

/** One text of one file, replaced. */
export interface SourcePatch {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const RESIDENT = "src/session/resident.ts";
const PAGE_TURNS = "src/session/page-turns.ts";
const COMMIT = "src/session/commit.ts";
const HELLO = "src/session/hello.ts";
const EVENT = "src/session/event.ts";
const OFFER = "src/session/offer.ts";
const LOAD = "src/session/load.ts";
const PUSH = "src/session/push.ts";
const OUTBOX = "src/session/outbox.ts";
const CLIENT = "client/session/session.ts";
const LINE = "client/connection/connection.ts";

const patch = (file: string, from: string, to: string): SourcePatch => ({ file, from, to });

/** What is written, without some of its columns. */
const unwritten = (column: string): SourcePatch =>
  patch(
    RESIDENT,
    "storage.commit(change);",
    `const { ${column}: _, ...columns } = change.columns; storage.commit({ ...change, columns });`,
  );

const noGap = patch(
  CLIENT,
  `if (this.phase !== "greeting" && seq > base + 1) return this.resync(RESYNC_GAP);`,
  "",
);
const noBase = patch(CLIENT, "if (this.#broken !== null || seq <= base) return;", "");
const oldSocketsHeard = patch(
  LINE,
  "const isOurs = (): boolean => socket === this.#socket;",
  "const isOurs = (): boolean => socket !== null;",
);
const noFence = patch(
  "src/session/supersede.ts",
  `if (other === connection || attachment.kind !== "attached") continue;`,
  `if (other === connection || attachment.kind !== "attached") continue; else { wasThere = true; continue; }`,
);
const anyNonce = patch(
  PAGE_TURNS,
  "if (resident.record.nonce !== attachment.nonce) return end(connection, CLOSE_SUPERSEDED);",
  "",
);
const noEventDedupe = patch(PAGE_TURNS, "if (event.id <= last) {", "if (event.id < 0) {");

/** All mutants by what they no longer do. */
export const MUTANTS: { readonly [rule: string]: readonly SourcePatch[] } = {
  "one transaction a turn": [
    patch(
      RESIDENT,
      "storage.commit(change);",
      `const { last, ...columns } = change.columns;
       storage.commit({ ...change, columns, rejected: null, forgotten: null });
       storage.commit({ ...change, beside: [], columns: last === undefined ? {} : { last } });`,
    ),
  ],
  "pending events are sent again": [patch(CLIENT, "pending: this.pending,", "pending: [],")],
  "commit before send": [
    patch(
      COMMIT,
      `  resident.commit(step);
  return messages.length > 0 && page !== null ? send(page, messages) : 0;`,
      `  const bytes = messages.length > 0 && page !== null ? send(page, messages) : 0;
  resident.commit(step);
  return bytes;`,
    ),
  ],
  "the last event is stored": [unwritten("last")],
  "the seq is stored": [unwritten("seq")],
  "the nonce is stored": [unwritten("nonce")],
  "rejections are stored": [
    patch(RESIDENT, "storage.commit(change);", "storage.commit({ ...change, rejected: null });"),
  ],
  "an event of hello that was answered runs no second time": [
    patch(HELLO, "if (event.id > last) {", "if (event.id > 0) {"),
  ],
  "an event that was answered runs no second time, and old connections are fenced off": [
    noEventDedupe,
    noFence,
  ],
  "one turn at a time": [patch("src/session/mailbox.ts", "this.#tail.then(job)", "job()")],
  "an event that fails is consumed": [
    patch(
      EVENT,
      "columns: { seq, last: id, mark: seq, ...kept }",
      "columns: { seq, mark: seq, ...kept }",
    ),
  ],
  "memory is loaded again after a throw": [
    patch(
      "src/session/dispatch.ts",
      `    resident.discard();
    return failure(around, instance, { event, handler: offer.handler }, error);`,
      "    return failure(around, instance, { event, handler: offer.handler }, error);",
    ),
  ],
  "memory is loaded again when a state cannot be rendered": [
    patch(
      EVENT,
      `    resident.discard();
    return failure(around, instance, { event: event.id`,
      "    return failure(around, instance, { event: event.id",
    ),
  ],
  "an old connection is not heard, and a patch applies to its base only": [
    oldSocketsHeard,
    noBase,
    noGap,
  ],
  "an old connection is not heard, and no gap is accepted": [oldSocketsHeard, noGap],
  "a session hears one page only": [noFence, anyNonce],
  "a frame that is not remembered is sent whole": [
    patch(
      "src/session/ring.ts",
      "=> from <= seq && seq <= to) ?? null",
      "=> from <= seq && seq <= to) ?? this.#entries[0] ?? null",
    ),
  ],
  "an event is resolved in the frame that it was issued on": [
    patch(
      OFFER,
      "offerAt(engine, shown.frame, event.path)",
      "offerAt(engine, picture.frame, event.path)",
    ),
  ],
  "an event runs only if its slot did not change": [
    patch(OFFER, "return now !== null && isSameOffer(then, now) ? now : null;", "return then;"),
  ],
  "a call with arguments is stale when its frame is gone": [
    patch(OFFER, "now.indexed || !isConstant(resident, now, event.path)", "now.indexed"),
  ],
  "pending events come before the new program, and addresses before it are not its own": [
    patch(
      HELLO,
      "  const rejections = await takePending(",
      `  const [early, shown] = await refresh(around, resident, reached);
  resident.commit({ columns: { ...columns, ...early }, rejected: null, picture: shown });
  const rejections = await takePending(`,
    ),
    patch(
      OFFER,
      "if (shown === null && issued < record.since) {",
      "if (shown === null && issued < 0) {",
    ),
  ],
  "addresses of the former program are read in its own frame": [
    patch(
      OFFER,
      "return formerFrom <= issued && issued <= formerTo ? frame : null;",
      "return frame;",
    ),
  ],
  "no patch crosses epochs, and seqs go on when a view is mounted anew": [
    patch("src/session/reconnect.ts", "page.epoch !== session.epoch ||", ""),
    patch(LOAD, `seq: record.seq };`, "seq: 0 };"),
  ],
  "no patch crosses builds": [
    patch("src/session/reconnect.ts", "page.build !== session.build ||", ""),
    patch(
      "src/session/reconnect.ts",
      "shown !== null && shown.build === session.build",
      "shown !== null",
    ),
  ],
  "`current` is what the server takes for current": [
    patch(CLIENT, "this.pending.length === 0 &&", ""),
    patch(CLIENT, `seq === this.#mark;`, "true;"),
  ],
  "another tab goes on with its own count": [
    patch(HELLO, "page.nonce === nonce)?.last ?? 0", "page.nonce === nonce)?.last ?? record.last"),
  ],
  "an expired session is not begun again under an old page": [
    patch(
      PAGE_TURNS,
      "if (stored === null && hello.seq > 0)",
      "if (stored === null && hello.seq < 0)",
    ),
    patch(HELLO, "if (isBack || isOfAnother(resident.record, hello))", "if (isBack)"),
    patch(HELLO, "return last === 0 ? CLOSE_GONE : CLOSE_MALFORMED;", "return CLOSE_MALFORMED;"),
  ],
  "what is deferred can be rendered": [patch(EVENT, "  evaluate(engine, registered, view);\n", "")],
  "what a user did after a rollback is not undone": [patch(EVENT, "      aside: null,\n", "")],
  "a view that was mounted anew has addresses of its own": [
    patch(LOAD, `const before = { build: "", seq: record.seq };`, "const before = null;"),
  ],
  "a migrate that fails sets the state aside": [
    patch(
      LOAD,
      "if (!isOfThisVersion && instance === null)",
      "if (record.version > registered.version)",
    ),
  ],
  "a session belongs to a principal": [patch(HELLO, "claims.principal !== principal || ", "")],
  "a page that lost the thread asks for a snap": [
    patch(CLIENT, "this.#say((writer) => writeResync(writer, why));", ""),
    patch(CLIENT, "if (this.#broken !== null) writeResync", "if (false) writeResync"),
  ],
  "nothing changed: no HTML": [
    patch(
      "src/session/reconnect.ts",
      `if (page.seq === session.seq) return { kind: "resume" };`,
      `if (page.seq === session.seq) return { kind: "snap" };`,
    ),
  ],
  "an id of a push takes effect once": [
    patch(PUSH, "(id !== null && storage.hasSeen(id)) ||", ""),
    patch(PUSH, `id === null ? [] : [{ kind: "seen", id, at }]`, "[]"),
  ],
  "no version takes effect after a later one": [
    patch(
      PUSH,
      "storage.versionOf(source.room, source.event) >= source.version",
      "source.version < 0",
    ),
  ],
  "what a push did is written with that it was taken": [
    patch(
      RESIDENT,
      "storage.commit(change);",
      `const { beside: marks } = change;
       storage.commit({ ...change, beside: [] });
       storage.commit({ columns: {}, rejected: null, forgotten: null, beside: marks });`,
    ),
  ],
  "arguments of tasks are stored": [
    patch(
      RESIDENT,
      "storage.commit(change);",
      `storage.commit({ ...change, beside: change.beside.filter(({ kind }) => kind !== "task") });`,
    ),
  ],
  "a run does not wait for the events behind it": [
    patch(HELLO, "      follow();\n    }\n", "    }\n"),
  ],
  "the alarm begins a run again": [
    patch(
      "src/session/due.ts",
      "if (stored.tasks.length > 0) await this.#load();",
      "if (stored.tasks.length > 0) return true;",
    ),
  ],
  "the latest run wins": [
    patch("src/session/task-end.ts", "runs.get(run.field)?.id !== run.id", "false"),
    patch("src/session/task-runner.ts", "if (!this.#running.has(run.id)) return;", ""),
  ],
  "messages are written with their turn": [
    patch(
      "src/session/outgoing.ts",
      "this.#messages.push({ id, queue: binding, body: encodeBody(body), attempts: 0, dueAt });",
      "void queueOf(app.env, binding)?.send(body);",
    ),
  ],
  "a message is sent until its queue has taken it": [
    patch(
      OUTBOX,
      `return isLost ? over : { kind: "message", message: { ...message, attempts, dueAt } };`,
      "return over;",
    ),
  ],
  "a message whose memory was lost is sent by the alarm": [
    patch("src/session/due.ts", "if (isThere) await this.#send();", ""),
  ],
  "a page is resumed once": [
    patch("src/session/resume.ts", ` || resident.record.nonce === ""`, ""),
  ],
};
