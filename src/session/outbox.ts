/**
 * @module Messages on their way to their queues: sent as soon as their turn is committed, and again with growing pauses until
 * the queue has taken them. They are struck out after that, so a crash in between sends one twice. Nothing waits for it.
 */
import { parse } from "devalue";
import { DormouseError } from "../errors/error.ts";
import { codeOf } from "../platform/log.ts";
import type { OutboxMessage, SideChange } from "../platform/storage.ts";
import { MAX_SEND_ATTEMPTS, MAX_SEND_PAUSE_MS } from "../protocol/limits.ts";
import { queueOf } from "./outgoing.ts";
import type { Surroundings } from "./ports.ts";

/** Messages that are sent together. */
const MAX_AT_ONCE = 8;
const FIRST_PAUSE_MS = 1_000;

/** When a message is sent again that was sent in vain so often. */
export function pauseMs(attempts: number): number {
  return Math.min(MAX_SEND_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempts - 1));
}

/** The way out of one session. */
export class Outbox {
  readonly #around: Surroundings;
  #isSending = false;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** Sends what is due. `strike` writes what became of it, as a turn of its own. Never throws. */
  async send(strike: (changes: readonly SideChange[]) => Promise<void>): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    const { ports, app } = this.#around;
    try {
      for (;;) {
        const due = ports.storage.dueMessages(ports.clock.now(), MAX_AT_ONCE);
        if (due.length === 0) return;
        // A few at a time, so that what is in memory is bounded.
        await strike(await Promise.all(due.map(async (message) => this.#sendOne(message))));
      }
    } catch (error) {
      const code = codeOf(error, "session.storage");
      ports.log({ at: "session.outbox", code, ref: app.id, error });
    } finally {
      this.#isSending = false;
    }
  }

  async #sendOne(message: OutboxMessage): Promise<SideChange> {
    const { app, ports } = this.#around;
    const over: SideChange = { kind: "message-over", id: message.id };
    try {
      const queue = queueOf(app.env, message.queue);
      if (queue === null)
        throw new DormouseError(
          "outbox.no-queue",
          `this.env.${message.queue} is no queue any more`,
        );
      await queue.send(parse(message.body));
      return over;
    } catch (error) {
      const attempts = message.attempts + 1;
      const isLost = attempts >= MAX_SEND_ATTEMPTS;
      const code = isLost ? "outbox.lost" : codeOf(error, "outbox.failed");
      if (isLost || attempts === 1)
        ports.log({ at: `session.outbox.${message.queue}`, code, ref: app.id, error });
      const dueAt = ports.clock.now() + pauseMs(attempts);
      return isLost ? over : { kind: "message", message: { ...message, attempts, dueAt } };
    }
  }
}
