/**
 * @module One run: a schedule, then the faults stop, and within so many steps everything that was ever issued must have come
 * to its end. The same schedule gives the same run, on every machine.
 */
import { comparable, slotsOf } from "../oracle/slots.ts";
import { engine } from "./programs.ts";
import { InvariantError } from "./invariant.ts";
import { plan, type Schedule } from "./schedule.ts";
import type { Tab } from "./tab.ts";
import { World } from "./world.ts";

/** Steps within which everything must be at rest after the faults have stopped. */
const MAX_STEPS_TO_REST = 300;

/** How a run ended. */
export interface Run {
  readonly failure: Error | null;
  readonly story: readonly string[];
  readonly applied: number;
  readonly rejected: ReadonlyMap<string, number>;
}

function isAtRest(world: World): boolean {
  return (
    world.wires.every(({ isQuiet }) => isQuiet) &&
    world.servers.every(({ isBusy, isWorking }) => !isBusy && !isWorking) &&
    world.outside.mail.length === 0 &&
    world.tabs.every((tab) => tab.isStopped || (tab.isOpen && tab.session.pending.length === 0))
  );
}

/** The faults stop. @throws InvariantError */
async function calmDown(world: World): Promise<void> {
  for (const server of world.servers) server.atWrite = null;
  for (const tab of world.tabs) {
    tab.page.isTorn = false;
    tab.wake();
  }
  for (let i = 0; i < MAX_STEPS_TO_REST; i++) {
    await world.calm(1_000);
    for (const at of world.outside.mail.keys()) world.outside.consume(at, false);
    await world.rest();
    if (isAtRest(world)) return;
    world.tick();
    // A clock that jumped back has put off what is due.
    if (i % 50 === 49) world.catchUp();
    await world.rest();
  }
  const stuck = world.tabs.filter((tab) => !tab.isOpen || tab.session.pending.length > 0);
  throw new InvariantError("I4", `${stuck.map(({ nonce }) => nonce).join()} never came to rest`);
}

function checkTold({ page, session, document, nonce }: Tab): void {
  const { server } = document;
  if (server.isForgotten) return;
  const { rejected, applied } = server.history.done(nonce);
  for (let id = 1; id <= page.acked; id++) {
    if (applied.has(id) === page.told.has(id) && rejected.size <= 64)
      throw new InvariantError("I4", `event ${id} of ${nonce}: told ${page.told.get(id)}`);
  }
  if (session.pending.length > 0) throw new InvariantError("I7", "something is pending");
}

/** What must hold at the end. @throws InvariantError */
async function checkEnd(world: World): Promise<void> {
  const { template } = world.program;
  world.outside.check();
  for (const server of world.servers) {
    world.checkMemory(server);
    const { stored, history } = server;
    if (!stored?.record.frame || stored.record.build !== template.build) continue;
    const values = engine.encode(template, {
      ...history.fold,
      log: history.log,
      prey: history.prey,
    });
    const { frame } = engine.evaluate(template, values, null, null);
    const [is, must] = [stored.record.frame, frame].map((each) =>
      JSON.stringify(comparable(slotsOf(each))),
    );
    if (is !== must) throw new InvariantError("I5", `the frame says ${is}, the state ${must}`);
  }
  for (const tab of world.tabs) {
    if (tab.isStopped) continue;
    checkTold(tab);
    tab.check(tab.session.position);
    const record = tab.document.server.stored?.record;
    if (
      record?.nonce === tab.nonce &&
      record.build === tab.session.position.build &&
      record.epoch === tab.session.position.epoch &&
      record.seq !== tab.session.position.seq
    )
      throw new InvariantError(
        "I5",
        `${tab.nonce} stands at ${tab.session.position.seq} of ${record.seq}`,
      );
  }
}

/** After a drop without a change, no HTML is sent. @throws InvariantError */
async function checkRecovery(world: World): Promise<void> {
  for (let round = 0; round < 2; round++) {
    const snaps = new Map(world.tabs.map((tab) => [tab, tab.page.snaps]));
    for (const server of world.servers) server.crash();
    await calmDown(world);
    for (const [tab, before] of snaps) {
      // The first time a deploy may have left an old page.
      if (round > 0 && tab.page.snaps !== before) throw new InvariantError("I14", "HTML again");
    }
  }
}

/** Runs a schedule. */
export async function run(schedule: Schedule): Promise<Run> {
  const world = new World(schedule.seed);
  let failure: Error | null = null;
  try {
    await world.visit("p0");
    for (const step of schedule.steps) await world.step(step);
    world.story.push("the faults stop");
    await calmDown(world);
    await checkEnd(world);
    await checkRecovery(world);
    await checkEnd(world);
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
  }
  const rejected = new Map<string, number>();
  let applied = 0;
  for (const { history } of world.servers) {
    applied += history.applied;
    for (const [code, n] of history.codes) rejected.set(code, (rejected.get(code) ?? 0) + n);
  }
  return { failure, story: world.story, applied, rejected };
}

/** Runs the schedule of a seed. */
export async function simulate(seed: number): Promise<Run> {
  return run(plan(seed));
}
