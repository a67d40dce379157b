/**
 * @module A counter that logs its mounts, in two templates in which the same slot does different things.
 */
import { parse } from "devalue";
import type { Path } from "../../src/protocol/key.ts";
import { event } from "../../src/view/decorators.ts";
import { LiveView } from "../../src/view/live-view.ts";
import { path, type Program, type Tab, World } from "./session-world.ts";

/** What happened outside of sessions. */
export const log: string[] = [];

/** Counts. */
export class Counter extends LiveView {
  static readonly template = "page.html";
  static readonly version: number = 1;
  count = 0;
  when = "";

  override mount(): void {
    log.push("mount");
  }

  @event() add(amount: number): void {
    this.count += amount;
  }

  @event() increment(): void {
    this.count++;
  }
}

/** Writes down who comes and goes. */
export class Watched extends Counter {
  override onConnect(): void {
    this.when += "+";
  }

  override onDisconnect(): void {
    this.when += "-";
  }

  override unmount(): void {
    log.push("unmount");
  }
}

/** One template. */
export const ONE: Program = {
  view: Counter,
  source:
    '<button do-click="add(1)">+</button><b>{{ count }}</b><i>{{ user }}</i><u do-click="increment"></u>',
};
/** Another template: the same slot does something else. */
export const TWO: Program = {
  view: Counter,
  source:
    '<button do-click="add(100)">++</button><b>{{ count }}</b><button do-click="add(1)">+</button>',
};
/** With who comes and goes. */
export const WATCHED: Program = { view: Watched, source: `${ONE.source}{{ when }}` };
/** The first button. */
export const ADD: Path = path(0);

/** A session that was opened and connected. */
export async function begin(program: Program = ONE): Promise<[World, Tab]> {
  const world = await World.of(program);
  return [world, await world.connected()];
}

/** The count that is stored. */
export const count = ({ state }: World): number => (parse(state) as { count: number }).count;

/** Which shows another block after each of the first clicks. */
export const LISTS: Program = {
  view: Counter,
  source:
    '<button do-click="add(1)">+</button>{% if count == 1 %}<b>one</b>{% elif count == 2 %}<u>two</u>{% endif %}',
};
