/**
 * @module What is outside of a simulated world's sessions: a publisher whose letters come twice, in any order and again when
 * the consumer crashed before it said so; a queue that takes messages when it likes; work that takes a while. What they
 * promise together is I8.
 */
import { MAX_TASK_ATTEMPTS } from "../../src/protocol/limits.ts";
import type { Push } from "../../src/session/push.ts";
import type { Random } from "../oracle/random.ts";
import { type BoardEnv, isTooMuch, type News } from "./board.ts";
import type { SimulatedClock } from "./clock.ts";
import { InvariantError } from "./invariant.ts";
import type { SimulatedServer } from "./server.ts";

const ROOM = "room";
const WAITS = [0, 5, 400, 9_000, 40_000] as const;

/** Something published for one session. */
interface Letter {
  readonly server: SimulatedServer;
  readonly news: News;
  readonly push: Push;
  /** Whether its session said that it has it. */
  isTaken: boolean;
}

/** Everything outside. */
export class Outside {
  readonly #clock: SimulatedClock;
  readonly #random: Random;
  readonly #servers: readonly SimulatedServer[];
  /** Under way, twice or more often some of them. */
  readonly mail: Letter[] = [];
  readonly #published: Letter[] = [];
  /** Messages that the queue has taken. */
  readonly #queue: string[] = [];
  /** How often each run was begun. */
  readonly #hunts = new Map<string, number>();

  constructor(clock: SimulatedClock, random: Random, servers: readonly SimulatedServer[]) {
    this.#clock = clock;
    this.#random = random;
    this.#servers = servers;
  }

  readonly services: Omit<BoardEnv, "wait"> = {
    hunt: async (run, n) => {
      this.#hunts.set(run, (this.#hunts.get(run) ?? 0) + 1);
      if (n < 0) throw new InvariantError("I8", `${run} of a turn that was rolled back`);
      await this.#wait();
      if (this.#random.chance(0.1)) throw new Error("no prey");
      return run;
    },
    QUEUE: {
      send: async (body) => {
        if (this.#random.chance(0.3)) await this.#wait();
        if (this.#random.chance(0.2)) throw new Error("the queue is down");
        this.#queue.push(String(body));
      },
    },
  };

  async #wait(): Promise<void> {
    const done = Promise.withResolvers<void>();
    this.#clock.after(this.#random.pick(WAITS), done.resolve);
    await done.promise;
  }

  /** Publishes something for a session, once or twice. */
  publish(server: SimulatedServer, b: number): string {
    const event = b % 2 === 0 ? "a" : "b";
    const news: News = { call: b % 5 < 2 ? "gift" : "news", event, n: this.#published.length + 1 };
    const source = news.call === "gift" ? null : { room: ROOM, event, version: news.n };
    const id = source !== null && b % 3 === 0 ? null : `id${news.n}`;
    const push: Push = {
      id,
      source,
      handler: "received",
      run: (view) => (view as unknown as { received(news: News): void }).received(news),
    };
    const letter = { server, news, push, isTaken: false };
    this.#published.push(letter);
    this.mail.push(letter);
    if (b % 4 === 0) this.mail.push(letter);
    return `${news.call} ${news.n} (${id}) for ${server.sid}`;
  }

  /** Takes a letter, and hands it in. Whoever has it may crash before the letter is struck out. */
  consume(a: number, crashes: boolean): string {
    const letter = this.mail[a % this.mail.length];
    if (letter === undefined) return "no mail";
    void this.#consume(letter, crashes);
    return `${letter.news.n} for ${letter.server.sid}${crashes ? ", unacknowledged" : ""}`;
  }

  async #consume(letter: Letter, crashes: boolean): Promise<void> {
    try {
      const outcome = await letter.server.push(letter.push);
      letter.isTaken ||= outcome !== "gone";
    } catch {
      // It is delivered again.
      return;
    }
    const at = this.mail.indexOf(letter);
    if (!crashes && at >= 0) this.mail.splice(at, 1);
  }

  /** What every message and letter must have come to. @throws InvariantError */
  check(): void {
    for (const server of this.#servers) {
      for (const key of server.history.posts) {
        if (!this.#queue.includes(key)) throw new InvariantError("I8", `${key} was never sent`);
      }
      if (!server.isForgotten) this.#checkTask(server);
    }
    for (const letter of this.#published)
      if (letter.isTaken && !letter.server.isForgotten) this.#checkLetter(letter);
    this.checkQueue();
  }

  /** Nothing was sent that no turn has committed. @throws InvariantError */
  checkQueue(): void {
    for (const key of this.#queue) {
      const [sid] = key.split(":");
      const server = this.#servers.find((each) => each.sid === sid);
      if (server?.history.posts.has(key) !== true)
        throw new InvariantError("I8", `${key} was sent, and never posted`);
    }
  }

  #checkLetter({ server: { history }, news, push }: Letter): void {
    const version = history.versions.get(news.event) ?? -1;
    const isDone =
      (push.id !== null && history.seen.has(push.id)) ||
      (push.source !== null && version >= push.source.version);
    if (!isDone) throw new InvariantError("I8", `${news.call} ${news.n} was lost`);
    const isLatest = push.source !== null && version === push.source.version;
    const must = push.source === null || isLatest;
    if (must && !isTooMuch(news) && !history.received.has(news.n))
      throw new InvariantError("I8", `${news.call} ${news.n} was taken, and had no effect`);
  }

  #checkTask({ history, sid }: SimulatedServer): void {
    const { prey, run } = history;
    if (prey === null) return;
    if (prey.running) throw new InvariantError("I4", `a task of ${sid} never ended`);
    const attempts = this.#hunts.get(run ?? "") ?? 0;
    if (
      prey.error?.includes("interrupted") === true &&
      run !== null &&
      attempts < MAX_TASK_ATTEMPTS
    )
      throw new InvariantError("I8", `${run} was given up after ${attempts} attempts`);
    if (run !== null && prey.error === null && prey.value !== run)
      throw new InvariantError("I8", `the task of ${sid} shows ${String(prey.value)}, not ${run}`);
  }
}
