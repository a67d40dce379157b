/**
 * @module A page as a session holds it between turns, and a turn of it: state → encode → evaluate → diff → bytes.
 */
import type { Engine } from "../../src/engine/engine.ts";
import type { Advanced, Base, CompiledTemplate } from "../../src/engine/types.ts";

/** A live page. */
export class LivePage {
  readonly #engine: Engine;
  readonly #template: CompiledTemplate;
  #base: Base;

  constructor(engine: Engine, template: CompiledTemplate, state: object) {
    this.#engine = engine;
    this.#template = template;
    const values = engine.encode(template, state);
    this.#base = { values, frame: engine.evaluate(template, values, null, null).frame };
  }

  turn(state: object): Advanced {
    const values = this.#engine.encode(this.#template, state, this.#base.values);
    const next = this.#engine.advance(this.#template, values, this.#base, null);
    this.#base = { values, frame: next.frame };
    return next;
  }
}
