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
  #event = 0;

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
    return `${this.id}:${this.#event}`;
  }

  get stateBytes(): number {
    return this.#measure();
  }

  /** A turn begins; `event` is its id, 0 when no browser caused it. */
  begin(event: number): void {
    this.#event = event;
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
