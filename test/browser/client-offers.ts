/**
 * @module Pages of a few elements with events, for tests of the client: how they are described, and what was sent.
 */
import type { ShapeItem } from "../../src/protocol/page.ts";
import type { Chromium, LivePage, Shown } from "./client-harness.ts";

type Events = readonly (readonly ShapeItem[])[];

/** One element after the other, each with its events. */
export async function page(
  chromium: Chromium,
  html: string,
  elements: readonly (readonly [tag: string, ...events: Events])[],
  more: Partial<Shown> = {},
): Promise<LivePage> {
  const shape = elements.flatMap(([tag, ...events]) => [
    "(",
    tag,
    ...events.flatMap((event) => ["e", ...event]),
    ")",
  ]);
  const live = await chromium.show({
    html,
    blocks: { 0: { first: 0, shape } },
    skeleton: [],
    ...more,
  });
  await live.greet();
  return live;
}

/** An attribute that calls nothing. */
export const hint = (type: string, ...names: string[]): ShapeItem[] => [
  type,
  "",
  "",
  "",
  names.map((name) => [name]),
];
/** An event that calls a handler. */
export const call = (type: string, contributes: string, handler: string): ShapeItem[] => [
  type,
  "",
  contributes,
  handler,
  [],
];

/** Slot and data of every event. */
export const events = async (live: LivePage): Promise<unknown[]> =>
  (await live.sent()).map((message) =>
    message.type === "event" ? [message.path.at(-1)?.slot, message.data] : message,
  );

/** Lets time pass. */
export const tick = (live: LivePage, ms: number): Promise<void> =>
  live.page.evaluate((by) => window.lab.tick(by), ms);

/** Answers everything up to `last`. */
export const ack = (live: LivePage, last: number, why?: string): Promise<void> =>
  live.patch(() => undefined, {
    type: "ack",
    last,
    rejections: why === undefined ? [] : [{ id: last, code: "event.refused", message: why }],
  });
