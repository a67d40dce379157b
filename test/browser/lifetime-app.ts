/**
 * @module Views that differ in what their session survives, and tell who came, who left, and how often they were mounted.
 */
import type { Sources } from "./deployed-app.ts";

const WORKER = `
import { dormouse, event, LiveView } from "dormouse-live";
import { Hono } from "hono";
import { templates } from "./built/templates.js";

let mounts = 0;

class Life extends LiveView {
  static readonly template = "page.html";
  static readonly resume: "refresh" | "reconnect" | "never" = "refresh";
  mounted = 0;
  count = 0;
  comings = "";
  mount(): void { this.mounted = ++mounts; }
  onConnect(): void { this.comings += "+"; }
  onDisconnect(): void { this.comings += "-"; }
  @event() increment(): void { this.count++; }
}
class Reconnect extends Life { static override readonly resume = "reconnect"; }
class Never extends Life { static override readonly resume = "never"; }

const live = dormouse({
  views: { Life, Reconnect, Never },
  templates,
  identify: (c) => c.req.header("cookie")?.includes("who=ada") ? { id: "ada" } : null,
});
const app = new Hono();
app.route("/_do", live.routes);
app.get("/refresh", live.view(Life));
app.get("/reconnect", live.view(Reconnect));
app.get("/never", live.view(Never));
app.get("/elsewhere", (c) => c.html("<title>elsewhere</title><h1>elsewhere</h1>"));
export class LiveSession extends live.LiveSession {}
export default app;
`;

const TEMPLATE = `<!doctype html>
<html lang="en"><head><title>Life</title></head><body>
<button id="increment" do-click="increment">+</button>
<output id="count">{{ count }}</output><output id="comings">{{ comings }}</output><output id="mounted">{{ mounted }}</output>
</body></html>`;

/** The app. */
export const LIFE: Sources = { worker: WORKER, template: TEMPLATE };
