/**
 * @module Plugs the parts together for one page: island → hydration, events → session, session → page and connection.
 * The browser's own socket, clock and history come in from `index.ts`, and the way to the second script.
 */
import { type Island } from "../src/protocol/page.ts";
import { Connection } from "./connection/connection.ts";
import { type EventSlot, pathOf } from "./dom/instance.ts";
import { LivePage } from "./dom/live-page.ts";
import { Delegation } from "./events/delegation.ts";
import type { Browser, Extra, Host, Issue } from "./ports.ts";
import { Session } from "./session/session.ts";

/** A running page. */
export interface Running {
  readonly page: LivePage;
  readonly session: Session;
  readonly connection: Connection;
  readonly events: Delegation<EventSlot>;
}

/** The second script. */
export type Extras = () => Promise<{ install(host: Host<EventSlot>): Extra<EventSlot> }>;

/** Hydrates the page; to connect it is up to the caller. Never throws for what is wrong with the page: that is reported, and healed. */
export function start(island: Island, browser: Browser, load: Extras): Running {
  const page = new LivePage((slot) => events.offers(slot));
  const issue: Issue<EventSlot> = (slot, data) => session.issue(pathOf(slot), data);
  const events: Delegation<EventSlot> = new Delegation(page, issue, async () => {
    const extra = (await load()).install({ page, issue, line, session, browser });
    page.changed = () => extra.changed();
    return extra;
  });
  const nonce = Array.from({ length: 16 }, () => (browser.random() * 16).toString(16)[0]).join("");
  const line: Connection = new Connection(browser, () => session, island.dev === true);
  const session = new Session(island, nonce, { page, line, browser });
  session.attempt(() => page.hydrate(island));
  return { page, session, connection: line, events };
}
