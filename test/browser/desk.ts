/**
 * @module A page with everything that a person can be in the middle of: a field that tells the server each key, one that tells
 * nothing, a slider, text to select, and so many rows that one has to scroll.
 */
import type { Sources } from "./deployed-app.ts";

/** What may change with a deploy. */
export interface Edition {
  /** What a click adds: handlers. */
  readonly by: number;
  /** The heading: templates. */
  readonly label: string;
  /** Of the state. */
  readonly version: number;
}

/** The first edition. */
export const FIRST: Edition = { by: 1, label: "first", version: 1 };

const worker = ({ by, version }: Edition): string => `
import { dormouse, event, LiveView, number, text } from "dormouse-live";
import { Hono } from "hono";
import { templates } from "./built/templates.js";

class Desk extends LiveView {
  static readonly template = "page.html";
  static readonly version = ${version};
  static migrate(state: object, from: number): object {
    return { ...state, migrated: \`\${from} to ${version}\` };
  }
  title = "";
  edits = 0;
  level = 10;
  count = 0;
  migrated = "";
  rows = Array.from({ length: 100 }, (_, id) => ({ id }));
  @event() increment(): void { this.count += ${by}; }
  @event(text()) write(title: string): void { this.title = title; this.edits++; }
  @event(number(0, 100)) turn(level: number): void { this.level = level; this.edits++; }
}

const live = dormouse({ views: { Desk }, templates });
const app = new Hono();
app.route("/_do", live.routes);
app.get("/", live.view(Desk));
app.get("/elsewhere", (c) => c.html("<h1>elsewhere</h1>"));
export class LiveSession extends live.LiveSession {}
export default app;
`;

const template = (label: string): string => `<!doctype html>
<html lang="en"><head><title>Desk</title></head><body>
<h1>${label}</h1>
<p id="prose">Whoever reads this with the mouse pressed has it selected, whatever the network does meanwhile.</p>
<form><input id="title" do-input="write($value)" value="{{ title }}"><textarea id="note"></textarea></form>
<p><input id="level" type="range" min="0" max="100" value="{{ level }}" do-input="turn($value)"></p>
<details id="more"><summary>More</summary><p>{{ count }}</p></details>
<button id="increment" do-click="increment">+</button>
<output id="count">{{ count }}</output><output id="written">{{ title }}</output><output id="edits">{{ edits }}</output>
<output id="turned">{{ level }}</output><output id="migrated">{{ migrated }}</output>
{% for row in rows %}<p>row {{ row.id }} of {{ count }}</p>{% endfor %}
</body></html>`;

/** An edition's files. */
export function sourcesOf(edition: Edition): Sources {
  return { worker: worker(edition), template: template(edition.label) };
}
