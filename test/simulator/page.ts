/**
 * @module What a simulated browser shows: a tree of slots, read out of the HTML by an HTML parser and changed by the second
 * implementation of the ops. It knows no frame, so that comparing it with one means something.
 */
import type { Page } from "../../client/ports.ts";
import { DormouseError } from "../../src/errors/error.ts";
import type { Path } from "../../src/protocol/key.ts";
import type { BlockDefinition, Island } from "../../src/protocol/page.ts";
import type { Rejection, SnapMessage } from "../../src/protocol/server-messages.ts";
import { type Hole, holesOf } from "../oracle/holes.ts";
import { Applier, comparable, type Slot } from "../oracle/slots.ts";
import { Walker } from "../oracle/walk.ts";

/** A button or field. */
export interface Offered {
  readonly handler: string;
  readonly contributes: string;
  readonly path: Path;
  /** Texts of the instance that it stands in. */
  readonly beside: readonly string[];
}

/** Operands of an event instruction: type, modifiers, contributes, handler, commands. */
const CONTRIBUTES = 3;
const HANDLER = 4;

/** One page. */
export class SimulatedPage implements Page {
  #blocks: BlockDefinition[] = [];
  #slots: Slot[] = [];
  #build = "";
  /** The next change fails, as if something had torn nodes out of the page. */
  isTorn = false;
  /** The highest id that was acknowledged. */
  acked = 0;
  /** Ids of which the user was told that nothing came of them. */
  readonly told = new Map<number, string>();
  snaps = 0;

  constructor(html: string, island: Island) {
    this.#hydrate(html, island);
  }

  /** What it shows, to be compared with a frame. */
  get comparable(): unknown {
    return comparable(this.#slots);
  }

  known(): Uint8Array {
    const bits: number[] = [];
    for (const [block, definition] of this.#blocks.entries()) {
      if (definition?.html !== undefined)
        bits[block >> 3] = (bits[block >> 3] ?? 0) | (1 << (block & 7));
    }
    return Uint8Array.from(bits);
  }

  learn(blocks: readonly (readonly [block: number, definition: string])[]): void {
    for (const [block, json] of blocks) this.#blocks[block] = JSON.parse(json) as BlockDefinition;
  }

  apply(ops: Uint8Array): void {
    if (ops.length > 0) this.#tear();
    new Applier(this.#blocks).apply(this.#slots, ops);
  }

  show(snap: SnapMessage): void {
    this.snaps++;
    this.#hydrate(snap.html, JSON.parse(snap.island) as Island);
  }

  answered(last: number, rejections: readonly Rejection[]): void {
    this.acked = Math.max(this.acked, last);
    for (const { id, code } of rejections) this.told.set(id, code);
  }

  settled(): void {}

  /** All that can be clicked. */
  offers(): Offered[] {
    const found: Offered[] = [];
    this.#collect(0, this.#slots, [], found);
    return found;
  }

  #tear(): void {
    if (!this.isTorn) return;
    this.isTorn = false;
    throw new DormouseError("client.detached", "torn");
  }

  #hydrate(html: string, island: Island): void {
    if (island.build !== this.#build) this.#blocks = [];
    this.#build = island.build;
    for (const [block, definition] of Object.entries(island.blocks))
      this.#blocks[Number(block)] = definition;
    const document = `<!doctype html><body>${html}`;
    this.#slots = new Walker(this.#blocks).read(document, island.root, island.skeleton);
  }

  #collect(block: number, slots: readonly Slot[], prefix: Path, found: Offered[]): void {
    const definition = this.#blocks[block];
    if (definition === undefined) throw new Error(`the page does not have block ${block}`);
    const holes: Hole[] = holesOf(definition);
    const { shape, first } = definition;
    const events = [...shape.keys()].filter(
      (i) => shape[i] === "e" && typeof shape[i + 5] === "object",
    );
    const beside = slots.flatMap((slot) => (slot.kind === "text" ? [slot.text] : []));
    for (const [i, slot] of slots.entries()) {
      const hole = holes[i];
      const path = [...prefix, { slot: first + i, key: null }];
      if (slot.kind === "event") {
        const at = events.shift() ?? 0;
        const [contributes, handler] = [shape[at + CONTRIBUTES], shape[at + HANDLER]].map(String);
        if (contributes === undefined || handler === undefined) continue;
        found.push({ handler, contributes, path, beside });
      } else if (slot.kind === "branch" && hole?.kind === "branch") {
        const arm = hole.arms[slot.arm];
        if (arm !== undefined) this.#collect(arm, slot.instance, path, found);
      } else if (slot.kind === "list" && hole?.kind === "list") {
        for (const [index, item] of slot.items.entries()) {
          const step = { slot: first + i, key: item.key ?? index };
          this.#collect(hole.block, item.instance, [...prefix, step], found);
        }
      }
    }
  }
}
