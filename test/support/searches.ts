/**
 * @module A view that searches by a task, as slowly as a test wants: every run waits in `searches` until its test resolves it.
 */
import type { Path } from "../../src/protocol/key.ts";
import { debounce, event } from "../../src/view/decorators.ts";
import { LiveView } from "../../src/view/live-view.ts";
import { text } from "../../src/view/schema.ts";
import { task, type Work } from "../../src/view/task.ts";
import { path, type Program, type Tab, World } from "./session-world.ts";

/** A search that somebody has begun. */
export interface Search extends Pick<Work, "signal" | "id"> {
  readonly term: string;
  readonly env: unknown;
  readonly found: PromiseWithResolvers<unknown>;
}

/** Of all sessions, in order; a test begins with none. */
export const searches: Search[] = [];

async function find({ env, signal, id }: Work, term: string): Promise<string[]> {
  const found = Promise.withResolvers<unknown>();
  searches.push({ env, signal, id, term, found });
  return (await found.promise) as string[];
}

export class Places extends LiveView {
  static readonly template = "page.html";
  term = "";
  hits = task(find);
  @event(text(100)) @debounce(300) search(term: string): void {
    this.term = term;
    this.hits.run(term);
  }
  @event() cancel(): void {
    this.hits.cancel();
  }
  @event() fail(): void {
    this.hits.run("never");
    throw new Error("no");
  }
  @event() twice(): void {
    this.hits.run("first");
    this.hits.run("second");
  }
  @event() large(): void {
    this.hits.run("x".repeat(70_000));
  }
  @event() async wait(): Promise<void> {
    await (this.env as unknown as { wait(): Promise<void> }).wait();
  }
  @event() keep(): void {
    Object.assign(this, { term: [this.hits] });
  }
}

export const SOURCE: string = [
  ...["cancel", "fail", "twice", "large", "keep", "wait"].map(
    (name) => `<button do-click="${name}"></button>`,
  ),
  `<input type="search" value="{{ term }}" do-input="search($value)">`,
  `<ul aria-busy="{{ hits.running|yesno:'true,false' }}">{% for hit in hits.value %}<li>{{ hit }}</li>{% empty %}<li>Nothing</li>{% endfor %}</ul>`,
  `{% if hits.error %}<p>{{ hits.error }}</p>{% endif %}`,
].join("");
const PROGRAM: Program = { view: Places, source: SOURCE };
export const CANCEL: Path = path(0);
export const FAIL: Path = path(1);
export const TWICE: Path = path(2);
export const LARGE: Path = path(3);
export const KEEP: Path = path(4);
export const WAIT: Path = path(5);
export const SEARCH: Path = path(7);

/** Everything that waits for nothing has run. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

export async function begin(isDev = false): Promise<[World, Tab]> {
  const world = await World.of(PROGRAM, isDev);
  return [world, await world.connected()];
}

/** What a page that is sent anew shows. */
export async function shown(tab: Tab): Promise<string> {
  const snap = (await tab.resync()).find((message) => message.type === "snap");
  const html = snap?.type === "snap" ? snap.html : "";
  return html.replace(/<button.*?<\/button>|<input.*?>/g, "").replaceAll(/ do-[a-z]+="[^"]*"/g, "");
}

export const page = (busy: boolean, items: string, error = ""): string =>
  `<ul aria-busy="${busy}">${items}</ul>${error && `<p>${error}</p>`}`;
