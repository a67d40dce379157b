/**
 * @module The simulated world: a site with its sessions, browsers with their tabs, the wires between them, one clock. Takes
 * one step at a time, and checks after each of them what must always hold.
 */
import { encodeState } from "../../src/view/state.ts";
import { Random } from "../oracle/random.ts";
import type { BoardEnv } from "./board.ts";
import { checkServer, checkTab } from "./check.ts";
import { SimulatedClock } from "./clock.ts";
import { InvariantError } from "./invariant.ts";
import { Outside } from "./outside.ts";
import { type Program, programs } from "./programs.ts";
import type { Step } from "./schedule.ts";
import { SimulatedServer } from "./server.ts";
import { type Internet, Tab } from "./tab.ts";
import type { Wire } from "./wire.ts";

const MAX_TABS = 5;
const MAX_SERVERS = 6;
const TEXTS = ["a", "hello", "much too long", "", "🐭"] as const;
const WAITS = [5, 400, 9_000, 12_000] as const;
const JUMPS = [1_000, 60_000, 3_600_000, 90_000_000, -5_000, -3_600_000] as const;

/** Lets everything run that waits for nothing. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Everything. */
export class World implements Internet {
  readonly clock: SimulatedClock = new SimulatedClock();
  readonly wires: Wire[] = [];
  readonly servers: SimulatedServer[] = [];
  readonly tabs: Tab[] = [];
  readonly outside: Outside;
  /** What happened, in words. */
  readonly story: string[] = [];
  readonly #random: Random;
  #program = 0;
  #failure: Error | null = null;

  constructor(seed: number) {
    this.#random = new Random(seed ^ 0x5eed);
    // A second one, so that older schedules meet the same chances.
    this.outside = new Outside(this.clock, new Random(seed ^ 0x0073), this.servers);
    this.env = this.#environment();
  }

  get program(): Program {
    const program = programs[this.#program];
    if (program === undefined) throw new Error("no such program");
    return program;
  }

  readonly env: BoardEnv;

  #environment(): BoardEnv {
    return {
      ...this.outside.services,
      wait: () => {
        const done = Promise.withResolvers<void>();
        this.clock.after(this.#random.pick(WAITS), done.resolve);
        return done.promise;
      },
    };
  }

  uint32(): number {
    return this.#random.below(2 ** 32);
  }

  below(below: number): number {
    return this.#random.below(below);
  }

  fail(error: unknown): void {
    this.#failure ??= error instanceof Error ? error : new Error(String(error));
  }

  /** Loads a page. */
  async visit(principal: string): Promise<void> {
    const server = new SimulatedServer(this, `s${this.servers.length}`, principal);
    this.servers.push(server);
    const result = await server.open();
    if (result.kind !== "page") throw new Error(`no page: ${JSON.stringify(result)}`);
    const { html, island } = result;
    this.tabs.push(new Tab(this, { server, html, island }, principal));
  }

  /** Takes a step. @throws InvariantError */
  async step(step: Step): Promise<void> {
    this.story.push(`${step.kind}: ${await this.#take(step)}`);
    await this.rest();
  }

  /** What follows from a step by itself; then everything is checked. @throws InvariantError */
  async rest(): Promise<void> {
    await settled();
    for (const server of this.servers) server.ring();
    await settled();
    for (const tab of this.tabs.filter(({ wantsReload }) => wantsReload))
      await this.#reload(tab, false);
    for (let i = this.wires.length - 1; i >= 0; i--)
      if (this.wires[i]?.isOver) this.wires.splice(i, 1);
    if (this.#failure !== null) throw this.#failure;
    for (const server of this.servers) checkServer(server);
    for (const tab of this.tabs) checkTab(tab);
    this.outside.checkQueue();
  }

  /** A page is loaded again, with the cookie that it left behind or without. */
  async #reload(tab: Tab, hasCookie: boolean): Promise<string> {
    const { server } = tab.document;
    const result = hasCookie ? await server.resume() : null;
    // The cookie comes with a second request as well: nobody has said hello in between.
    if (result !== null && (await server.resume()) !== null)
      throw new InvariantError("R2", "a page was resumed twice");
    // The old document lives until the new one arrives.
    tab.close();
    this.tabs.splice(this.tabs.indexOf(tab), 1);
    if (result?.kind === "page") {
      const { html, island } = result;
      this.tabs.push(new Tab(this, { server, html, island }, tab.principal));
      return "resumed";
    }
    await this.visit(tab.principal);
    return "anew";
  }

  async #take({ kind, a, b }: Step): Promise<string> {
    const server = this.servers[a % this.servers.length];
    const tab = this.tabs[a % this.tabs.length];
    if (server === undefined || tab === undefined) return "nobody is there";
    switch (kind) {
      case "click":
        return `${tab.nonce.slice(0, 4)} ${tab.isStopped ? "is stopped" : tab.click(b, TEXTS[b % TEXTS.length] ?? "")}`;
      case "act":
        return `${tab.nonce.slice(0, 4)} ${tab.isStopped ? "is stopped" : tab.act(b)}`;
      case "publish":
        return this.outside.publish(server, b);
      case "consume":
        return this.outside.consume(a, b % 4 === 0);
      case "deliver":
        return this.#deliver(this.wires[a % this.wires.length], b % 2 === 0);
      case "calm":
        return `${await this.calm(100)} parcels`;
      case "tick":
        return `${this.tick()} ms`;
      case "pause":
        return this.#pass(b % 3_000);
      case "drop": {
        const wire = this.wires[a % this.wires.length];
        if (wire === undefined) return "no wire";
        wire.cut(b % (wire.up.length + 1), (b >> 4) % (wire.down.length + 1));
        return `${wire.up.length} up, ${wire.down.length} down`;
      }
      case "crash":
        server.crash();
        return server.sid;
      case "crash-before":
      case "crash-after":
      case "fail":
        server.atWrite = kind;
        return server.sid;
      case "hibernate":
        if (!server.isBusy) server.hibernate();
        return server.sid;
      case "deploy":
      case "deploy-kept":
        return this.#deploy(b % programs.length, kind === "deploy-kept");
      default:
        return this.#user(tab, kind, b);
    }
  }

  async #user(tab: Tab, kind: Step["kind"], b: number): Promise<string> {
    const { nonce, document } = tab;
    switch (kind) {
      case "visit":
        if (this.servers.length < MAX_SERVERS) await this.visit(`p${b % 2}`);
        return `${this.servers.length} sessions`;
      case "reload":
        return this.servers.length < MAX_SERVERS ? this.#reload(tab, b % 4 > 0) : "enough";
      case "duplicate":
      case "intrude": {
        if (this.tabs.length >= MAX_TABS || document.server.isForgotten) return "enough tabs";
        const principal = kind === "intrude" ? "evil" : tab.principal;
        if (kind === "intrude" && document.server.stored === null) return "nothing to steal";
        const other = new Tab(this, document, principal);
        if (kind === "duplicate") this.tabs.push(other);
        return other.nonce;
      }
      case "hide":
        tab.isAway = true;
        if (b % 2 === 0) tab.leave();
        return nonce;
      case "wake":
        tab.wake();
        return nonce;
      case "tear":
        tab.page.isTorn = true;
        return nonce;
      default:
        this.clock.jump(JUMPS[b % JUMPS.length] ?? 0);
        return `${this.clock.now()}`;
    }
  }

  #pass(ms: number): string {
    this.clock.advance(ms);
    return `${ms} ms`;
  }

  /** Moves on to the next timer. */
  tick(): number {
    const now = this.clock.now();
    const alarms = this.servers.flatMap(({ alarmAt, isWorking }) =>
      isWorking && alarmAt !== null ? [Math.max(0, alarmAt - now)] : [],
    );
    const ms = Math.min(this.clock.untilNext ?? 1_000, ...alarms);
    this.clock.advance(ms);
    return ms;
  }

  /** The clock jumps to what somebody has yet to do. */
  catchUp(): void {
    for (const { alarmAt, isWorking } of this.servers)
      if (isWorking && alarmAt !== null) this.clock.jump(Math.max(0, alarmAt - this.clock.now()));
  }

  #deploy(program: number, keepsSockets: boolean): string {
    this.#program = program;
    for (const server of this.servers) {
      if (keepsSockets && !server.isBusy) server.hibernate();
      else server.crash();
    }
    return `${program}`;
  }

  #deliver(wire: Wire | undefined, up: boolean): string {
    if (wire === undefined) return "no wire";
    const isUp = up ? wire.up.length > 0 : wire.down.length === 0;
    const before = this.tabs.map((tab) => tab.session.position);
    if (isUp) wire.deliverUp();
    else wire.deliverDown();
    for (const [i, tab] of this.tabs.entries()) {
      const position = before[i];
      if (position !== undefined && !isUp) tab.check(position);
    }
    return isUp ? "up" : "down";
  }

  /** Delivers everything, at most so many parcels. */
  async calm(most: number): Promise<number> {
    let delivered = 0;
    for (; delivered < most; delivered++) {
      const wire = this.wires.find(({ isQuiet }) => !isQuiet);
      if (wire === undefined) break;
      this.#deliver(wire, this.#random.chance(0.5));
      await settled();
    }
    return delivered;
  }

  /** Memory equals what is stored, instance included. @throws InvariantError */
  checkMemory(server: SimulatedServer): void {
    const { resident } = server.session;
    if (resident === null || resident.record.version !== this.program.version) return;
    const state = encodeState(resident.instance().view);
    if (state !== resident.record.state) throw new InvariantError("I10", `${state} in memory`);
  }
}
