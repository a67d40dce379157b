/**
 * @module `this.live`: what a view can ask of its session. Each instance has its own, so that one which was thrown away
 * cannot speak for its successor.
 */
import type { Live } from "../view/live-view.ts";

/** The verbs of one instance. */
export class SessionLive implements Live {
  readonly id: string;
  readonly #url: string;
  #controller = new AbortController();
  #turn = "";

  constructor(id: string, url: string) {
    this.id = id;
    this.#url = url;
  }

  /** A copy, since a URL can be changed. */
  get url(): URL {
    return new URL(this.#url);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get key(): string {
    return `${this.id}:${this.#turn}`;
  }

  /** A turn begins; `turn` names it among those of the session. Pages count their events each for itself. */
  begin(turn: string): void {
    this.#turn = turn;
    if (this.#controller.signal.aborted) this.#controller = new AbortController();
  }

  /** Nobody waits any more for what the instance does. */
  abort(reason: unknown): void {
    this.#controller.abort(reason);
  }
}
