/**
 * @module The shipping client in a page of the contest, both scripts of it, without a network. Bundled as it ships.
 */
import { install } from "../../client/extra.ts";
import type { Browser } from "../../client/ports.ts";
import { type Running, start } from "../../client/start.ts";
import { Writer } from "../../src/protocol/bytes.ts";
import type { Island } from "../../src/protocol/page.ts";
import { TAG_ACK, TAG_PATCH } from "../../src/protocol/tags.ts";
import type { Contender } from "./in-page-contest.ts";

const nothing = (): void => undefined;
const browser: Browser = {
  dial: () => ({ send: nothing, close: nothing }),
  after: () => nothing,
  random: () => 0.5,
  isAway: () => false,
  reload: nothing,
  go: nothing,
  turned: nothing,
  report: (code, message) => {
    throw new Error(`${code} ${message}`);
  },
};
let running: Running | undefined;
let frame = new Uint8Array();

const contender: Contender = {
  // The island, definitions of all blocks (a page learns each once), and the ops in base64.
  async prepare(json) {
    const [island, definitions, ops] = JSON.parse(json) as [Island, [number, string][], string];
    running ??= start(island, browser, async () => ({ install }));
    const { page, session, events } = running;
    page.hydrate(island);
    page.learn(definitions);
    events.want();
    // By then the second script has taken over.
    await Promise.resolve();
    const writer = new Writer();
    // By hand: in the client as it ships messages have other names.
    writer.byte(TAG_ACK);
    writer.varint(1);
    writer.byte(TAG_PATCH);
    writer.varint(session.position.seq + 1);
    writer.raw(Uint8Array.from(atob(ops), (byte) => byte.charCodeAt(0)));
    frame = writer.done();
  },
  change: () => running?.session.received(frame),
};

Object.assign(globalThis, { shippingClient: contender });
