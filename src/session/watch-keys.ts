/**
 * @module Keys that occur twice in a list. Items are told apart by their keys, so that two of one key may change places
 * unseen. In development a turn that shows such a list by an explicit `do-key` fails, and says which key; otherwise each is
 * logged once, and the page works.
 */
import { DormouseError } from "../errors/error.ts";
import type { CompiledTemplate, DuplicateKey } from "../engine/types.ts";
import type { SessionEngine, Surroundings } from "./ports.ts";

/** No session logs more of them. */
const MAX_LOGGED = 16;

function duplicate({ name }: CompiledTemplate, keys: readonly DuplicateKey[]): DormouseError {
  const [first] = keys;
  const all = keys.map(({ key }) => JSON.stringify(key.slice(0, 100))).join(", ");
  const source = first?.explicit === true ? "`do-key`" : "the id of items";
  return new DormouseError(
    "view.duplicate-key",
    `a list of ${name} has ${all} more than once as a key, from ${source}`,
    { hint: "a key names one item of its list: use an id, and look why two items have the same" },
  );
}

/** The same surroundings, with an engine that looks at keys. */
export function watchKeys({ app, ports }: Surroundings): Surroundings {
  const { engine, id, isDev } = app;
  const logged = new Set<string>();
  const watch = (template: CompiledTemplate, keys: readonly DuplicateKey[]): void => {
    const explicit = keys.filter((key) => key.explicit);
    if (isDev && explicit.length > 0) throw duplicate(template, explicit);
    for (const key of keys) {
      const name = `${template.name} ${key.slot} ${key.key}`;
      if (logged.has(name) || logged.size >= MAX_LOGGED) continue;
      logged.add(name);
      const error = duplicate(template, [key]);
      ports.log({ at: "session.keys", code: error.code, ref: id, error });
    }
  };
  const watching: SessionEngine = {
    encode: (...given) => engine.encode(...given),
    render: (...given) => engine.render(...given),
    diff: (...given) => engine.diff(...given),
    resolve: (...given) => engine.resolve(...given),
    evaluate(template, ...given) {
      const evaluated = engine.evaluate(template, ...given);
      watch(template, evaluated.warnings);
      return evaluated;
    },
    advance(template, ...given) {
      const advanced = engine.advance(template, ...given);
      watch(template, advanced.warnings);
      return advanced;
    },
  };
  return { ports, app: { ...app, engine: watching } };
}
