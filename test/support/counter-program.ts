/**
 * @module A view whose handlers count, fail, refuse, hang and spoil the state, for tests of turns; its slots by name.
 */
import { parse } from "devalue";
import type { Path } from "../../src/protocol/key.ts";
import { event } from "../../src/view/decorators.ts";
import { LiveView } from "../../src/view/live-view.ts";
import { Refused } from "../../src/view/refused.ts";
import { number, text } from "../../src/view/schema.ts";
import { path, type Program, type Tab, World } from "./session-world.ts";

/** What happened outside the session. Emptied by `begin`. */
export const seen: { mounts: number; told: string[] } = { mounts: 0, told: [] };

let entered = Promise.withResolvers<void>();
let gate = Promise.withResolvers<void>();

/** The handler that hangs has begun. */
export const hanging = (): Promise<void> => entered.promise;

/** Lets it go on. */
export const release = (): void => gate.resolve();

/** A view in which everything can go wrong. */
export class Counter extends LiveView {
  static readonly template = "page.html";
  count = 0;
  name = "";
  extra: unknown = null;
  items = [{ id: 1 }, { id: 2 }, { id: 3 }];

  override mount(): void {
    seen.mounts++;
  }

  @event() increment(): void {
    this.count++;
  }

  @event() fail(): void {
    this.count = 1000;
    throw new Error("secret: do not show");
  }

  @event() refuse(): void {
    this.count = 1000;
    throw new Refused("No more today");
  }

  @event() async hang(): Promise<void> {
    entered.resolve();
    await gate.promise;
    this.count = 1000;
  }

  @event(text(5)) rename(name: string): void {
    this.name = name.toUpperCase();
  }

  @event(number(1, 3)) choose(id: number, howMany: number): void {
    this.name = `${id}x${howMany}`;
  }

  @event() remove(id: number): void {
    this.items = this.items.filter((item) => item.id !== id);
  }

  @event() spoil(): void {
    this.extra = () => 1;
  }

  @event() bloat(): void {
    this.extra = "x".repeat(1_100_000);
  }

  override onError(error: unknown, handler: string): void {
    seen.told.push(`${handler}: ${error instanceof Error ? error.message : "?"}`);
  }
}

/** With its template. */
export const PROGRAM: Program = {
  view: Counter,
  source: [
    '<button do-click="increment">+</button><b>{{ count }}</b>',
    '<button do-click="fail"></button><button do-click="refuse"></button><button do-click="hang"></button>',
    '<input value="{{ name }}" do-input="rename($value)">',
    "<ul>{% for item in items %}",
    '<li><button do-click="remove(item.id)">{{ item.id }}</button><input do-input="choose(item.id, $value)"></li>',
    "{% endfor %}</ul>",
    '<button do-click="spoil"></button><button do-click="bloat"></button>',
  ].join(""),
};

export const INCREMENT: Path = path(0);
export const FAIL: Path = path(2);
export const REFUSE: Path = path(3);
export const HANG: Path = path(4);
export const RENAME: Path = path(6);
export const LIST = 7;
export const SPOIL: Path = path(8);
export const BLOAT: Path = path(9);
// The slots of a loop's body come after those of the block that it stands in.
export const REMOVE = 10;
export const CHOOSE = 12;

/** A session of it that was opened and connected. */
export async function begin(): Promise<[World, Tab]> {
  Object.assign(seen, { mounts: 0, told: [] });
  entered = Promise.withResolvers();
  gate = Promise.withResolvers();
  const world = await World.of(PROGRAM);
  return [world, await world.connected()];
}

/** What is stored of it. */
interface Stored {
  readonly count: number;
  readonly items: readonly unknown[];
}

const stored = ({ state }: World): Stored => parse(state) as Stored;
/** The count that is stored. */
export const count = (world: World): number => stored(world).count;
/** The items that are stored. */
export const items = (world: World): readonly unknown[] => stored(world).items;
