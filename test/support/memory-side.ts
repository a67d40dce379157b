/**
 * @module What a session has beside its row, in memory: the tables of `src/platform/side-tables.ts` for tests and simulator.
 */
import type { OutboxMessage, OutboxSize, SideChange, TaskRun } from "../../src/platform/storage.ts";

/** All of it. Can be cloned. */
export interface Side {
  readonly seen: Map<string, number>;
  readonly versions: Map<string, { version: number; at: number }>;
  readonly tasks: Map<string, TaskRun>;
  readonly outbox: Map<string, OutboxMessage>;
}

/** Nothing yet. */
export function emptySide(): Side {
  return { seen: new Map(), versions: new Map(), tasks: new Map(), outbox: new Map() };
}

/** Does what `change` says, alarms left out: gives the time that the alarm is set to. */
export function applySide(side: Side, change: SideChange): number | null {
  switch (change.kind) {
    case "seen":
      if (side.seen.has(change.id)) throw new Error(`push ${change.id} was seen`);
      side.seen.set(change.id, change.at);
      return null;
    case "version": {
      const { room, event, version } = change.source;
      side.versions.set(JSON.stringify([room, event]), { version, at: change.at });
      return null;
    }
    case "task":
      side.tasks.set(change.run.field, change.run);
      return null;
    case "task-over":
      side.tasks.delete(change.field);
      return null;
    case "message":
      side.outbox.set(change.message.id, change.message);
      return null;
    case "message-over":
      side.outbox.delete(change.id);
      return null;
    case "alarm":
      return change.at;
  }
}

/** The reading half of a session's storage, over what `read` gives. */
export class SideReader {
  readonly #read: () => Side;

  constructor(read: () => Side) {
    this.#read = read;
  }

  hasSeen(id: string): boolean {
    return this.#read().seen.has(id);
  }

  versionOf(room: string, event: string): number {
    return this.#read().versions.get(JSON.stringify([room, event]))?.version ?? -1;
  }

  forgetPushes(before: number): void {
    const { seen, versions } = this.#read();
    for (const [id, at] of seen) if (at < before) seen.delete(id);
    for (const [name, { at }] of versions) if (at < before) versions.delete(name);
  }

  dueMessages(at: number, most: number): readonly OutboxMessage[] {
    const due = [...this.#read().outbox.values()].filter(({ dueAt }) => dueAt <= at);
    return structuredClone(due.slice(0, most));
  }

  outboxSize(): OutboxSize {
    const waiting = [...this.#read().outbox.values()].map(({ dueAt }) => dueAt);
    return { messages: waiting.length, nextAt: waiting.length === 0 ? null : Math.min(...waiting) };
  }
}
