/** @module What a snap leaves as it was: what is open, where something is scrolled to, what plays, what is being composed. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { Chromium, type LivePage } from "./client-harness.ts";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.launch();
});
afterAll(() => chromium.close());

const BEFORE = `<details><summary>More</summary>inside</details><div id="box" style="height:50px;overflow:auto"><p style="height:500px">old</p></div><audio muted loop></audio><textarea></textarea>`;
/** Other texts, and something new before each of them. */
const AFTER = `<hr>${BEFORE.replace("inside", "other").replace("<div", "<hr><div").replace("old", "new").replace("<audio", "<hr><audio").replace("<textarea", "<hr><textarea")}`;

/** Four nodes of ours. */
async function show(): Promise<LivePage> {
  const blocks = { 0: { first: 0, shape: [4] } };
  const live = await chromium.show({ html: BEFORE, blocks, skeleton: [] });
  await live.greet();
  return live;
}

async function becomes(live: LivePage): Promise<void> {
  await live.snap(AFTER);
  expect(await live.page.locator("hr").count()).toBe(4);
  expect(await live.page.locator("textarea").count()).toBe(1);
}

test("[C11] a snap leaves details open that the user opened", async () => {
  const live = await show();
  await live.page.click("summary");
  await becomes(live);
  expect(await live.page.evaluate(() => document.querySelector("details")?.open)).toBe(true);
  expect(await live.page.textContent("details")).toBe("Moreother");
});

test("[C11] a snap leaves an element where it was scrolled to", async () => {
  const live = await show();
  const scroll = (): number | undefined => document.querySelector("#box")?.scrollTop;
  await live.page.evaluate(() => document.querySelector("#box")?.scrollTo(0, 120));
  await becomes(live);
  expect(await live.page.evaluate(scroll)).toBe(120);
});

test("[C11] a snap does not stop what plays: it is the same element", async () => {
  const live = await show();
  const plays = await live.page.evaluate(async () => {
    const audio = document.querySelector("audio") as HTMLAudioElement;
    // A stream that never ends needs no file, and no policy forbids it.
    const context = new AudioContext();
    const stream = context.createMediaStreamDestination();
    const source = context.createOscillator();
    source.connect(stream);
    source.start();
    audio.srcObject = stream.stream;
    await audio.play();
    Object.assign(globalThis, { audio });
    return !audio.paused;
  });
  expect(plays).toBe(true);
  await becomes(live);
  expect(
    await live.page.evaluate(() => {
      const audio = document.querySelector("audio");
      return audio === Reflect.get(globalThis, "audio") && audio?.paused === false;
    }),
  ).toBe(true);
});

test("[C11] a snap does not end a composition", async () => {
  const live = await show();
  await live.page.focus("textarea");
  const cdp = await live.page.context().newCDPSession(live.page);
  const compose = (text: string): Promise<unknown> =>
    cdp.send("Input.imeSetComposition", { text, selectionStart: 1, selectionEnd: 1 });
  await live.page.evaluate(() => {
    const ends: string[] = [];
    Object.assign(globalThis, { ends });
    document.addEventListener("compositionend", ({ data }) => ends.push(data));
  });
  await compose("に");
  await becomes(live);
  await compose("にほ");
  expect(await live.page.evaluate(() => Reflect.get(globalThis, "ends"))).toEqual([]);
  await cdp.send("Input.insertText", { text: "日" });
  expect(await live.page.inputValue("textarea")).toBe("日");
  expect(await live.page.evaluate(() => Reflect.get(globalThis, "ends"))).toEqual(["日"]);
});
