/**
 * @module What the server would send to one page: the first HTML with its island, then a patch for each random change of the
 * state; now and then one that forces the controls of an event.
 */
import type { Engine } from "../../src/engine/engine.ts";
import type { CompiledTemplate } from "../../src/engine/types.ts";
import type { Path, Step } from "../../src/protocol/key.ts";
import type { Island } from "../../src/protocol/page.ts";
import { changeState } from "./families.ts";
import type { Family, State } from "./family.ts";
import type { PageRun, PageStep } from "./in-page.ts";
import { holesOf } from "./holes.ts";
import { Random } from "./random.ts";
import { Applier, type Slot, slotsOf } from "./slots.ts";

/** A run, and the states that led to it. */
export interface Script extends PageRun {
  readonly states: readonly State[];
}

/** What is played. */
export interface Play {
  readonly engine: Engine;
  readonly template: CompiledTemplate;
  readonly family: Family;
  readonly seed: number;
  readonly steps: number;
  /** Ops by kind, counted up. With counting comes forcing, which is not for a page where somebody types. */
  readonly counts: Map<string, number> | null;
}

/** A whole page around the HTML of a program that has none. */
export const documentOf = (template: CompiledTemplate, html: string): string =>
  template.document ? html : `<!doctype html><html><head></head><body>${html}</body></html>`;

/** Addresses of all events that a page offers. */
export function eventPaths(
  template: CompiledTemplate,
  slots: readonly Slot[],
  block = 0,
  above: readonly Step[] = [],
): Path[] {
  const definition = template.blocks[block];
  if (definition === undefined) throw new Error(`no block ${block}`);
  const holes = holesOf(definition);
  return slots.flatMap((slot, i): Path[] => {
    const hole = holes[i];
    const at = (key: Step["key"]): Step[] => [...above, { slot: definition.first + i, key }];
    if (slot.kind === "event") return [at(null)];
    if (slot.kind === "branch" && hole?.kind === "branch" && slot.arm >= 0) {
      return eventPaths(template, slot.instance, hole.arms[slot.arm], at(null));
    }
    if (slot.kind !== "list" || hole?.kind !== "list") return [];
    return slot.items.flatMap(({ key, instance }, index) =>
      eventPaths(template, instance, hole.block, at(slot.keyed ? key : index)),
    );
  });
}

function islandOf(template: CompiledTemplate, page: ReturnType<Engine["render"]>): Island {
  const blocks = Object.fromEntries(
    page.blocks.map((id) => [id, { ...template.blocks[id], html: undefined }]),
  );
  const island = {
    build: template.build,
    epoch: 1,
    seq: 0,
    root: template.document ? "document" : "body",
    blocks,
    skeleton: page.skeleton,
  };
  return JSON.parse(JSON.stringify(island)) as Island;
}

/** Plays one seed. */
export function play({ engine, template, family, seed, steps: count, counts }: Play): Script {
  const random = new Random(seed);
  let state = family.state(random);
  let values = engine.encode(template, state);
  let { frame } = engine.evaluate(template, values, null, null);
  const first = engine.render(template, frame);
  const known = new Set<number>();
  const steps: PageStep[] = [];
  const states = [state];
  const applier = new Applier(template.blocks, counts ?? undefined);
  for (let i = 0; i < count; i++) {
    state = changeState(random, family, state);
    const next = engine.encode(template, state, values);
    const slots = slotsOf(frame);
    const paths = eventPaths(template, slots);
    const forced =
      counts !== null && paths.length > 0 && random.chance(0.5) ? random.pick(paths) : null;
    const advanced = engine.advance(template, next, { values, frame }, forced);
    applier.apply(slots, advanced.ops);
    const lacking = advanced.blocks.filter((id) => !known.has(id));
    for (const id of lacking) known.add(id);
    const html = documentOf(template, engine.render(template, advanced.frame).html);
    steps.push({
      blocks: lacking.map((id) => [id, JSON.stringify(template.blocks[id])]),
      ops: [...advanced.ops],
      html,
    });
    states.push(state);
    values = next;
    frame = advanced.frame;
  }
  const start = { island: islandOf(template, first), html: documentOf(template, first.html) };
  return { start, steps, states };
}
