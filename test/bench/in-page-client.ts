/**
 * @module The shipping client in a page of the contest: a session and a page without a network. Bundled as it ships.
 */
import { LivePage } from "../../client/dom/live-page.ts";
import { Session } from "../../client/session/session.ts";
import type { Island } from "../../src/protocol/page.ts";
import type { Contender } from "./in-page-contest.ts";

const nothing = (): void => undefined;
const page = new LivePage(nothing);
let session: Session | undefined;

const contender: Contender = {
  // The island and the definitions of blocks that the page does not show yet, as JSON: a page learns them once.
  prepare(json) {
    const [island, definitions] = JSON.parse(json) as [Island, [number, string][]];
    page.hydrate(island);
    page.learn(definitions);
    session = new Session(island, "0000000000000001", {
      page,
      line: { send: nothing, greeted: nothing, ended: nothing },
      browser: {
        go: nothing,
        turned: nothing,
        report: (code, message) => {
          throw new Error(`${code} ${message}`);
        },
      },
    });
  },
  change: (frame) => session?.received(frame as Uint8Array),
};

Object.assign(globalThis, { shippingClient: contender });
