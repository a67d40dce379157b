/**
 * @module Code, templates and the version of the state change, and change back, while people use pages: each of them is in the
 * middle of something else.
 */
import { beforeEach, expect, test } from "vitest";
import { type Edition, FIRST, sourcesOf } from "./desk.ts";
import { deskApp } from "./desk-app.ts";
import { expectShown, settled } from "./frame.ts";
import { expectText } from "./harness.ts";
import { ACTIVITIES, type Activity, Person } from "./person.ts";

/** The server starts anew in it, and many pages are open. */
const MINUTES_MS = 120_000;

const { app, newPage } = deskApp();
beforeEach(() => app.deploy(sourcesOf(FIRST)));

/** Somebody with something to do. */
interface Busy {
  readonly person: Person;
  readonly activity: Activity;
}

/** Everybody. */
class Office implements AsyncDisposable {
  readonly #busy: readonly Busy[];

  private constructor(busy: readonly Busy[]) {
    this.#busy = busy;
  }

  /** Opens a page for every activity, and begins it. */
  static async open(): Promise<Office> {
    const busy = await Promise.all(
      ACTIVITIES.map(async (activity) => {
        const person = await Person.at(await newPage(), app.url);
        return { person, activity };
      }),
    );
    for (const { person, activity } of busy) await activity.begin(person);
    return new Office(busy);
  }

  /** What somebody does, or finds, one after the other. */
  async each(act: (busy: Busy) => Promise<unknown>): Promise<void> {
    for (const busy of this.#busy) await act(busy);
  }

  /** How many whole pages everybody got. */
  snaps(): Record<string, number> {
    return Object.fromEntries(
      this.#busy.map(({ person, activity }) => [activity.name, person.snaps]),
    );
  }

  /** Everybody goes on: no key was lost, nothing of theirs has changed, the page is what the server says. */
  async finish(): Promise<void> {
    const compiled = await app.compiled();
    await this.each(async ({ person, activity }) => {
      await person.finish(activity, () => person.understood());
      const { edits } = await person.holds();
      await person.page.fill("#note", "");
      await expectShown(app.server, person.page, compiled);
      expect(await person.page.textContent("#edits"), activity.name).toBe(String(edits));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#busy.map(({ person }) => person.page.close()));
  }
}

const deploy = (edition: Edition): Promise<void> => app.deploy(sourcesOf(edition));

/** The same for everybody. */
const everybody = (snaps: number): Record<string, number> =>
  Object.fromEntries(ACTIVITIES.map(({ name }) => [name, snaps]));

test(
  "[C17] handlers change under people's hands: no key is lost, and no HTML is sent",
  async () => {
    await using office = await Office.open();
    await deploy({ ...FIRST, by: 10 });
    await office.finish();
    await office.each(async ({ person }) => {
      await person.beat();
      await expectText(person.page, "#count", "11");
    });
    expect(office.snaps()).toEqual(everybody(0));
  },
  MINUTES_MS,
);

test(
  "[C17] templates change under people's hands, and change back: no key is lost, the page is sent once each time",
  async () => {
    await using office = await Office.open();
    await deploy({ ...FIRST, label: "second" });
    await office.each(({ person }) => expectText(person.page, "h1", "second"));
    expect(office.snaps()).toEqual(everybody(1));
    await deploy(FIRST);
    await office.each(({ person }) => expectText(person.page, "h1", "first"));
    await office.finish();
    expect(office.snaps()).toEqual(everybody(2));
  },
  MINUTES_MS,
);

test(
  "[T7] the state gets a new version under people's hands: it is migrated, no key is lost",
  async () => {
    await using office = await Office.open();
    await deploy({ ...FIRST, version: 2 });
    await office.finish();
    await office.each(async ({ person }) => {
      await person.beat();
      await expectText(person.page, "#migrated", "1 to 2");
    });
    for (const snaps of Object.values(office.snaps())) expect(snaps).toBeLessThanOrEqual(1);
  },
  MINUTES_MS,
);

test(
  "[T20] a rollback under people's hands sets the state aside: what stands in the field that they are in stays",
  async () => {
    await deploy({ ...FIRST, version: 2 });
    await using office = await Office.open();
    await deploy(FIRST);
    await office.each(({ person }) => expectText(person.page, "#count", "0"));
    await office.each(({ person, activity }) =>
      person.finish(activity, () => settled(person.page)),
    );
    for (const snaps of Object.values(office.snaps())) expect(snaps).toBeLessThanOrEqual(1);
  },
  MINUTES_MS,
);
