/**
 * @module Lists whose items have the same key: an error while one develops, a line in the log once it is deployed.
 */
import { expect, test } from "vitest";
import { decorate, event } from "../../src/view/decorators.ts";
import { LiveView } from "../../src/view/live-view.ts";
import { path, print, type Program, World } from "../support/session-world.ts";

class Words extends LiveView {
  static readonly template = "page.html";
  words: readonly { readonly word: string; readonly id?: number }[] = [];
  repeat(): void {
    this.words = [...this.words, { word: "again", id: 1 }, { word: "again", id: 1 }];
  }
  static {
    decorate(this, { repeat: [event()] });
  }
}

const BUTTON = '<button do-click="repeat">+</button>';
const KEYED: Program = {
  view: Words,
  source: `${BUTTON}{% for w in words %}<i do-key="w.word">{{ w.word }}</i>{% endfor %}`,
};
const OWN: Program = {
  view: Words,
  source: `${BUTTON}{% for w in words %}<i>{{ w.word }}</i>{% endfor %}`,
};
const REPEAT = path(0);

test("[K1] in development the event fails, says which key, and changes nothing", async () => {
  const world = await World.of(KEYED, true);
  const tab = await world.connected();
  const [ack = ""] = print(await tab.click(REPEAT));
  expect(ack).toContain("view.duplicate-key");
  expect(ack).toContain("again");
  expect(world.state).not.toContain("again");
});

test.each([
  ["in production", KEYED, false],
  ["an item's own id", OWN, true],
])("[K1] %s: both are shown, and it is logged once", async (_, program, isDev) => {
  const world = await World.of(program, isDev);
  const tab = await world.connected();
  expect(print(await tab.click(REPEAT))[0]).toBe("ack last=1 rejections=[]");
  await tab.click(REPEAT);
  expect(world.state.match(/again/g)).not.toBeNull();
  const told = world.ports.logged.filter(({ code }) => code === "view.duplicate-key");
  expect(told).toHaveLength(1);
});
