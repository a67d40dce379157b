/** @module The shortest path through the client: hydrate, click, answer, patch. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { Chromium, head } from "./client-harness.ts";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.launch();
});
afterAll(() => chromium.close());

test("a click travels and its patch is shown", async () => {
  const shape = ["(", "button", "e", "click", "", "", "increment", [], "x", ")"];
  const live = await chromium.show({
    html: "<button>1</button>",
    blocks: { 0: { first: 0, shape } },
    skeleton: [],
  });
  await live.greet();
  await live.page.click("button");
  expect(await live.sent()).toEqual([
    { type: "event", id: 1, issued: "current", path: [{ slot: 0, key: null }], data: undefined },
  ]);
  await live.patch(
    (writer) => {
      writer.varint(head(1, 0, true));
      writer.text("2");
    },
    { type: "ack", last: 1, rejections: [] },
  );
  expect(await live.html()).toBe("<button>2</button>");
  expect(await live.lab("diagnostics")).toEqual([]);
});
