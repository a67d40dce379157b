/**
 * @module `this.live`: what a view can ask of its session. Each instance has its own, so that one which was thrown away
 * cannot speak for its successor.
 */
import type { BatchItem } from "drizzle-orm/batch";
import { DormouseError } from "../errors/error.ts";
import type { Live } from "../view/live-view.ts";
import { urlOf } from "../view/route.ts";
import { commitOnce } from "./d1-commit.ts";
import { Outgoing } from "./outgoing.ts";
import type { Surroundings } from "./ports.ts";

/** The verbs of one instance. */
export class SessionLive implements Live {
  readonly id: string;
  readonly outgoing: Outgoing;
  #url: string;
  readonly #measure: () => number;
  #controller = new AbortController();
  #turn = "";
  /** Batches of this turn. */
  #commits = 0;

  /** @param measure size of the state of the view that it belongs to */
  constructor(around: Surroundings, url: string, measure: () => number) {
    this.id = around.app.id;
    this.outgoing = new Outgoing(around);
    this.#url = url;
    this.#measure = measure;
  }

  /** A copy, since a URL can be changed. */
  get url(): URL {
    return urlOf(this.#url);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get key(): string {
    return `${this.id}:${this.#turn}`;
  }

  get stateBytes(): number {
    return this.#measure();
  }

  enqueue<B>(queue: { send(body: B): unknown }, body: B): void {
    this.outgoing.enqueue(queue, body);
  }

  async commit(statements: readonly BatchItem<"sqlite">[]): Promise<void> {
    if (this.#turn === "")
      throw new DormouseError(
        "commit.no-turn",
        "commit() was called outside of an event and a push",
        {
          hint: "a callback runs as often as pages come and go: write what may be written twice",
        },
      );
    await commitOnce(`${this.key}:${this.#commits++}`, statements);
  }

  /** A turn begins; `turn` names it among those of the session (""). Pages count their events each for itself. */
  begin(turn: string): void {
    this.#turn = turn;
    this.#commits = 0;
    this.outgoing.clear();
    if (this.#controller.signal.aborted) this.#controller = new AbortController();
  }

  /** The page is somewhere else now. */
  moved(url: string): void {
    this.#url = url;
  }

  /** Nobody waits any more for what the instance does. */
  abort(reason: unknown): void {
    this.#controller.abort(reason);
  }
}
