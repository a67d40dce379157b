/** @module The walk over HTML that the server sent: what only the skeleton can tell, nodes of others, and mismatches. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { Chromium, head } from "./client-harness.ts";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.launch();
});
afterAll(() => chromium.close());

test("[C5] two adjacent loops of texts are told apart", async () => {
  const live = await chromium.show({
    html: "<p>abcdef</p>",
    blocks: {
      0: { first: 0, shape: ["(", "p", "l", 1, 0, "l", 2, 0, ")"] },
      1: { first: 2, shape: ["y"], html: "" },
      2: { first: 3, shape: ["y"], html: "" },
    },
    skeleton: [2, 1, 2, 2, 1, 2],
  });
  await live.greet();
  await live.patch((w) => {
    w.varint(head(0, 1, false));
    w.varint(1);
    w.varint(1);
    w.varint(head(0, 0, true));
    w.text("<2>");
    w.varint(head(1, 0, true));
    w.varint(2 << 1);
    w.varint((1 << 2) | 3);
    w.text("new");
    w.varint((2 << 2) | 0);
    w.varint(0);
  });
  expect(await live.page.textContent("p")).toBe("a<2>newdef");
  expect(await live.lab("diagnostics")).toEqual([]);
});

test("[C5] texts longer than the parser's node are one text", async () => {
  const long = "x".repeat(70_000);
  const live = await chromium.show({
    html: `<p>${long}</p><b>1</b>`,
    blocks: { 0: { first: 0, shape: ["(", "p", "x", ")", "(", "b", "x", ")"] } },
    skeleton: [],
  });
  await live.greet();
  await live.patch(
    (w) => (
      w.varint(head(0, 1, false)),
      w.varint(70_000),
      w.varint(0),
      w.text("y"),
      w.varint(head(1, 0, true)),
      w.text("2")
    ),
  );
  expect(await live.page.textContent("p")).toBe(`${long}y`);
  expect(await live.page.textContent("b")).toBe("2");
});

test("[C6] nodes of extensions under html, head and body are skipped", async () => {
  const live = await chromium.show({
    root: "document",
    html: "<!doctype html><html><head><style></style><title>1</title></head><body><grammar-tool></grammar-tool><main><p>2</p></main></body></html>",
    blocks: {
      0: {
        first: 0,
        shape: [
          "<",
          "html",
          "(",
          "html",
          "<",
          "head",
          "(",
          "head",
          "<",
          "title",
          "(",
          "title",
          "x",
          ")",
          ")",
        ].concat([
          "<",
          "body",
          "(",
          "body",
          "<",
          "main",
          "(",
          "main",
          "(",
          "p",
          "x",
          ")",
          ")",
          ")",
          ")",
        ]),
      },
    },
    skeleton: [],
  });
  await live.greet();
  await live.patch(
    (w) => (w.varint(head(0, 0, false)), w.text("one"), w.varint(head(1, 0, true)), w.text("two")),
  );
  expect(await live.page.title()).toBe("one");
  expect(await live.html()).toBe("<grammar-tool></grammar-tool><main><p>two</p></main>");
  await live.snap(
    "<!doctype html><html><head><title>uno</title></head><body><main><p>due</p></main></body></html>",
  );
  expect(await live.html()).toBe("<grammar-tool></grammar-tool><main><p>due</p></main>");
  expect(await live.lab("diagnostics")).toEqual([]);
});

test("[C7] a page that is not what was sent asks for one snap after hello", async () => {
  const live = await chromium.show({
    html: "<div>1</div>",
    blocks: { 0: { first: 0, shape: ["(", "p", "x", ")"] } },
    skeleton: [],
  });
  const [hello, resync] = await live.greet();
  expect([hello?.type, resync]).toEqual(["hello", { type: "resync", why: 1 }]);
  expect(await live.lab("diagnostics")).toEqual([expect.stringContaining("client.hydration")]);
  await live.snap("<p>2</p>");
  await live.patch((w) => (w.varint(head(0, 0, true)), w.text("3")));
  expect(await live.html()).toBe("<p>3</p>");
});

test("known blocks are those with HTML", async () => {
  const blocks = {
    0: { first: 0, shape: ["b", [9]] },
    9: { first: 1, shape: [], html: "" },
    17: { first: 2, shape: [], html: "" },
  };
  const live = await chromium.show({ html: "", blocks, skeleton: [0] });
  const [hello] = await live.greet();
  expect(hello).toMatchObject({ known: new Uint8Array([0, 2, 2]) });
});
