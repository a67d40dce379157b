/**
 * @module The to-do list with users: who one is, a cookie says. Its sessions are the gallery's.
 */
import { exports } from "cloudflare:workers";
import { type Context, Hono } from "hono";
import { getCookie } from "hono/cookie";
import { dormouse } from "dormouse-live";
import { templates } from "../../../.dormouse/templates.js";
import { Todo } from "../../../examples/todo/todo.ts";
import { HeadlessPage } from "../../support/headless-page.ts";

/** What its tokens are signed with. */
export const SECRET = "a secret that only the tests know";
/** Where it is. */
export const ORIGIN = "http://dormouse.test";
const identify = (c: Context): { id: string } => ({ id: getCookie(c, "user") ?? "nobody" });
const live = dormouse({ views: { Todo }, templates, identify });
const app = new Hono().route("/_do", live.routes).get("/todo", live.view(Todo));
const context = {
  exports,
  waitUntil: () => undefined,
  passThroughOnException: () => undefined,
  props: {},
};
/** Asks it. */
export const ask = async (request: Request): Promise<Response> =>
  app.fetch(request, { DORMOUSE_SECRET: SECRET }, context);

/** A page with one item on its list, and one event answered. */
export async function begin(query = ""): Promise<HeadlessPage> {
  const page = await HeadlessPage.open(ask, `/todo${query}`);
  await page.connect();
  await page.click("add", { title: "milk" });
  return page;
}
