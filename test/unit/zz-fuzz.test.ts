import { parse } from "devalue";
import { expect, test } from "vitest";
import { event } from "../../src/view/decorators.ts";
import { LiveView } from "../../src/view/live-view.ts";
import { number } from "../../src/view/schema.ts";
import { path, type Program, Tab, World } from "../support/session-world.ts";
import { Random } from "../oracle/random.ts";
import type { EventMessage } from "../../src/protocol/client-messages.ts";
import type { ServerMessage } from "../../src/protocol/server-messages.ts";

class Log extends LiveView {
  static readonly template = "page.html";
  notes: number[] = [];
  shared = { n: 0 };
  alias = this.shared;
  @event(number()) async note(n: number): Promise<void> {
    this.notes.push(n);
    this.alias.n++;
    if (n % 5 === 0) await Promise.resolve();
    if (n % 7 === 0) throw new Error("bad");
  }
}
const A: Program = { view: Log, source: '<input do-input="note($value)">{% for n in notes %}<i>{{ n }}</i>{% endfor %}' };
const B: Program = { view: Log, source: '<b>new</b><p title="{{ shared.n }}"></p><input do-input="note($value)">{% for n in notes %}<i>{{ n }}</i>{% endfor %}' };

async function run(seed: number): Promise<void> {
  const random = new Random(seed);
  const world = await World.of(A);
  let program = A;
  const tab = await world.open();
  let pending: EventMessage[] = [];
  const issued: number[] = [];
  const rejected = new Set<number>();
  let acked = 0;
  let up = false;
  let lastMounted = tab.island.epoch;
  const take = (messages: readonly ServerMessage[]): void => {
    for (const m of messages) {
      if (m.type === "ack") {
        acked = Math.max(acked, m.last);
        for (const r of m.rejections) { rejected.add(r.id); if (r.id % 7 !== 0) { codes[r.code] = (codes[r.code] ?? 0) + 1; if (shown++ < 4) console.log(seed, r.id, r.code, log.slice(-14).join("\n")); } }
        pending = pending.filter(({ id }) => id > m.last);
        const last = world.ports.storage.stored?.record.last ?? 0;
        if (last < m.last) throw new Error("I3");
      }
    }
  };
  const int = (n: number): number => Math.floor(random.next() * n);
  let slot = 0;
  const log: string[] = [];
  const connect = async (): Promise<void> => {
    log.push(`connect pending=${pending.map((p) => p.id)}`);
    const messages = await tab.connect(pending);
    const lose = int(3) === 0;
    if (lose) { world.ports.open.at(-1)!.closed ??= 1006; up = false; log.push("lost"); /* answer lost */
      return; }
    take(messages);
    up = tab.connection.closed === null;
    // the page now shows the program deployed
    if (up) slot = program === A ? 0 : 1;
  };
  // tab.seq etc. are updated by tab.say even when "lost": remember and restore
  await tab.connect(); up = true;
  for (let i = 0; i < 30; i++) {
    const { seq, epoch, build } = tab;
    switch (int(8)) {
      case 0: case 1: case 2: case 3: {
        const n = issued.length + 1;
        issued.push(n);
        const e = tab.event(path(slot), n);
        pending.push(e);
        log.push(`issue ${e.id} seq=${e.issued} slot=${slot} up=${up}`);
        if (!up) break;
        const messages = await tab.send(e);
        if (int(4) === 0) { log.push("answer lost"); tab.connection.closed ??= 1006; up = false; Object.assign(tab, { seq, epoch, build }); break; }
        take(messages);
        if (messages.some((m) => m.type === "snap")) slot = program === A ? 0 : 1;
        if (tab.connection.closed !== null) up = false;
        break;
      }
      case 4: world.hibernate(); log.push("hibernate"); break;
      case 5: world.crash(); up = false; log.push("crash"); break;
      case 6: {
        await connect();
        if (!up) Object.assign(tab, { seq, epoch, build });
        break;
      }
      case 7: if (int(3) === 0) { program = program === A ? B : A; await world.deploy(program); log.push("deploy"); } break;
    }
    world.ports.clock.advance(1000);
    // I10
    const r = world.session.resident;
    if (r?.isStored) expect(r.record, log.join("\n")).toEqual(world.ports.storage.stored!.record);
  }
  for (let i = 0; i < 5 && (pending.length > 0 || !up); i++) { const s = { seq: tab.seq, epoch: tab.epoch, build: tab.build }; await connect(); if (!up) Object.assign(tab, s); }
  if (pending.length > 0) { const messages = await tab.connect(pending); take(messages); }
  expect(pending, `seed ${seed}\n${log.join("\n")}`).toEqual([]);
  const want = issued.filter((n) => !rejected.has(n));
  const stored = parse(world.state === "" ? '[{"notes":1,"shared":2},[],{"n":3},0]' : world.state) as { notes: number[]; shared: { n: number } };
  if (lastMounted === tab.epoch || issued.length === 0) lastMounted = tab.epoch;
  expect(stored.notes, `seed ${seed}\n${log.join("\n")}`).toEqual(want);
  expect(stored.shared.n).toBe(want.length);
  for (const n of rejected) if (n % 7 !== 0) staled++;
  total += issued.length;
  // The page equals what a fresh rendering shows.
  if (tab.connection.closed !== null) await tab.connect();
  const snap = await tab.resync();
  const html = (snap[0] as { html?: string } | undefined)?.html ?? "";
  expect([...html.matchAll(/<i>(\d+)<\/i>/g)].map(([, n]) => Number(n)), `seed ${seed}\n${log.join("\n")}`).toEqual(want);
  if (world.ports.logged.some(({ at }) => at !== "session.event")) throw new Error(`seed ${seed} ${JSON.stringify(world.ports.logged)}`);
}
const codes: Record<string, number> = {}; let shown = 0;
let staled = 0, total = 0;
test("fuzz", async () => {
  const from = Number(process.env["FROM"] ?? 0);
  for (let seed = from; seed < from + Number(process.env["N"] ?? 300); seed++) await run(seed);
  console.log(codes, "issued", total, "rejected though good:", staled);
}, 600_000);
