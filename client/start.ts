/**
 * @module Plugs the parts together for one page: island → hydration, events → session, session → page and connection.
 * The browser's own socket, clock and history come in from `index.ts`.
 */
import { type Island } from "../src/protocol/page.ts";
import { Connection } from "./connection/connection.ts";
import { type EventSlot, pathOf } from "./dom/instance.ts";
import { LivePage } from "./dom/live-page.ts";
import { Delegation } from "./events/delegation.ts";
import type { Browser } from "./ports.ts";
import { Session } from "./session/session.ts";

/** A running page. */
export interface Running {
  readonly page: LivePage;
  readonly session: Session;
  readonly connection: Connection;
}

/** Hydrates the page and connects it. Never throws for what is wrong with the page: that is reported, and healed. */
export function start(island: Island, browser: Browser): Running {
  const page = new LivePage((type) => delegation.listen(type));
  const delegation = new Delegation<EventSlot>(page, (slot, data) =>
    session.issue(pathOf(slot), data),
  );
  const nonce = Array.from({ length: 16 }, () =>
    Math.floor(browser.random() * 16).toString(16),
  ).join("");
  const line: Connection = new Connection(browser, () => session, island.dev === true);
  const session = new Session(island, nonce, { page, line, browser });
  session.attempt(() => page.hydrate(island));
  line.connect();
  return { page, session, connection: line };
}
