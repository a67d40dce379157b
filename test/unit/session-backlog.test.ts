/**
 * @module A page that asks faster than it reads: what is on its way to it is bounded in bytes, and nothing is lost by that.
 */
import { expect, test } from "vitest";
import type { EventMessage } from "../../src/protocol/client-messages.ts";
import { CLOSE_LIMITED } from "../../src/protocol/close-codes.ts";
import { MAX_BACKLOG_BYTES } from "../../src/protocol/limits.ts";
import { event } from "../../src/view/decorators.ts";
import { LiveView } from "../../src/view/live-view.ts";
import { path, type Program, type Tab, World } from "../support/session-world.ts";

const TEXT_BYTES = 500_000;

class Page extends LiveView {
  static readonly template = "page.html";
  turns = 0;

  /** Another long text at every turn. */
  get long(): string {
    return String.fromCodePoint(97 + (this.turns % 26)).repeat(TEXT_BYTES);
  }

  @event() turn(): void {
    this.turns++;
  }
}

const PROGRAM: Program = { view: Page, source: '<b do-click="turn">{{ turns }}</b>{{ long }}' };
const TURN = path(0);
/** More than may be on their way. */
const MANY = Math.ceil(MAX_BACKLOG_BYTES / TEXT_BYTES) + 3;

const turns = ({ state }: World): number => Number(/\},(\d+)\]/.exec(state)?.[1]);
const sent = ({ connection }: Tab): number => connection.sentBytes.reduce((a, b) => a + b, 0);

async function begin(): Promise<[World, Tab]> {
  const world = await World.of(PROGRAM);
  return [world, await world.connected()];
}

test("[T28] a page that reads what it is told may ask as long as it likes", async () => {
  const [world, tab] = await begin();
  for (let i = 0; i < MANY; i++) await tab.click(TURN);
  expect(sent(tab)).toBeGreaterThan(MAX_BACKLOG_BYTES);
  expect([tab.connection.closed, turns(world)]).toEqual([null, MANY]);
});

test("[T28] a page that does not is sent away, and finds everything when it comes back", async () => {
  const [world, tab] = await begin();
  const before = tab.seq;
  const events: EventMessage[] = [];
  for (let i = 0; i < MANY; i++) {
    events.push(tab.event(TURN, undefined, before));
    await tab.send(...events.slice(-1));
  }
  expect(tab.connection.closed).toBe(CLOSE_LIMITED);
  expect(sent(tab)).toBeLessThan(MAX_BACKLOG_BYTES + 2 * TEXT_BYTES);
  expect(turns(world)).toBeLessThan(MANY);
  const [ack] = await tab.connect(events);
  expect(ack).toMatchObject({ last: MANY, rejections: [] });
  expect(turns(world)).toBe(MANY);
  await tab.click(TURN);
  expect([tab.connection.closed, turns(world)]).toEqual([null, MANY + 1]);
});

test("[T28] a page that only ever asks for all of it is sent away as well", async () => {
  const [, tab] = await begin();
  for (let i = 0; i < MANY; i++) await tab.resync();
  expect(tab.connection.closed).toBe(CLOSE_LIMITED);
  expect(sent(tab)).toBeLessThan(MAX_BACKLOG_BYTES + 2 * TEXT_BYTES);
});

test("[T28] what a page is told without asking does not count against it", async () => {
  const [world, tab] = await begin();
  const before = tab.seq;
  const run = (view: object): void => (view as Page).turn();
  for (let i = 0; i < MANY; i++)
    await world.session.push({ id: String(i), source: null, handler: "turn", run });
  expect(sent(tab)).toBeGreaterThan(MAX_BACKLOG_BYTES);
  await tab.send(tab.event(TURN, undefined, before));
  expect([tab.connection.closed, turns(world)]).toEqual([null, MANY + 1]);
});
