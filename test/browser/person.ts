/**
 * @module Somebody who is in the middle of something when the network fails or the server changes: types, composes with an input
 * method, selects with the mouse, drags a slider, scrolls. Each activity has a beginning and an end, and what must be
 * as the person left it, whatever happened between.
 */
import type { CDPSession, Page } from "playwright-core";
import { expect } from "vitest";
import { readServerFrame } from "../../src/protocol/server-messages.ts";
import { Reader } from "../../src/protocol/bytes.ts";
import { expectText } from "./harness.ts";

/** What of a page is its user's. */
interface Hold {
  readonly focus: string;
  readonly caret: readonly (number | null)[];
  readonly selection: string;
  readonly scroll: number;
  readonly title: string;
  readonly note: string;
  readonly level: string;
  readonly isOpen: boolean;
  /** `input` events of the fields that tell the server. */
  readonly edits: number;
}

/** Something that a person does. */
export interface Activity {
  readonly name: string;
  begin(person: Person): Promise<void>;
  end(person: Person): Promise<void>;
}

/** Counts in the page what its fields were told, from the moment that its document is there. */
function countInputs(): void {
  const counted = { edits: 0 };
  Object.assign(globalThis, { counted });
  document.addEventListener(
    "input",
    ({ target }) => {
      if ((target as Element).id !== "note") counted.edits++;
    },
    true,
  );
}

/** Who sits in front of a page of the desk. */
export class Person {
  readonly page: Page;
  readonly cdp: CDPSession;
  /** Whole pages that came over the socket. */
  snaps = 0;

  private constructor(page: Page, cdp: CDPSession) {
    this.page = page;
    this.cdp = cdp;
    page.on("websocket", (socket) =>
      socket.on("framereceived", ({ payload }) => {
        if (typeof payload === "string") return;
        for (const { type } of readServerFrame(new Reader(new Uint8Array(payload))))
          if (type === "snap") this.snaps++;
      }),
    );
  }

  /** Opens the desk, with a clock that a test can put forward. */
  static async at(page: Page, url: URL): Promise<Person> {
    const person = new Person(page, await page.context().newCDPSession(page));
    page.setDefaultTimeout(20_000);
    await page.clock.install();
    await page.addInitScript(countInputs);
    await page.goto(url.href);
    await person.beat();
    await expectText(page, "#count", "1");
    return person;
  }

  /** Something else changes the page. */
  beat(): Promise<void> {
    return this.page.evaluate(() => document.querySelector<HTMLElement>("#increment")?.click());
  }

  type(text: string): Promise<void> {
    return this.page.keyboard.type(text);
  }

  /** What an input method shows before it is sure. */
  async compose(text: string): Promise<void> {
    const { length } = text;
    await this.cdp.send("Input.imeSetComposition", {
      text,
      selectionStart: length,
      selectionEnd: length,
    });
  }

  /** What an input method is sure of. */
  async commit(text: string): Promise<void> {
    await this.cdp.send("Input.insertText", { text });
  }

  /** Moves the mouse to a share of an element's width. */
  async point(selector: string, share: number): Promise<void> {
    const box = await this.page.locator(selector).boundingBox();
    if (!box) throw new Error(`${selector} is not shown`);
    await this.page.mouse.move(box.x + box.width * share, box.y + box.height / 2);
  }

  /** What is the user's at this moment. */
  holds(): Promise<Hold> {
    return this.page.evaluate(() => {
      const field = (id: string): HTMLInputElement =>
        document.querySelector<HTMLInputElement>(`#${id}`) as HTMLInputElement;
      const focused = document.activeElement as HTMLInputElement;
      const isText = ["title", "note"].includes(focused.id);
      return {
        focus: focused.id,
        caret: isText ? [focused.selectionStart, focused.selectionEnd] : [],
        selection: isText ? "" : String(getSelection()),
        scroll: scrollY,
        title: field("title").value,
        note: field("note").value,
        level: field("level").value,
        isOpen: document.querySelector<HTMLDetailsElement>("#more")?.open ?? false,
        edits: (globalThis as unknown as { counted: { edits: number } }).counted.edits,
      };
    });
  }

  /** Waits until the server knows what the fields say. */
  async understood(): Promise<void> {
    await this.page.waitForFunction(() => {
      const says = (id: string): string | null | undefined =>
        document.querySelector(`#${id}`)?.textContent;
      const value = (id: string): string | undefined =>
        document.querySelector<HTMLInputElement>(`#${id}`)?.value;
      return (
        !document.querySelector("[data-do-pending]") &&
        says("written") === value("title") &&
        says("turned") === value("level")
      );
    });
  }

  /**
   * Ends what was begun; then all that is the user's stays as the user left it until `settled`, and after.
   * @param settled when nothing is on its way any more
   */
  async finish(activity: Activity, settled: () => Promise<unknown>): Promise<void> {
    await activity.end(this);
    const left = await this.holds();
    await settled();
    expect(await this.holds(), activity.name).toEqual(left);
  }
}

const end =
  (text: string, at: string): Activity["end"] =>
  async ({ page }) => {
    expect(await page.inputValue(at)).toMatch(new RegExp(`${text}$`));
  };

/** Everything that a person is in the middle of. */
export const ACTIVITIES: readonly Activity[] = [
  {
    name: "types",
    async begin(person) {
      await person.page.focus("#title");
      await person.type("half a sen");
    },
    async end(person) {
      await person.type("tence");
      await end("half a sentence", "#title")(person);
    },
  },
  {
    name: "types what the server is not told, in the middle of a text",
    async begin(person) {
      await person.page.focus("#note");
      await person.type("ths");
      await person.page.keyboard.press("ArrowLeft");
    },
    async end(person) {
      await person.type("i");
      expect(await person.page.inputValue("#note")).toContain("this");
      await person.page.keyboard.press("End");
    },
  },
  {
    name: "selects in a field",
    async begin({ page }) {
      await page.focus("#title");
      await page.keyboard.type("words");
      await page.keyboard.press("Home");
      await page.keyboard.press("Shift+ArrowRight");
    },
    async end({ page }) {
      await page.keyboard.press("Shift+ArrowRight");
      const caret = (): (number | null)[] => {
        const { selectionStart, selectionEnd } = document.querySelector(
          "#title",
        ) as HTMLInputElement;
        return [selectionStart, selectionEnd];
      };
      expect(await page.evaluate(caret)).toEqual([0, 2]);
    },
  },
  {
    name: "composes with an input method",
    async begin(person) {
      await person.page.focus("#title");
      await person.page.keyboard.press("End");
      await person.compose("に");
      await person.compose("にほ");
    },
    async end(person) {
      await person.compose("にほん");
      await person.commit("日本");
      await end("日本", "#title")(person);
    },
  },
  {
    name: "drags a slider",
    async begin(person) {
      await person.point("#level", 0.5);
      await person.page.mouse.down();
      await person.point("#level", 0.7);
    },
    async end(person) {
      await person.point("#level", 0.25);
      await person.page.mouse.up();
      expect(Number(await person.page.inputValue("#level"))).toBeLessThan(40);
    },
  },
  {
    name: "selects with the mouse",
    async begin(person) {
      await person.point("#prose", 0.01);
      await person.page.mouse.down();
      await person.point("#prose", 0.1);
    },
    async end(person) {
      await person.point("#prose", 0.3);
      await person.page.mouse.up();
      expect((await person.holds()).selection).toMatch(/reads this with the mouse/);
    },
  },
  {
    name: "scrolls",
    async begin({ page }) {
      await page.mouse.wheel(0, 300);
      await page.waitForFunction(() => scrollY >= 300);
    },
    async end({ page }) {
      await page.mouse.wheel(0, 200);
      await page.waitForFunction(() => scrollY >= 500);
      await page.evaluate(() => scrollTo(0, 0));
    },
  },
];
