/**
 * @module The network fails while somebody uses the page: torn frames, answers that are late, half-open connections, late frames of
 * an old connection, refusals. Real client, real browser, real workerd, a network of our own between.
 */
import { expect, test } from "vitest";
import { FaultProxy } from "../support/fault-proxy.ts";
import { deskApp } from "./desk-app.ts";
import { expectShown } from "./frame.ts";
import { ACTIVITIES, Person } from "./person.ts";

const SEED = 246;
/** A ping, and nobody who answers it. */
const GIVEN_UP_MS = 36_000;

const { app, newPage } = deskApp();

/** Something that happens to the network while somebody is busy, and is over when it returns. */
interface Fault {
  readonly what: string;
  /** Whether the page has to connect again. */
  readonly reconnects: boolean;
  happen(proxy: FaultProxy, person: Person): Promise<void>;
}

const FAULTS: readonly Fault[] = [
  {
    what: "a frame of the server is torn",
    reconnects: true,
    async happen(proxy, person) {
      const torn = proxy.link.tear("down");
      await person.beat();
      await torn;
    },
  },
  {
    what: "a frame of the browser is torn",
    reconnects: true,
    async happen(proxy, person) {
      const torn = proxy.link.tear("up");
      await person.beat();
      await torn;
    },
  },
  {
    what: "answers are late",
    reconnects: false,
    async happen(proxy, person) {
      const { link } = proxy;
      link.hold("down");
      const came = link.frames("down");
      await person.beat();
      await proxy.until(() => link.frames("down") > came);
      link.release();
    },
  },
  {
    what: "the connection is half open, and its frames come late, after those of the next one",
    reconnects: true,
    async happen(proxy, person) {
      const { link, links } = proxy;
      const { length } = links;
      link.hold("up", "down");
      await person.beat();
      const isBack = proxy.until(() => links.length > length);
      await person.page.clock.fastForward(GIVEN_UP_MS);
      await person.page.clock.fastForward(GIVEN_UP_MS);
      await isBack;
      await person.understood();
      link.release();
    },
  },
  {
    what: "connections are refused",
    reconnects: true,
    async happen(proxy, person) {
      const { refusals, links } = proxy;
      const { length } = links;
      proxy.goDown();
      await person.beat();
      await proxy.until(() => proxy.refusals > refusals + 1);
      proxy.isDown = false;
      await proxy.until(() => links.length > length);
    },
  },
];

for (const { what, reconnects, happen } of FAULTS)
  test(`[C17] ${what}: no key is lost, focus, selection and scroll stay, the page is what the server says`, async () => {
    await using proxy = await FaultProxy.before(app.url, SEED);
    const page = await newPage();
    const person = await Person.at(page, proxy.url);
    let beats = 1;
    for (const activity of ACTIVITIES) {
      const [links, snaps] = [proxy.links.length, person.snaps];
      await activity.begin(person);
      await happen(proxy, person);
      beats++;
      await person.finish(activity, () => person.understood());
      expect(proxy.links.length > links, activity.name).toBe(reconnects);
      expect(person.snaps - snaps, activity.name).toBeLessThanOrEqual(1);
    }
    await page.fill("#note", "");
    await expectShown(app.server, page, await app.compiled());
    expect(await page.textContent("#count")).toBe(String(beats));
    expect(await page.textContent("#edits")).toBe(String((await person.holds()).edits));
    await page.close();
  });
