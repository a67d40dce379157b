/**
 * @module The routes below `/_do`: the handshake, and the client's script under a URL that holds its hash.
 */
import { Hono } from "hono";
import type { HttpApp } from "./app-config.ts";
import { clientHash, clientScript } from "./client-script.generated.ts";
import { answerConnect } from "./connect.ts";

/** For `app.route("/_do", …)`. */
export function routesOf(app: HttpApp): Hono {
  const routes = new Hono();
  routes.get("/connect", async (c) => answerConnect(app, c));
  routes.get(`/client.${clientHash}.js`, (c) =>
    c.body(clientScript, 200, {
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable",
      "x-content-type-options": "nosniff",
    }),
  );
  return routes;
}
