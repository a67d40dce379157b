/**
 * @module A session that creates and clears 1,000 rows a hundred times keeps no more than after the first times: in memory, in
 * storage, in the core.
 */
import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { compileTemplate } from "../../src/engine/compile.ts";
import { MAX_RING_BYTES } from "../../src/protocol/limits.ts";
import type { ViewClass } from "../../src/view/registry.ts";
import { compiler } from "../oracle/core.ts";
import { engine, path, World } from "../support/session-world.ts";

// The example imports the whole package; its Durable Object is not used here.
vi.mock("cloudflare:workers", () => ({ DurableObject: Object }));

const ROUNDS = 100;
const WARM_UP = 10;
/** Refills the bucket of events. */
const PAUSE_MS = 1_000;

/** By names that the type checker does not follow: they would bring the types of Workers with them. */
const EXAMPLES = new URL("../../examples/", import.meta.url).href;

async function table(): Promise<World> {
  const { Table } = (await import(`${EXAMPLES}table/table.ts`)) as { Table: ViewClass };
  const names = ["base.html", "table/table.html"];
  const read = (name: string): [string, string] => [
    name,
    readFileSync(new URL(name, EXAMPLES), "utf8"),
  ];
  const sources = Object.fromEntries(names.map(read));
  const request = {
    mode: "live",
    root: "table/table.html",
    sources,
    coreHash: "0".repeat(64),
  } as const;
  return World.serving(Table, await compileTemplate(compiler, request));
}

/** What a session keeps. */
function kept(world: World) {
  const { resident } = world.session;
  const { stored } = world.ports.storage;
  if (resident === null || stored === null) throw new Error("nobody is there");
  const frames = new Set<Uint8Array>();
  for (let seq = 0; seq <= resident.record.seq; seq++) {
    const shown = resident.ring.at(seq);
    if (shown !== null) frames.add(shown.frame);
  }
  const bytes = [...frames].reduce((sum, frame) => sum + frame.length, 0);
  const largest = Math.max(...[...frames].map(({ length }) => length));
  return {
    ringFits: bytes <= Math.max(MAX_RING_BYTES, largest),
    rejections: stored.rejections.length,
    frameBytes: stored.record.frame?.length,
    stateLength: stored.record.state.replace(/\d+/g, "0").length,
    timers: world.ports.clock.pending,
    instances: engine.core.made,
    coreBytes: engine.core.run(({ abi }) => abi.memory.buffer.byteLength),
  };
}

test("100 rounds of create and clear leave nothing behind in the session", async () => {
  const world = await table();
  const tab = await world.connected();
  const frame = world.session.resident?.picture?.frame ?? new Uint8Array(0);
  const slotOf = (handler: string): number => {
    for (let slot = 0; slot < 64; slot++)
      if (engine.resolve(frame, path(slot))?.handler === handler) return slot;
    throw new Error(`nothing offers ${handler}`);
  };
  const [run, clear] = [path(slotOf("run")), path(slotOf("clear"))];
  let before: ReturnType<typeof kept> | undefined;
  for (let round = 1; round <= ROUNDS; round++) {
    world.ports.clock.advance(PAUSE_MS);
    await tab.click(run);
    expect(engine.resolve(world.session.resident?.picture?.frame ?? frame, run)?.handler).toBe(
      "run",
    );
    await tab.click(clear);
    tab.connection.frames.length = 0;
    if (round === WARM_UP) before = kept(world);
  }
  expect(world.session.resident?.record.last).toBe(2 * ROUNDS);
  expect(kept(world)).toEqual(before);
});
