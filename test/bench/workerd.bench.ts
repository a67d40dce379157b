/**
 * @module The same turns inside workerd, where they run. Its clock gives whole milliseconds: a sample is the mean of one turn each
 * of as many pages as take some 20 ms, so that a median is good to 5 %, and a p99 is one of means.
 */
import { fileURLToPath } from "node:url";
import { createTestHarness } from "wrangler";
import type { CompiledTemplate } from "../../src/engine/types.ts";
import { compilePage } from "../oracle/core.ts";
import { type Measurement, printTable, summarise } from "./measure.ts";
import { boardChanges, changes, DASHBOARD, TABLE } from "./pages.ts";
import type { Order, Sample } from "./workerd/worker.ts";

const WORKER = { configPath: fileURLToPath(new URL("workerd/wrangler.toml", import.meta.url)) };
const isQuick = process.env["BENCH"] === "quick";
const [SAMPLES, WARM_UP] = isQuick ? [5, 1] : [40, 5];
const SAMPLE_MS = 20;
const MAX_TURNS = 4_000;

type Ask = (order: Order) => Promise<Sample>;

/** How many turns fill a sample. */
async function turnsOf(ask: Ask, order: Order): Promise<number> {
  let turns = isQuick ? 50 : 100;
  for (;;) {
    const { ms } = await ask({ ...order, turns });
    if (ms >= SAMPLE_MS / 2 || turns >= MAX_TURNS)
      return Math.min(MAX_TURNS, Math.ceil((turns * SAMPLE_MS) / Math.max(ms, 1)));
    turns *= 2;
  }
}

async function measure(ask: Ask, name: string, order: Order): Promise<Measurement> {
  const turns = await turnsOf(ask, order);
  for (let i = 0; i < WARM_UP; i++) await ask({ ...order, turns });
  const samples: Sample[] = [];
  while (samples.length < SAMPLES) samples.push(await ask({ ...order, turns }));
  const times = samples.map(({ ms }) => (ms * 1000) / turns);
  const { median: bytes } = summarise(
    "",
    "bytes",
    samples.map((sample) => sample.bytes),
  );
  return { ...summarise(`${name}, in workerd`, "µs", times), bytes };
}

function sent(template: CompiledTemplate): Order["template"] {
  return { ...template, program: [...template.program] };
}

/** All of it. */
export async function workerdBench(): Promise<Measurement[]> {
  const server = createTestHarness({ workers: [WORKER] });
  const { url } = await server.listen();
  const ask: Ask = async (order) => {
    const response = await fetch(url, { method: "POST", body: JSON.stringify(order) });
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as Sample;
  };
  try {
    const [board, table] = [
      sent(await compilePage({ "page.html": DASHBOARD })),
      sent(await compilePage({ "page.html": TABLE })),
    ];
    const rows: Measurement[] = [];
    for (const change of Object.keys(boardChanges)) {
      const order: Order = { page: "board", change, rows: 100, turns: 1, template: board };
      rows.push(await measure(ask, `100 items: ${change}`, order));
    }
    for (const size of isQuick ? [100] : [100, 1000]) {
      for (const change of Object.keys(changes)) {
        const order: Order = { page: "table", change, rows: size, turns: 1, template: table };
        rows.push(await measure(ask, `${size} rows: ${change}`, order));
      }
    }
    printTable(`workerd, by its clock of whole ms (a sample: the mean over ${SAMPLE_MS} ms)`, rows);
    return rows;
  } finally {
    await server.close();
  }
}
