/**
 * @module The app of the simulated world: a board with a counter, a keyed and an unkeyed list, fields, and handlers that
 * wait, throw and refuse. Every handler writes down in the state what it did, so that the state must always be the fold of
 * its own log. `programs.ts` has what can be deployed of it.
 */
import { event } from "../../src/view/decorators.ts";
import { LiveView } from "../../src/view/live-view.ts";
import { Refused } from "../../src/view/refused.ts";
import type { ViewClass } from "../../src/view/registry.ts";
import { text } from "../../src/view/schema.ts";
import { task } from "../../src/view/task.ts";

/** One line of the log: a handler that ran. */
export interface Entry {
  /** `this.live.key`. */
  readonly key: string;
  readonly call: string;
  readonly arg: unknown;
  readonly scale: number;
}

/** What a board is, its log and migrations left out. */
export interface BoardState {
  count: number;
  draft: string;
  visits: number;
  nextId: number;
  rows: { id: number; label: string; done: boolean }[];
  names: string[];
  /** The latest version of each event of a room that was received. */
  news: { [event: string]: number };
  gifts: number;
  posts: number;
  hunts: number;
}

/** What the world gives its views. */
export interface BoardEnv {
  /** Resolves a while later. */
  readonly wait: () => Promise<void>;
  /** The work of a task: gives the id of its run, sooner or later, or fails. */
  readonly hunt: (run: string, n: number) => Promise<string>;
  readonly QUEUE: { send(body: unknown): Promise<void> };
}

/** What reaches a board from outside. */
export interface News {
  readonly call: "news" | "gift";
  readonly event: string;
  readonly n: number;
}

/** News that no board can bear. */
export function isTooMuch({ n }: News): boolean {
  return n % 7 === 3;
}

/** A new board. */
export function emptyBoard(): BoardState {
  return {
    count: 0,
    draft: "",
    visits: 0,
    nextId: 3,
    rows: [
      { id: 1, label: "a", done: false },
      { id: 2, label: "b", done: true },
    ],
    names: ["n1", "n2", "n3"],
    news: { a: 0, b: 0 },
    gifts: 0,
    posts: 0,
    hunts: 0,
  };
}

/** Does what an entry says. */
export function reduce(state: BoardState, { call, arg, scale }: Entry): void {
  switch (call) {
    case "add":
    case "slow":
      state.count += Number(arg) * scale;
      return;
    case "reset":
      state.count = 0;
      return;
    case "type":
      state.draft = String(arg).toUpperCase();
      return;
    case "grow":
      state.rows.splice(state.nextId % (state.rows.length + 1), 0, {
        id: state.nextId,
        label: `r${state.nextId}`,
        done: false,
      });
      state.names.unshift(`m${state.nextId++}`);
      return;
    case "turn":
      state.rows.reverse();
      state.names.push(state.names.shift() ?? "first");
      return;
    case "toggle":
      for (const row of state.rows) if (row.id === arg) row.done = !row.done;
      return;
    case "remove":
      state.rows = state.rows.filter(({ id }) => id !== arg);
      return;
    case "drop":
      state.names.splice(state.names.indexOf(String(arg)), 1);
      return;
    case "visit":
      state.visits++;
      return;
    case "news":
      state.news[(arg as News).event] = (arg as News).n;
      return;
    case "gift":
      state.gifts += (arg as News).n;
      return;
    case "post":
      state.posts++;
      return;
    case "hunt":
      state.hunts++;
      return;
    case "rest":
      return;
    default:
      throw new Error(`nobody does ${call}`);
  }
}

/** Whether a board offers what an entry did. */
export function offers({ rows, names, count }: BoardState, { call, arg }: Entry): boolean {
  if (call === "toggle" || call === "remove") return rows.some(({ id }) => id === arg);
  if (call === "drop") return names.includes(String(arg));
  return call === "reset" ? arg === count && count > 5 : true;
}

/** What a board can be. */
export interface Variant {
  readonly scale: number;
  readonly version: number;
  readonly migrates: boolean;
  readonly isWatched: boolean;
}

/** The class of such a board. */
export function viewOf({ scale, version, migrates, isWatched }: Variant): ViewClass {
  class Board extends LiveView implements BoardState {
    static readonly template = "page.html";
    static readonly version = version;
    log: Entry[] = [];
    count = 0;
    draft = "";
    visits = 0;
    nextId = 3;
    rows: BoardState["rows"] = [];
    names: string[] = [];
    news: BoardState["news"] = {};
    gifts = 0;
    posts = 0;
    hunts = 0;
    origin: number = version;
    prey = task(async ({ env, id }, n: number) => (env as unknown as BoardEnv).hunt(id, n));

    static migrate(state: unknown, from: number): object {
      if (!migrates) throw new Error(`nobody knows version ${from} any more`);
      return { ...(state as object), origin: from };
    }

    #did(call: string, arg?: unknown): void {
      const entry = { key: this.live.key, call, arg, scale };
      this.log.push(entry);
      reduce(this, entry);
    }

    get #env(): BoardEnv {
      return this.env as unknown as BoardEnv;
    }

    /** From outside. */
    received(news: News): void {
      this.#did(news.call, news);
      if (isTooMuch(news)) throw new Error("too much");
    }

    override mount(): void {
      Object.assign(this, emptyBoard());
    }
    override onConnect(): void {
      if (isWatched) this.#did("visit");
      if (isWatched && this.visits % 4 === 0) throw new Error("no more visits");
    }
    override onDisconnect(): void {
      if (isWatched) this.#did("visit");
    }
    @event() add(n: number): void {
      this.#did("add", n);
    }
    @event() async slow(n: number): Promise<void> {
      const { count, log } = this;
      const entry = { key: this.live.key, call: "slow", arg: n, scale };
      this.draft += "!";
      await this.#env.wait();
      this.draft = this.draft.slice(0, -1);
      this.log = [...log, entry];
      this.count = count + n * scale;
    }
    @event() boom(n: number): void {
      this.#did("add", n);
      this.prey.run(-1);
      this.live.enqueue(this.#env.QUEUE, `${this.live.key} never`);
      this.rows.length = 0;
      throw new Error("boom");
    }
    @event() async refuse(): Promise<void> {
      this.names.push("never");
      await Promise.resolve();
      throw new Refused("no");
    }
    @event() spoil(): void {
      this.#did("grow");
      Object.assign(this, { names: [{}] });
    }
    @event() reset(n: number): void {
      this.#did("reset", n);
    }
    @event(text(6)) type(words: string): void {
      this.#did("type", words);
    }
    @event() grow(): void {
      this.#did("grow");
    }
    @event() turn(): void {
      this.#did("turn");
    }
    @event() toggle(id: number): void {
      this.#did("toggle", id);
    }
    @event() remove(id: number): void {
      this.#did("remove", id);
    }
    @event() drop(name: string): void {
      this.#did("drop", name);
    }
    @event() post(): void {
      this.#did("post");
      this.live.enqueue(this.#env.QUEUE, this.live.key);
    }
    @event() hunt(n: number): void {
      this.#did("hunt", n);
      this.prey.run(n);
    }
    @event() rest(): void {
      this.#did("rest");
      this.prey.cancel();
    }
  }
  return Board;
}
