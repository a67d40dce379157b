/**
 * @module One turn at a time: handlers interleave across `await` in a Durable Object, turns must not. First in, first out.
 * A job that fails does not stop the next.
 */

/** The mailbox of a session. */
export class Mailbox {
  #tail: Promise<void> = Promise.resolve();

  /** Runs `job` after all earlier ones; the promise settles with it. */
  async run<T>(job: () => Promise<T>): Promise<T> {
    const turn = this.#tail.then(job);
    this.#tail = turn.then(
      () => undefined,
      // Whoever posted the job hears of it through `turn`.
      () => undefined,
    );
    return turn;
  }
}
