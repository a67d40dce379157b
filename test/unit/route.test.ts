/**
 * @module Parameters of a route: `/board/:id` and `@url() id`. A router, the Worker's handler and a session, in Node.
 */
import { Hono } from "hono";
import { expect, test } from "vitest";
import type { HttpApp } from "../../src/http/app-config.ts";
import { answerView } from "../../src/http/view-handler.ts";
import { URL_ADDRESS } from "../../src/protocol/key.ts";
import type { OpenRequest } from "../../src/rpc/open.ts";
import { decorate, event } from "../../src/view/decorators.ts";
import { LiveView } from "../../src/view/live-view.ts";
import { registerViews } from "../../src/view/registry.ts";
import { addressOf, placesOf } from "../../src/view/route.ts";
import { number, text } from "../../src/view/schema.ts";
import { url } from "../../src/view/url.ts";
import { compilePage } from "../oracle/core.ts";
import { path, print, type Program, World } from "../support/session-world.ts";

class Board extends LiveView {
  static readonly template = "page.html";
  id = 0;
  tab = "all";
  where = "";
  next(): void {
    this.id++;
  }
  look(): void {
    this.where = this.live.url.href;
  }
  static {
    decorate(this, {
      id: [url(number(1, 9), { history: "push" })],
      tab: [url(text(5))],
      next: [event()],
      look: [event()],
    });
  }
}

const SOURCE = `<b do-click="next">{{ id }}</b><i do-click="look">{{ tab }}</i><u>{{ where }}</u>`;
const PROGRAM: Program = { view: Board, source: SOURCE };
const [NEXT, LOOK] = [path(0), path(2)];
const ROUTE = "/board/:id";
const ORIGIN = "https://example.org";

/** A session that is asked for as `asked`. */
async function visit(asked: string): Promise<World> {
  const world = await World.of(PROGRAM);
  const { pathname, search, hash } = addressOf(new URL(asked, ORIGIN), ROUTE);
  world.url = pathname + search + hash;
  return world;
}

const goes = (messages: Parameters<typeof print>[0]): string[] =>
  print(messages).filter((line) => line.startsWith("go"));

/** A Worker that serves the board at `route`, and asks `world` for pages. */
async function worker(world: World, route: string): Promise<Hono> {
  const template = await compilePage({ "page.html": SOURCE });
  const views = registerViews({ Page: Board }, { "page.html": template });
  const config: HttpApp = {
    views,
    identify: () => null,
    scripts: [],
    log: ({ code }) => logged.push(code),
    now: () => 0,
  };
  const app = new Hono();
  const view = views.get("Page");
  if (view === undefined) throw new Error("there is no view");
  app.get(route, (c) => answerView(config, c, view));
  return app;
}

const logged: string[] = [];

async function get(route: string, asked: string): Promise<Response> {
  const world = await World.of(PROGRAM);
  const app = await worker(world, route);
  const open = (request: OpenRequest): unknown => world.session.open(request);
  const LiveSession = {
    newUniqueId: () => ({ toString: () => "0".repeat(64) }),
    get: () => ({ open }),
  };
  const context = {
    exports: { LiveSession },
    waitUntil: () => undefined,
    passThroughOnException: () => undefined,
    props: {},
  };
  return app.fetch(
    new Request(ORIGIN + asked),
    { DORMOUSE_SECRET: "only the tests know" },
    context,
  );
}

test.each([
  ["/board/:id", "/board/7?id=3", ["id"], 7],
  ["/board/:id{[0-9]+}/edit", "/board/4/edit", ["id"], 4],
  ["/:id?", "/5", ["id"], 5],
])("[U5] the route %s takes its parameter from %s", async (route, asked, names, id) => {
  expect([...placesOf(addressOf(new URL(asked, ORIGIN), route)).keys()]).toEqual(names);
  const response = await get(route, asked);
  expect(response.status).toBe(200);
  expect(await response.text()).toContain(`<b>${id}</b>`);
});

test.each([["/board/12"], ["/board/x"], ["/board/%"]])(
  "[U5] a path that does not fit, %s, is answered with 404",
  async (asked) => {
    expect((await get(ROUTE, asked)).status).toBe(404);
  },
);

test("[U6] a route with a parameter that is no @url field is view.no-url-field", async () => {
  const response = await get("/board/:name", "/board/7");
  expect(response.status).toBe(500);
  expect(await response.text()).toContain("view.no-url-field");
  expect(logged).toContain("view.no-url-field");
});

test("[U7] going somewhere within the view keeps the path, whatever the query names", async () => {
  const world = await visit("/board/7");
  const tab = await world.connected();
  expect(goes(await tab.click(URL_ADDRESS, "?tab=mine&id=3"))).toEqual([]);
  expect(world.state).toContain('"mine"');
  await tab.click(LOOK);
  expect(world.state).toContain(`"${ORIGIN}/board/7?tab=mine&id=3"`);
});

test("[U7] a turn that changes the field changes the path, also after sleep", async () => {
  const world = await visit("/board/7?tab=mine");
  const tab = await world.connected();
  expect(goes(await tab.click(NEXT))).toEqual(['go kind=0 url="/board/8?tab=mine"']);
  world.hibernate();
  expect(goes(await tab.click(NEXT))).toEqual(['go kind=0 url="/board/9?tab=mine"']);
  expect(goes(await tab.click(URL_ADDRESS, "?tab=open"))).toEqual([]);
  expect(world.ports.storage.stored?.record.url).toBe(`${ORIGIN}/board/9?tab=open#/board/:id`);
});

test("[U7] a session that was evicted before its socket mounts with its path again", async () => {
  const world = await visit("/board/7");
  const tab = await world.open();
  world.hibernate();
  await tab.connect();
  await tab.click(NEXT);
  expect(goes(await tab.click(NEXT))).toEqual(['go kind=0 url="/board/9"']);
});

test("[U7] a text that no segment can be leaves the path as it is", async () => {
  class Named extends Board {
    name = "a b";
    call(name: string): void {
      this.name = name;
    }
  }
  decorate(Named, { name: [url()], call: [event(text(9))] });
  const source = `<input value="{{ name }}" do-input="call($value)">`;
  const world = await World.of({ view: Named, source });
  world.url = `/named/a%20b#/named/:name`;
  const tab = await world.connected();
  expect(goes(await tab.click(path(1), "c/d?e"))).toEqual(['go kind=1 url="/named/c%2Fd%3Fe"']);
  expect(goes(await tab.click(path(1), ".."))).toEqual([]);
  expect(goes(await tab.click(path(1), ""))).toEqual([]);
});

test("[U8] querystring leaves out what is in the path", async () => {
  const source = `<a href="{% querystring sort='name' %}">x</a>`;
  const world = await World.of({ view: Board, source });
  const { pathname, search, hash } = addressOf(new URL("/board/7?tab=mine", ORIGIN), ROUTE);
  world.url = pathname + search + hash;
  const result = await world.get();
  expect(result.kind === "page" && result.html).toContain('href="?tab=mine&amp;sort=name"');
});
