/**
 * @module Fields in the page's URL: read at the mount and at the URL's own address, written after a turn. One session in Node.
 */
import { expect, test } from "vitest";
import { URL_ADDRESS } from "../../src/protocol/key.ts";
import { decorate, event } from "../../src/view/decorators.ts";
import { LiveView } from "../../src/view/live-view.ts";
import { choice, number, text } from "../../src/view/schema.ts";
import { url } from "../../src/view/url.ts";
import { path, print, type Program, type Tab, World } from "../support/session-world.ts";

class Library extends LiveView {
  static readonly template = "page.html";
  q = "";
  page = 1;
  show = "all";
  tags: readonly string[] = [];
  isWide = false;
  at = "";
  search(q: string): void {
    this.q = q;
    this.page = 1;
  }
  next(): void {
    this.page++;
  }
  where(): void {
    this.at = this.live.url.search;
  }
  static {
    decorate(this, {
      q: [url(text(5))],
      page: [url(number(1, 9), { history: "push" })],
      show: [url(choice("all", "open"))],
      tags: [url()],
      isWide: [url()],
      search: [event(text(99))],
      next: [event()],
      where: [event()],
    });
  }
}

const SOURCE = [
  '<input value="{{ q }}" do-input="search($value)"><button do-click="next">{{ page }}</button>',
  '<b do-click="where">{{ show }}</b><i>{% for tag in tags %}{{ tag }},{% endfor %}{{ isWide }}</i>{{ at }}',
].join("");
const PROGRAM: Program = { view: Library, source: SOURCE };
// Slots: 0 value, 1 input, 2 next, 3 page, 4 where.
const [INPUT, NEXT, WHERE] = [path(1), path(2), path(4)];

async function visit(query: string): Promise<[World, Tab, html: string]> {
  const world = await World.of(PROGRAM);
  world.url = `/page${query}`;
  const result = await world.get();
  const html = result.kind === "page" ? result.html : "";
  return [world, await world.connected(), html.replaceAll(/<[^>]*>/g, "|")];
}

const goes = (messages: Parameters<typeof print>[0]): string[] =>
  print(messages).filter((line) => line.startsWith("go"));

test.each([
  ["nothing", "", "||1||all||false|"],
  ["what fits", "?q=sea&page=3&show=open&tags=a&tags=b&isWide=true", "||3||open||a,b,true|"],
  ["what does not fit its schema", "?q=toolong&page=12&show=done", "||1||all||false|"],
  ["what is of another kind", "?page=x&isWide=maybe", "||1||all||false|"],
  ["what nobody asked for", "?constructor=1&live=2&other=3", "||1||all||false|"],
])("[U1] a mount reads %s", async (_, query, shown) => {
  const [, , html] = await visit(query);
  expect(html.replaceAll("\n", "")).toBe(shown);
});

test("[U2] a query sent to the URL's address sets the fields, those that it does not name to their initial values", async () => {
  const [world, tab] = await visit("?page=3&q=sea");
  const answer = await tab.click(URL_ADDRESS, "?show=open");
  expect(print(answer)).toEqual(["ack last=1 rejections=[]", "patch seq=1 ops"]);
  expect(world.state).toContain('"open"');
  const { record } = world.ports.storage.stored ?? { record: null };
  expect(record?.url).toBe("https://example.org/page?show=open");
  world.hibernate();
  await tab.click(WHERE);
  expect(world.state).toContain('"?show=open"');
});

test("[U2] a query that no schema takes leaves initial values, and the URL is put right", async () => {
  const [world, tab] = await visit("");
  expect(goes(await tab.click(URL_ADDRESS, "?show=done&other=1"))).toEqual([
    'go kind=1 url="/page?other=1"',
  ]);
  expect(world.state).toContain('"all"');
});

test("[U2] what is no query is refused", async () => {
  const [, tab] = await visit("");
  expect(print(await tab.click(URL_ADDRESS, 7))[0]).toContain("event.invalid");
  expect(print(await tab.click(URL_ADDRESS))[0]).toContain("event.invalid");
  expect(print(await tab.click(URL_ADDRESS, `?q=${"x".repeat(3000)}`))[0]).toContain(
    "event.invalid",
  );
});

test("[U3] a turn that changes fields tells the browser its URL, before the patch", async () => {
  const [, tab] = await visit("?other=1");
  expect(print(await tab.click(INPUT, "sea"))).toEqual([
    "ack last=1 rejections=[]",
    'go kind=1 url="/page?other=1&q=sea"',
    "patch seq=1 ops",
  ]);
  expect(goes(await tab.click(NEXT))).toEqual(['go kind=0 url="/page?other=1&q=sea&page=2"']);
  expect(goes(await tab.click(INPUT, ""))).toEqual(['go kind=0 url="/page?other=1"']);
  expect(goes(await tab.click(INPUT, ""))).toEqual([]);
});

test("[U3] a URL that would be too long stays as it is", async () => {
  const [world, tab] = await visit("");
  world.url = "/page";
  class Long extends Library {}
  decorate(Long, { q: [url()], search: [event(text(9999))] });
  await world.deploy({ view: Long, source: SOURCE });
  expect(goes(await tab.click(INPUT, "x".repeat(3000)))).toEqual([]);
});

test("[U4] a page that missed the answer is told its URL with the reconnect", async () => {
  const [world, tab] = await visit("");
  const seen = tab.seq;
  await tab.click(NEXT);
  tab.seq = seen;
  expect(goes(await tab.connect())).toEqual(['go kind=1 url="/page?page=2"']);
  world.crash();
  expect(goes(await tab.connect([tab.event(URL_ADDRESS, "?page=4")]))).toEqual([
    'go kind=1 url="/page?page=4"',
  ]);
  expect(goes(await tab.connect())).toEqual([]);
});

test("[U5] querystring says what the fields say, at the mount and after a turn that changed them", async () => {
  const source = `<a do-patch href="{% querystring show=None page=page|add:1 %}">next</a>${SOURCE}`;
  const world = await World.of({ view: Library, source });
  world.url = "/page?page=2&show=open&tags=a&tags=b&other=1";
  const result = await world.get();
  expect(result.kind === "page" && result.html).toContain('href="?page=3&amp;tags=a&amp;tags=b"');
  const tab = await world.connected();
  await tab.click(path(3), "sea");
  const frame = Buffer.from(world.ports.storage.stored?.record.frame ?? []).toString();
  expect(frame).toContain("?q=sea&tags=a&tags=b&page=2");
  expect(world.state).not.toContain("?");
});
