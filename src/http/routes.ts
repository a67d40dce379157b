/**
 * @module The routes below `/_do`: the handshake, and the client's two scripts under URLs that hold their hashes, beside each other.
 */
import { Hono } from "hono";
import type { HttpApp } from "./app-config.ts";
import { clientScript, extraScript } from "./client-script.generated.ts";
import { answerConnect } from "./connect.ts";

/** For `app.route("/_do", …)`. */
export function routesOf(app: HttpApp): Hono {
  const routes = new Hono();
  routes.get("/connect", async (c) => answerConnect(app, c));
  for (const { name, script } of [clientScript, extraScript])
    routes.get(`/${name}`, (c) =>
      c.body(script, 200, {
        "content-type": "text/javascript; charset=utf-8",
        "cache-control": "public, max-age=31536000, immutable",
        "x-content-type-options": "nosniff",
      }),
    );
  return routes;
}
