/** @module Every op, on hand-written shapes, in Chromium: what is shown after it, and that a bad one changes nothing. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Writer } from "../../src/protocol/bytes.ts";
import { Chromium, head, type LivePage } from "./client-harness.ts";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.launch();
});
afterAll(() => chromium.close());

/** A page of one paragraph with a text. */
async function paragraph(text: string): Promise<LivePage> {
  const live = await chromium.show({
    html: `<p>${text}</p>`,
    blocks: { 0: { first: 0, shape: ["(", "p", "x", ")"] } },
    skeleton: [],
  });
  await live.greet();
  return live;
}

test("text is set", async () => {
  const live = await paragraph("one");
  await live.patch((w) => (w.varint(head(0, 0, true)), w.text("<b>&amp;")));
  expect(await live.html()).toBe("<p>&lt;b&gt;&amp;amp;</p>");
});

test("text is spliced by UTF-16 units", async () => {
  const live = await paragraph("a😀b tail");
  await live.patch((w) => (w.varint(head(0, 1, true)), w.varint(3), w.varint(1), w.text("é😀")));
  expect(await live.html()).toBe("<p>a😀é😀 tail</p>");
});

test("text is appended", async () => {
  const live = await paragraph("one");
  await live.patch((w) => (w.varint(head(0, 2, true)), w.text(" two")));
  expect(await live.html()).toBe("<p>one two</p>");
});

test("an empty text hole has a node", async () => {
  const live = await paragraph("");
  await live.patch((w) => (w.varint(head(0, 0, true)), w.text("now")));
  expect(await live.html()).toBe("<p>now</p>");
});

test("attributes are set, spliced and removed", async () => {
  const live = await chromium.show({
    html: `<p title="one" class="a b"></p>`,
    blocks: { 0: { first: 0, shape: ["(", "p", "a", "title", "a", "class", "a", "lang", ")"] } },
    skeleton: [],
  });
  await live.greet();
  await live.patch((w) => {
    w.varint(head(0, 3, false));
    w.varint(head(1, 1, false));
    w.varint(2);
    w.varint(1);
    w.text("cc");
    w.varint(head(2, 0, true));
    w.text("de");
  });
  expect(await live.html()).toBe(`<p class="a cc" lang="de"></p>`);
});

test("[C4] dangerous attributes are refused", async () => {
  const live = await chromium.show({
    html: `<a></a><iframe></iframe>`,
    blocks: {
      0: {
        first: 0,
        shape: ["(", "a", "a", "href", "a", "onclick", ")", "(", "iframe", "a", "srcdoc", ")"],
      },
    },
    skeleton: [],
  });
  await live.greet();
  await live.patch((w) => {
    w.varint(head(0, 0, false));
    w.text(" java\tscript:alert(1)");
    w.varint(head(1, 0, false));
    w.text("alert(1)");
    w.varint(head(2, 0, true));
    w.text("<script>alert(1)</script>");
  });
  expect(await live.html()).toBe(`<a href="#blocked"></a><iframe></iframe>`);
});

/** A page with a branch of two arms between two texts. */
async function branch(html: string, skeleton: (number | string)[]): Promise<LivePage> {
  const live = await chromium.show({
    html,
    blocks: {
      0: { first: 0, shape: ["(", "div", "t", 1, "b", [1, 2], "t", 1, ")"] },
      1: { first: 1, shape: ["(", "b", "x", ")"], html: "<b></b>" },
      2: { first: 2, shape: ["y", "b", [1]], html: "" },
    },
    skeleton,
  });
  await live.greet();
  return live;
}

test("a branch appears between texts of one node", async () => {
  const live = await branch("<div>[]</div>", [0]);
  await live.patch((w) => (w.varint(head(0, 1, true)), w.varint(0), w.text("yes")));
  expect(await live.html()).toBe("<div>[<b>yes</b>]</div>");
});

test("a branch is entered, switched and emptied", async () => {
  const live = await branch("<div>[<b>yes</b>]</div>", [1]);
  await live.patch((w) => (w.varint(head(0, 2, true)), w.varint(head(0, 2, true)), w.text("!")));
  expect(await live.html()).toBe("<div>[<b>yes!</b>]</div>");
  await live.patch(
    (w) => (w.varint(head(0, 1, true)), w.varint(1), w.text("text"), w.varint(1), w.text("in")),
  );
  expect(await live.html()).toBe("<div>[text<b>in</b>]</div>");
  await live.patch((w) => w.varint(head(0, 0, true)));
  expect(await live.html()).toBe("<div>[]</div>");
});

test("an arm that is all text is split off by the skeleton", async () => {
  const live = await branch("<div>[text<b>in</b>]</div>", [2, 4, 1]);
  await live.patch(
    (w) => (w.varint(head(0, 2, true)), w.varint(head(0, 0, true)), w.text("other")),
  );
  expect(await live.html()).toBe("<div>[other<b>in</b>]</div>");
});

test("markup is replaced", async () => {
  const live = await chromium.show({
    html: "<div>a<i>1</i>bc</div>",
    blocks: { 0: { first: 0, shape: ["(", "div", "t", 1, "h", "t", 1, ")"] } },
    skeleton: [2, 1],
  });
  await live.greet();
  await live.patch((w) => (w.varint(head(0, 0, true)), w.text("<u>2</u>x<u>3</u>")));
  expect(await live.html()).toBe("<div>a<u>2</u>x<u>3</u>c</div>");
});

test("new blocks of SVG are SVG", async () => {
  const live = await chromium.show({
    html: "<svg></svg>",
    blocks: { 0: { first: 0, shape: ["(", "svg", "b", [1], ")"] } },
    skeleton: [0],
  });
  await live.greet();
  const definition = JSON.stringify({
    first: 1,
    shape: ["(", "linearGradient", "a", "id", ")"],
    html: "<linearGradient></linearGradient>",
    ns: "svg",
  });
  await live.patch(
    (w) => (
      w.varint(head(0, 1, true)),
      w.varint(0),
      w.varint(2),
      w.raw(new TextEncoder().encode("g"))
    ),
    { type: "blocks", blocks: [[1, definition]] },
  );
  expect(await live.html()).toBe(`<svg><linearGradient id="g"></linearGradient></svg>`);
  expect(await live.page.evaluate(() => document.querySelector("#g")?.namespaceURI)).toBe(
    "http://www.w3.org/2000/svg",
  );
});

test("[C3] a patch that goes wrong shows nothing of itself and asks for a snap once", async () => {
  const live = await chromium.show({
    html: "<p>one</p><p>two</p>",
    blocks: { 0: { first: 0, shape: ["(", "p", "x", ")", "(", "p", "x", ")"] } },
    skeleton: [],
  });
  await live.greet();
  const bad = (w: Writer): void => {
    w.varint(head(0, 0, false));
    w.text("changed");
    w.varint(head(1, 1, true));
    w.varint(2);
    w.varint(9);
    w.text("");
  };
  await live.patch(bad);
  await live.patch(bad);
  expect(await live.html()).toBe("<p>one</p><p>two</p>");
  expect(await live.sent()).toEqual([{ type: "resync", why: 3 }]);
});

test("a text node that was replaced asks for a snap, which brings it back", async () => {
  const live = await paragraph("one");
  await live.page.evaluate(() =>
    (document.querySelector("p") as Element).replaceChildren(document.createElement("font")),
  );
  await live.patch((w) => (w.varint(head(0, 0, true)), w.text("two")));
  expect(await live.sent()).toEqual([{ type: "resync", why: 2 }]);
  await live.snap("<p>two</p>");
  expect(await live.html()).toBe("<p>two</p>");
  await live.patch((w) => (w.varint(head(0, 2, true)), w.text("!")));
  expect(await live.html()).toBe("<p>two!</p>");
});

test("[C15] a snap leaves what is in a `do-ignore` element to the script that put it there", async () => {
  const html = (n: number): string =>
    `<p>${n}</p><div do-ignore="" class="c${n}"><b>static</b></div>`;
  const live = await chromium.show({
    html: html(1),
    blocks: { 0: { first: 0, shape: ["(", "p", "x", ")", 1] } },
    skeleton: [],
  });
  await live.greet();
  await live.page.evaluate(() => document.querySelector("div")?.replaceChildren("drawn"));
  await live.snap(html(2));
  expect(await live.html()).toBe('<p>2</p><div do-ignore="" class="c2">drawn</div>');
});
