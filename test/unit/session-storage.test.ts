/**
 * @module A disk that fails at any write of a session's life: memory is what is stored, the page is told, and whatever it
 * says again counts once.
 */
import { expect, test } from "vitest";
import type { EventMessage } from "../../src/protocol/client-messages.ts";
import { count, FAIL, INCREMENT, PROGRAM } from "../support/counter-program.ts";
import { type Tab, World } from "../support/session-world.ts";

/** The events of a page that resends what was not acknowledged, as often as its connection ends. */
class Page {
  readonly #world: World;
  readonly #tab: Tab;
  #pending: EventMessage[] = [];
  /** Connections that ended. */
  closes: (number | null)[] = [];

  constructor(world: World, tab: Tab) {
    this.#world = world;
    this.#tab = tab;
  }

  async say(at: typeof INCREMENT): Promise<void> {
    const event = this.#tab.event(at);
    this.#pending.push(event);
    this.#took(await this.#tab.send(event));
    await this.connect();
  }

  /** Connects, if it is not connected, until there is an answer. */
  async connect(): Promise<void> {
    while (
      this.#tab.connection.closed !== null ||
      this.#tab.connection.attachment.kind === "ended"
    ) {
      this.#expectAgreement();
      this.#took(await this.#tab.connect(this.#pending));
    }
  }

  #took(messages: Awaited<ReturnType<Tab["send"]>>): void {
    if (this.#tab.connection.closed !== null) this.closes.push(this.#tab.connection.closed);
    for (const message of messages)
      if (message.type === "ack")
        this.#pending = this.#pending.filter(({ id }) => id > message.last);
    this.#expectAgreement();
  }

  #expectAgreement(): void {
    const { session, ports } = this.#world;
    if (session.resident?.isStored === true)
      expect(session.resident.record).toEqual(ports.storage.stored?.record);
  }
}

/** Connects, clicks, is refused, sleeps, clicks: how often it wrote, if nothing fails; what it counts. */
async function live(failAt: number): Promise<{ writes: number; total: number; page: Page }> {
  const world = await World.of(PROGRAM);
  world.ports.storage.failAt = failAt;
  const page = new Page(world, await world.open());
  await page.connect();
  for (const at of [INCREMENT, FAIL, INCREMENT]) await page.say(at);
  world.hibernate();
  await page.say(INCREMENT);
  return { writes: world.ports.storage.writes.length, total: count(world), page };
}

test("[T19] whichever write fails: memory is what is stored, the page is told, its events count once", async () => {
  const { writes, total, page } = await live(0);
  expect([writes, total, page.closes]).toEqual([5, 3, []]);
  for (let at = 1; at <= writes; at++) {
    const failed = await live(at);
    expect([failed.total, failed.page.closes]).toEqual([total, [1011]]);
  }
});
