/**
 * @module A session: the server half of one browser page. Each platform callback is one method; each message is one turn,
 * and turns are taken one at a time. Whatever bytes arrive, the outcome is an answer or a close, never a throw: trouble of
 * our own drops the memory (storage is the truth) and closes, after which the page comes back and sends again.
 */
import { DormouseError, isDormouseError } from "../errors/error.ts";
import type { ClientMessage } from "../protocol/client-messages.ts";
import { CLOSE_LIMITED } from "../protocol/close-codes.ts";
import { MAX_QUEUED_EVENTS, MAX_QUEUED_PUSHES } from "../protocol/limits.ts";
import type { Notice } from "../rpc/notice.ts";
import type { OpenRequest, OpenResult, StateCopy } from "../rpc/open.ts";
import { commit } from "./commit.ts";
import { tell } from "./count.ts";
import { Due } from "./due.ts";
import type { Answer } from "./event.ts";
import { takeCopy } from "./fork.ts";
import { Listening } from "./listening.ts";
import { Mailbox } from "./mailbox.ts";
import { Memory } from "./memory.ts";
import { takeNotice } from "./notice.ts";
import { open } from "./open.ts";
import { PageTurns } from "./page-turns.ts";
import type { PageConnection, Surroundings } from "./ports.ts";
import { type Arrival, arrivalOf, type Push, type PushOutcome, takeArrival } from "./push.ts";
import { receive } from "./receive.ts";
import { report } from "./report.ts";
import type { Resident } from "./resident.ts";
import { takeResume } from "./resume.ts";
import { end, giveUp, isAnyoneThere, pageOf } from "./send.ts";
import { arrivalOfTask } from "./task-end.ts";
import { watchKeys } from "./watch-keys.ts";

/** One session. */
export class Session {
  readonly #around: Surroundings;
  readonly #memory: Memory;
  readonly #mailbox = new Mailbox();
  readonly #page: PageTurns;
  readonly #due: Due;
  readonly #listening: Listening;
  #waiting = 0;
  #waitingPushes = 0;

  constructor(surroundings: Surroundings) {
    const around = watchKeys(surroundings);
    this.#around = around;
    this.#memory = new Memory(around);
    this.#page = new PageTurns(around, this.#memory, () => this.#due.follow());
    this.#due = new Due(around, this.#memory, {
      turn: async (job) => this.#turn(job),
      ended: async (run, outcome) => this.#arrive(arrivalOfTask(around, run, outcome)),
    });
    this.#listening = new Listening(around.ports.rooms, {
      missed: async (database, head) => this.notice({ database, changes: null, head }),
      report: (at, error) => report(around, at, error),
    });
  }

  /** What is in memory, for tests and tools. */
  get resident(): Resident | null {
    return this.#memory.resident;
  }

  /** The first HTML. Once, before anything else; stores nothing. */
  async open(request: OpenRequest, copy: StateCopy | null = null): Promise<OpenResult> {
    return this.#turn(async () => {
      const [result, resident] = await open(this.#around, request, copy);
      if (resident !== null) this.#memory.keep(resident);
      return result;
    });
  }

  /** The HTML of a page that is loaded again; null: there is none to go on with. */
  async resume(request: OpenRequest): Promise<OpenResult | null> {
    return this.#give(async (resident) => takeResume(this.#around, resident, request));
  }

  /** The state, for a session of another tab. */
  async copy(request: OpenRequest): Promise<StateCopy | null> {
    return this.#give(async (resident) => takeCopy(resident, request));
  }

  /** What a browser sent. */
  async message(connection: PageConnection, data: ArrayBuffer | string): Promise<void> {
    if (connection.attachment.kind === "ended") return;
    const messages = receive(connection, data, (error) =>
      report(this.#around, "session.decode", error),
    );
    await Promise.all(messages.map(async (message) => this.#post(connection, message)));
  }

  /** A connection is gone. */
  async closed(connection: PageConnection): Promise<void> {
    const { attachment } = connection;
    tell(this.#around, connection);
    if (attachment.kind !== "attached") return;
    const registered = this.#around.app.views.get(attachment.claims.view);
    // A session is not woken for a view that does not care.
    if (registered === undefined || !("onDisconnect" in registered.view.prototype)) return;
    await this.#turn(async () =>
      this.#guard(connection, async () => this.#page.left(connection, attachment.nonce)),
    );
  }

  /** The alarm: see `due.ts`. */
  async alarm(): Promise<void> {
    await this.#due.alarm();
  }

  /**
   * The one way in for whatever does not come from the page: results of tasks, rooms, queues. Once it has resolved the push
   * is durable; until then it may be repeated. @throws push.name, push.limited, and what storage throws
   */
  async push(push: Push): Promise<PushOutcome> {
    const arrival = arrivalOf(push, this.#around.ports.storage);
    if (this.#waitingPushes >= MAX_QUEUED_PUSHES)
      throw new DormouseError("push.limited", `${MAX_QUEUED_PUSHES} pushes wait already`);
    this.#waitingPushes++;
    return this.#arrive(arrival).finally(() => this.#waitingPushes--);
  }

  /**
   * What a room says of a database: if it touches what the page shows, rows are read again. False: nobody is there to see it.
   * @throws query.failed when they could not be read, so that the room says it again; and what storage throws
   */
  async notice(notice: Notice): Promise<boolean> {
    return this.#outside(false, async (resident) =>
      this.#isAnyoneThere()
        ? [true, await takeNotice(this.#around, resident, notice)]
        : [false, null],
    );
  }

  async #arrive(arrival: Arrival): Promise<PushOutcome> {
    return this.#outside<PushOutcome>("gone", async (resident) => {
      if (!resident.isStored) return ["gone", null];
      if (arrival.isOver(resident)) return ["seen", null];
      return ["taken", await takeArrival(this.#around, resident, arrival)];
    });
  }

  async #post(connection: PageConnection, message: ClientMessage): Promise<void> {
    if (connection.attachment.kind === "ended") return;
    if (this.#waiting >= MAX_QUEUED_EVENTS)
      return end(connection, CLOSE_LIMITED, this.resident?.retryAfterMs ?? 0);
    this.#waiting++;
    await this.#turn(async () => {
      this.#waiting--;
      await this.#guard(connection, async () => this.#page.take(connection, message));
    });
  }

  /** One turn at a time; what it wanted is begun after it. */
  async #turn<T>(job: () => Promise<T>): Promise<T> {
    return this.#mailbox.run(async () => {
      const result = await job();
      this.#due.follow();
      const known = this.resident?.isStored === true ? this.resident.record.databases : "";
      if (known !== "" && this.#isAnyoneThere()) this.#listening.follow(known);
      else this.#listening.stop();
      return result;
    });
  }

  /** A turn for whoever wants the session's page. What cannot be given is opened anew. */
  async #give<T>(take: (resident: Resident) => Promise<T | null>): Promise<T | null> {
    return this.#turn(async () => {
      try {
        const resident = await this.#memory.load();
        return resident && (await take(resident));
      } catch (error) {
        report(this.#around, "session.resume", error);
        this.#memory.drop();
        return null;
      }
    });
  }

  /** A turn for what does not come from the page: `take` says how it went, and what is to be written and said. */
  async #outside<T>(
    gone: T,
    take: (resident: Resident) => Promise<readonly [T, Answer | null]>,
  ): Promise<T> {
    return this.#turn(async () => {
      try {
        const resident = await this.#memory.load();
        if (resident === null) return gone;
        const [outcome, answer] = await take(resident);
        const page = pageOf(this.#around.ports.connections.all(), resident.record.nonce);
        if (answer !== null) commit(page, resident, answer);
        return outcome;
      } catch (error) {
        this.#memory.drop();
        if (isDormouseError(error, "session.gone")) return gone;
        throw error;
      }
    });
  }

  /** What a turn of the page throws lies in no event of it: see `giveUp`. */
  async #guard(connection: PageConnection, take: () => Promise<void>): Promise<void> {
    try {
      return await take();
    } catch (error) {
      report(this.#around, "session.turn", error);
      this.#memory.drop();
      giveUp(connection, error);
    }
  }

  #isAnyoneThere(): boolean {
    return isAnyoneThere(this.#around.ports.connections.all());
  }
}
