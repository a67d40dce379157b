/**
 * @module Capabilities: an event runs what its page offered when it was issued, if that is still offered, and nothing else.
 */
import { parse } from "devalue";
import { expect, test } from "vitest";
import { event } from "../../src/view/decorators.ts";
import { LiveView } from "../../src/view/live-view.ts";
import { path, type Program, type Tab, World } from "../support/session-world.ts";

class Shop extends LiveView {
  static readonly template = "page.html";
  price = 10;
  names = ["a", "b", "c"];
  bought: unknown[] = [];

  @event() buy(price: number): void {
    this.bought.push(price);
  }
  @event() pick(name: string): void {
    this.bought.push(name);
  }
  @event() raise(): void {
    this.price++;
  }
  @event() lower(): void {
    this.price--;
  }
  @event() shift(): void {
    this.names.shift();
  }
}

const PROGRAM: Program = {
  view: Shop,
  source: [
    '<button do-click="buy(price)">Buy</button><button do-click="raise"></button><button do-click="lower"></button>',
    '<button do-click="shift"></button>{% for name in names %}<a do-click="pick(name)">{{ name }}</a>{% endfor %}',
  ].join(""),
};

const BUY = path(0);
const RAISE = path(1);
const LOWER = path(2);
const SHIFT = path(3);
/** The list has no keys: an item is named by its index. */
const pick = (index: number): ReturnType<typeof path> => path([4, index], 5);

async function begin(): Promise<[World, Tab]> {
  const world = await World.of(PROGRAM);
  return [world, await world.connected()];
}

const bought = ({ state }: World): unknown[] => (parse(state) as { bought: unknown[] }).bought;

/** Code of the rejection of the only event that was answered; null: it ran. */
async function codeOf(tab: Tab, at: ReturnType<typeof path>, issued: number): Promise<unknown> {
  const [answer] = await tab.send(tab.event(at, undefined, issued));
  return answer?.type === "ack" ? (answer.rejections[0]?.code ?? null) : "no answer";
}

test("[I15] what was offered with other arguments is stale", async () => {
  const [world, tab] = await begin();
  const { seq } = tab;
  await tab.click(RAISE);
  expect(await codeOf(tab, BUY, seq)).toBe("event.stale");
  expect(await codeOf(tab, BUY, tab.seq)).toBe(null);
  expect(bought(world)).toEqual([11]);
});

test("[I15] what is offered again with the same arguments runs", async () => {
  const [world, tab] = await begin();
  const { seq } = tab;
  await tab.click(RAISE);
  await tab.click(LOWER);
  expect(await codeOf(tab, BUY, seq)).toBe(null);
  expect(bought(world)).toEqual([10]);
});

test("[I15] in a list without keys a click never reaches the item that moved up", async () => {
  const [world, tab] = await begin();
  const { seq } = tab;
  await tab.click(SHIFT);
  expect(await codeOf(tab, pick(0), seq)).toBe("event.stale");
  expect(await codeOf(tab, pick(2), seq)).toBe("event.stale");
  expect(await codeOf(tab, pick(0), tab.seq)).toBe(null);
  expect(bought(world)).toEqual(["b"]);
});

test("[I15] when the frame is forgotten, a call with arguments is stale, one without is not", async () => {
  const [world, tab] = await begin();
  const { seq } = tab;
  await tab.click(RAISE);
  await tab.click(LOWER);
  world.hibernate();
  expect(await codeOf(tab, pick(0), seq)).toBe("event.stale");
  expect(await codeOf(tab, BUY, seq)).toBe("event.stale");
  expect(await codeOf(tab, SHIFT, seq)).toBe(null);
  expect(bought(world)).toEqual([]);
});

test("[I15] the latest frame is not forgotten in sleep", async () => {
  const [world, tab] = await begin();
  await tab.click(SHIFT);
  world.hibernate();
  expect(await codeOf(tab, pick(0), tab.seq)).toBe(null);
  expect(bought(world)).toEqual(["b"]);
});

const CONSTANT = '<b do-click="buy(7)"></b><i do-click="buy(7, price)"></i>';
const RAISING = '<button do-click="raise">{{ price }}</button>';

test("[T6] when the frame is forgotten, arguments that are written out are still what the page showed", async () => {
  const world = await World.of({ view: Shop, source: CONSTANT + RAISING });
  const tab = await world.connected();
  const { seq } = tab;
  await tab.click(path(2));
  await tab.click(path(2));
  world.hibernate();
  expect(await codeOf(tab, path(1), seq)).toBe("event.stale");
  expect(await codeOf(tab, path(0), seq)).toBe(null);
  expect(bought(world)).toEqual([7]);
});

test("[I15] what a new program writes out says nothing of the old one's forgotten frames", async () => {
  const old = `<b do-click="buy(price)"></b><i></i>${RAISING}`;
  const world = await World.of({ view: Shop, source: old });
  const tab = await world.connected();
  const { seq } = tab;
  await tab.click(path(1));
  world.hibernate();
  await world.deploy({ view: Shop, source: CONSTANT + RAISING });
  const answer = await tab.connect([tab.event(path(0), undefined, seq)]);
  expect(answer[0]).toMatchObject({ rejections: [{ code: "event.stale" }] });
  expect(bought(world)).toEqual([]);
});
