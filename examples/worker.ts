/**
 * @module The gallery: one Worker with every example, each in a folder of its own.
 */
import { dormouse } from "dormouse-live";
import { Hono } from "hono";
import { html } from "hono/html";
import { templates } from "../.dormouse/templates.js";
import { Counter } from "./counter/counter.ts";

const EXAMPLES = [["/counter", "Counter", "state, events, a list of what happened"]] as const;

const live = dormouse({ views: { Counter }, templates });
const app = new Hono();

app.route("/_do", live.routes);
app.get("/counter", live.view(Counter));
app.get("/", (c) =>
  c.html(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>Dormouse: examples</title>
          <link rel="icon" href="/favicon.svg" />
          <link rel="stylesheet" href="/gallery.css" />
        </head>
        <body>
          <header><a href="/">Dormouse</a></header>
          <main>
            <section class="card">
              <h1>Examples</h1>
              <ul class="examples">
                ${EXAMPLES.map(([path, name, what]) => html`<li><a href="${path}">${name}</a> ${what}</li>`)}
              </ul>
            </section>
          </main>
        </body>
      </html>`,
  ),
);

/** One per page: Cloudflare finds the class by its name. */
export class LiveSession extends live.LiveSession {}

export default app;
