/**
 * @module Messages that a turn has for queues. They are kept until the turn is committed, and stored with it: a turn that is
 * rolled back sends nothing. The queue itself cannot be stored, so the name of its binding is.
 */
import { stringify } from "devalue";
import { DormouseError } from "../errors/error.ts";
import type { OutboxMessage } from "../platform/storage.ts";
import { MAX_MESSAGE_LENGTH, MAX_OUTBOX_MESSAGES } from "../protocol/limits.ts";
import type { Surroundings } from "./ports.ts";

/** Something that takes messages. */
export interface Queue {
  send(body: unknown): unknown;
}

/** The queue that a binding has; null: it is no queue. */
export function queueOf(env: unknown, binding: string): Queue | null {
  const queue: unknown = typeof env === "object" && env !== null ? Reflect.get(env, binding) : null;
  const isQueue = typeof queue === "object" && queue !== null && "send" in queue;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what has `send` is sent to
  return isQueue ? (queue as Queue) : null;
}

function bindingOf(env: unknown, queue: unknown): string {
  const bindings = typeof env === "object" && env !== null ? Object.keys(env) : [];
  const binding = bindings.find((name) => queueOf(env, name) === queue);
  if (binding !== undefined) return binding;
  throw new DormouseError("outbox.no-queue", "no binding of this.env is the queue of the message", {
    hint: `pass the binding itself: this.live.enqueue(this.env.QUEUE, body); there are: ${bindings.join(", ") || "none"}`,
  });
}

function encodeBody(body: unknown): string {
  const text = stringify(body);
  if (text.length <= MAX_MESSAGE_LENGTH) return text;
  throw new DormouseError(
    "outbox.too-large",
    `a message takes ${text.length} characters, ${MAX_MESSAGE_LENGTH} are allowed`,
    { hint: "store what is large, and send its id" },
  );
}

/** The messages of one turn. */
export class Outgoing {
  readonly #around: Surroundings;
  #messages: OutboxMessage[] = [];

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** @throws outbox.no-queue, outbox.full, outbox.too-large, and what `devalue` cannot store */
  enqueue(queue: unknown, body: unknown): void {
    const { app, ports } = this.#around;
    const binding = bindingOf(app.env, queue);
    const waiting = ports.storage.outboxSize().messages + this.#messages.length;
    if (waiting >= MAX_OUTBOX_MESSAGES)
      throw new DormouseError("outbox.full", `${waiting} messages wait for their queues`);
    const id = `${ports.random.uint32().toString(36)}${ports.random.uint32().toString(36)}`;
    const dueAt = ports.clock.now();
    this.#messages.push({ id, queue: binding, body: encodeBody(body), attempts: 0, dueAt });
  }

  get messages(): readonly OutboxMessage[] {
    return this.#messages;
  }

  /** They are stored, or forgotten. */
  clear(): void {
    this.#messages = [];
  }
}
