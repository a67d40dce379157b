/**
 * @module `this.live`: what a view can ask of its session. Each instance has its own, so that one which was thrown away
 * cannot speak for its successor.
 */
import type { Live } from "../view/live-view.ts";

/** The verbs of one instance. */
export class SessionLive implements Live {
  readonly id: string;
  #url: string;
  readonly #measure: () => number;
  #controller = new AbortController();
  #turn = "";

  /** @param measure size of the state of the view that it belongs to */
  constructor(id: string, url: string, measure: () => number) {
    this.id = id;
    this.#url = url;
    this.#measure = measure;
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

  get stateBytes(): number {
    return this.#measure();
  }

  /** A turn begins; `turn` names it among those of the session. Pages count their events each for itself. */
  begin(turn: string): void {
    this.#turn = turn;
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
