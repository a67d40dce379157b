/**
 * @module Bytes of WebSocket messages up and down per operation, beside Phoenix LiveView's for the same pages: the event of a click,
 * and the frame that answers it (acknowledgement and patch). Numbers of events and patches are below 128, as on a young page; later
 * each takes a byte more.
 */
import type { Engine } from "../../src/engine/engine.ts";
import { Writer } from "../../src/protocol/bytes.ts";
import { writeEvent } from "../../src/protocol/client-messages.ts";
import type { Path } from "../../src/protocol/key.ts";
import { writeServerMessage } from "../../src/protocol/server-messages.ts";
import { compilePage, newEngine } from "../oracle/core.ts";
import { isQuick, type Measurement, printColumns, summarise } from "./measure.ts";
import { changes, random, TABLE, table } from "./pages.ts";
import { PHOENIX } from "./phoenix.ts";

const SAMPLES = isQuick() ? 5 : 200;
const SEQ = 9;
const COUNTER = `<button do-click="increment">+</button><p>{{ count }}</p>`;
/** The table, and a button that does the thing. */
const PAGE = `<button do-click="act">Act</button>${TABLE}`;
/** Buttons of both pages: the first slot of the page. */
const BUTTON: Path = [{ slot: 0, key: null }];

interface Case {
  readonly name: string;
  readonly source: string;
  /** Before, after, and what was clicked. */
  readonly change: () => readonly [from: object, to: object, clicked: Path];
}

const CASES: readonly Case[] = [
  {
    name: "counter +1",
    source: COUNTER,
    change: () => {
      const count = random.below(9);
      return [{ count }, { count: count + 1 }, BUTTON];
    },
  },
  ...Object.keys(PHOENIX)
    .filter((name) => changes[name] !== undefined)
    .map((name) => ({
      name,
      source: PAGE,
      change: () => {
        const from = table(100);
        return [from, changes[name]?.(from) ?? from, BUTTON] as const;
      },
    })),
];

function bytesOf(write: (writer: Writer) => void): number {
  const writer = new Writer();
  write(writer);
  return writer.length;
}

async function measure(engine: Engine, { name, source, change }: Case): Promise<Measurement> {
  const template = await compilePage({ "page.html": source });
  const up: number[] = [];
  const down: number[] = [];
  for (let n = 0; n < SAMPLES; n++) {
    const [from, to, path] = change();
    const values = engine.encode(template, from);
    const { frame } = engine.evaluate(template, values, null, null);
    if (engine.resolve(frame, path) === null) throw new Error(`${name}: nothing to click`);
    const { ops } = engine.advance(template, engine.encode(template, to), { values, frame }, null);
    const event = { type: "event", id: SEQ, issued: "current", path, data: undefined } as const;
    up.push(bytesOf((writer) => writeEvent(writer, event)));
    down.push(
      bytesOf((writer) => {
        writeServerMessage(writer, { type: "ack", last: SEQ, rejections: [] });
        writeServerMessage(writer, { type: "patch", seq: SEQ, ops });
      }),
    );
  }
  const measured = summarise(name, "bytes", down);
  const phoenix = PHOENIX[name];
  return {
    ...measured,
    up: summarise("", "bytes", up).median,
    bytes: measured.median,
    ...(phoenix && { phoenix }),
  };
}

/** All of it. */
export async function bytesBench(): Promise<Measurement[]> {
  const engine = newEngine();
  const rows: Measurement[] = [];
  for (const each of CASES) rows.push(await measure(engine, each));
  printColumns(
    ["bytes of messages", "up", "down", "samples", "Phoenix up", "down", "deflated"],
    rows.map(({ name, up, bytes, samples, phoenix }) =>
      [name, up, bytes, samples, phoenix?.up, phoenix?.down, phoenix?.deflated ?? "–"].map(String),
    ),
  );
  return rows;
}
