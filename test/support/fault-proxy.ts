/**
 * @module A network that fails on purpose, between a browser and a server: TCP, so that a frame can be torn, a connection held open
 * with nobody at the other end, and what an old one still had to say come after the new one is there. Nothing in it waits for
 * time: a test says when something fails and when it heals, and waits for what happened. Seeded: where a frame is torn.
 */
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { Random } from "../oracle/random.ts";
import { FrameCutter } from "./websocket-frames.ts";

/** `up`: browser to server. */
export type Direction = "up" | "down";

/** What a connection tells whoever watches. */
interface Hub {
  /** A frame came. */
  came(): void;
  /** Part of a frame was passed on: that was all. */
  torn(): void;
}

/** One way of a WebSocket connection. */
class Lane {
  readonly #to: Socket;
  readonly #cutter = new FrameCutter();
  readonly #hub: Hub;
  #held: Buffer[] | null = null;
  #isEnded = false;
  /** Part of the next frame that passes, before everything breaks. */
  #tearAt: number | null = null;
  /** Whole frames that came, the head of the handshake among them. */
  frames = 0;

  constructor(from: Socket, to: Socket, hub: Hub) {
    this.#to = to;
    this.#hub = hub;
    from.on("data", (chunk: Buffer) => {
      for (const frame of this.#cutter.take(chunk)) {
        this.frames++;
        this.#pass(frame);
        hub.came();
      }
    });
    from.on("close", () => {
      this.#isEnded = true;
      if (!this.#held) to.end();
    });
    from.on("error", () => from.destroy());
  }

  hold(): void {
    this.#held ??= [];
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const frame of held) this.#pass(frame);
    if (this.#isEnded) this.#to.end();
  }

  tear(at: number): void {
    this.#tearAt = at;
  }

  #pass(frame: Buffer): void {
    if (this.#held) this.#held.push(frame);
    else if (this.#tearAt === null) this.#to.write(frame);
    else {
      // At least one byte, and never all of it.
      const length = 1 + Math.floor(this.#tearAt * (frame.length - 1));
      this.#to.write(frame.subarray(0, length), () => this.#hub.torn());
      this.#tearAt = null;
    }
  }
}

/** One WebSocket connection. */
export class Link {
  readonly #ends: readonly Socket[];
  readonly #lanes: Readonly<Record<Direction, Lane>>;
  readonly #random: Random;
  readonly #torn = Promise.withResolvers<void>();

  constructor(
    [browser, server]: readonly [browser: Socket, server: Socket],
    random: Random,
    came: () => void,
  ) {
    this.#ends = [browser, server];
    this.#random = random;
    const hub = { came, torn: () => this.cut() };
    this.#lanes = { up: new Lane(browser, server, hub), down: new Lane(server, browser, hub) };
  }

  /** From now on nothing arrives, the end of the connection neither: it is half open. */
  hold(...directions: Direction[]): void {
    for (const direction of directions) this.#lanes[direction].hold();
  }

  /** What was held arrives, in order, and so does the end if there was one. */
  release(): void {
    for (const lane of Object.values(this.#lanes)) lane.release();
  }

  /** Part of the next frame arrives, then nothing. @returns when the connection is gone */
  tear(direction: Direction): Promise<void> {
    this.#lanes[direction].tear(this.#random.next());
    return this.#torn.promise;
  }

  /** The connection is gone, at both ends, without a close frame. */
  cut(): void {
    for (const end of this.#ends) end.destroy();
    this.#torn.resolve();
  }

  /** How many frames came from one end, passed on or not. */
  frames(direction: Direction): number {
    return this.#lanes[direction].frames;
  }
}

/** The network in front of one server. */
export class FaultProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #target: URL;
  readonly #random: Random;
  readonly #sockets = new Set<Socket>();
  readonly #waiting: { readonly isSo: () => boolean; readonly resolve: () => void }[] = [];
  /** WebSocket connections, in the order in which they were asked for. */
  readonly links: Link[] = [];
  /** WebSocket connections that were refused. */
  refusals = 0;
  /** While true, nobody gets a WebSocket. */
  isDown = false;

  private constructor(target: URL, seed: number) {
    this.#target = target;
    this.#random = new Random(seed);
    this.#server = createServer((socket) => this.#accept(socket));
  }

  /** Listens, on a port of its own. */
  static async before(target: URL, seed: number): Promise<FaultProxy> {
    const proxy = new FaultProxy(target, seed);
    await new Promise<void>((resolve) => proxy.#server.listen(0, target.hostname, resolve));
    return proxy;
  }

  /** Where the browser finds the server. */
  get url(): URL {
    const { port } = this.#server.address() as AddressInfo;
    return new URL(`http://${this.#target.hostname}:${port}`);
  }

  /** The connection that was asked for last. @throws when there was none */
  get link(): Link {
    const link = this.links.at(-1);
    if (!link) throw new Error("nobody has connected");
    return link;
  }

  /** Refuses connections, and ends the present one. */
  goDown(): void {
    this.isDown = true;
    this.links.at(-1)?.cut();
  }

  /** Waits until something is so, which what comes over this network decides. */
  until(isSo: () => boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ isSo, resolve });
    this.#tell();
    return promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(browser: Socket): void {
    this.#keep(browser);
    browser.on("error", () => browser.destroy());
    browser.once("data", (head: Buffer) => {
      const isLive = head.toString("latin1").startsWith("GET /_do/connect");
      if (isLive && this.isDown) {
        this.refusals++;
        browser.destroy();
        return this.#tell();
      }
      const server = connect(Number(this.#target.port), this.#target.hostname);
      this.#keep(server);
      if (isLive) {
        this.links.push(new Link([browser, server], this.#random, () => this.#tell()));
        browser.emit("data", head);
        return this.#tell();
      }
      server.on("error", () => browser.destroy());
      server.on("close", () => browser.destroy());
      browser.on("close", () => server.destroy());
      server.write(head);
      browser.pipe(server).pipe(browser);
    });
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
  }

  #tell(): void {
    for (const { isSo, resolve } of this.#waiting) if (isSo()) resolve();
  }
}
