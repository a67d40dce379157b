/**
 * @module A page of a template in Chromium: the built core is the server, the shipping client the page, and a test says which
 * state comes next. After each step the page can be compared with a fresh parse of what the server shows.
 */
import type { Engine } from "../../src/engine/engine.ts";
import type { CompiledTemplate } from "../../src/engine/types.ts";
import type { EventMessage } from "../../src/protocol/client-messages.ts";
import type { Path } from "../../src/protocol/key.ts";
import type { Island } from "../../src/protocol/page.ts";
import type { ServerMessage } from "../../src/protocol/server-messages.ts";
import { compilePage, newEngine } from "../oracle/core.ts";
import { documentOf } from "../oracle/script.ts";
import type { Chromium, LivePage } from "./client-harness.ts";

type State = Readonly<Record<string, unknown>>;

const readBody = (html: string): string => html.replace(/^.*<body>|<\/body>.*$/gs, "");

/** The shapes of blocks, as an island has them. */
function definitions(template: CompiledTemplate, blocks: readonly number[]): Island["blocks"] {
  const all = blocks.map((id) => [id, { ...template.blocks[id], html: undefined }]);
  return JSON.parse(JSON.stringify(Object.fromEntries(all))) as Island["blocks"];
}

/** One page and its server. */
export class ServedPage {
  readonly live: LivePage;
  readonly #engine: Engine;
  readonly #template: CompiledTemplate;
  readonly #known = new Set<number>();
  #values: Uint8Array;
  #frame: Uint8Array;

  private constructor(
    live: LivePage,
    served: { engine: Engine; template: CompiledTemplate; values: Uint8Array; frame: Uint8Array },
  ) {
    this.live = live;
    this.#engine = served.engine;
    this.#template = served.template;
    this.#values = served.values;
    this.#frame = served.frame;
  }

  /** Opens `source`, a template of a body, with a first state. */
  static async open(chromium: Chromium, source: string, state: State): Promise<ServedPage> {
    const engine = newEngine();
    const template = await compilePage({ "page.html": source });
    const values = engine.encode(template, state);
    const { frame } = engine.evaluate(template, values, null, null);
    const { html, skeleton, blocks } = engine.render(template, frame);
    const live = await chromium.show({ html, skeleton, blocks: definitions(template, blocks) });
    await live.greet();
    return new ServedPage(live, { engine, template, values, frame });
  }

  /** A push: the page becomes that of `state`. */
  async push(state: State): Promise<void> {
    await this.#advance(state, null);
  }

  /** Answers the page's next event with `state`. @returns what the event contributed */
  async answer(state: State): Promise<unknown> {
    const [event] = (await this.live.sent()).filter(({ type }) => type === "event");
    const { id, path, data } = event as EventMessage;
    await this.#advance(state, path, { type: "ack", last: id, rejections: [] });
    return data;
  }

  /** The whole page of `state`, as after a lost frame. */
  async snap(state: State): Promise<void> {
    this.#values = this.#engine.encode(this.#template, state);
    this.#frame = this.#engine.evaluate(this.#template, this.#values, null, null).frame;
    const { html, skeleton, blocks } = this.#engine.render(this.#template, this.#frame);
    await this.live.snap(html, { skeleton, blocks: definitions(this.#template, blocks) });
  }

  /** What differs between the page and a fresh parse of what the server shows; controls without focus included. */
  complaint(): Promise<string | null> {
    const { html } = this.#engine.render(this.#template, this.#frame);
    const whole = documentOf(this.#template, html);
    return this.live.page.evaluate((fresh) => window.lab.differ(fresh), readBody(whole));
  }

  async #advance(state: State, forced: Path | null, ...before: ServerMessage[]): Promise<void> {
    const values = this.#engine.encode(this.#template, state);
    const next = this.#engine.advance(this.#template, values, this.#values, this.#frame, forced);
    const lacking = next.blocks.filter((id) => !this.#known.has(id));
    for (const id of lacking) this.#known.add(id);
    const blocks = lacking.map((id) => [id, JSON.stringify(this.#template.blocks[id])] as const);
    this.#values = values;
    this.#frame = next.frame;
    await this.live.patch((w) => w.raw(next.ops), ...before, { type: "blocks", blocks });
  }
}
