/**
 * @module A random use of rows as a template, so that the compiler's own account of it plans the query, and the core shows what the
 * rows come to.
 */
import type { Use } from "./use.ts";

/** Writes the template of a use. `path`: how one names the value there. */
export function templateOf(use: Use, path: string, depth = 0): string {
  const inner = written(use, path, depth);
  return use.guard === undefined ? inner : `{% if g${use.guard} %}${inner}{% endif %}`;
}

function written(use: Use, path: string, depth: number): string {
  let text = "";
  if (use.value === true)
    text += use.control === true ? `{% if ${path} %}t{% endif %}` : `{{ ${path} }}|`;
  if (use.truthy === true) text += `{% if ${path} %}yes{% else %}no{% endif %}`;
  if (use.length === true) text += `{{ ${path}|length }};`;
  for (const [name, member] of Object.entries(use.members ?? {}))
    text += templateOf(member, `${path}.${name}`, depth);
  if (use.each === undefined) return text;
  const item = `i${depth}`;
  const body = templateOf(use.each, item, depth + 1);
  const { range } = use;
  if (range === "last") return `${text}{% with ${item}=${path}|last %}${body}{% endwith %}`;
  if (range === undefined)
    return `${text}{% for ${item} in ${path} %}<div>${body}</div>{% empty %}none{% endfor %}`;
  const { from, to } = range;
  if (to === null)
    return `${text}{% for ${item} in ${path} %}{% if forloop.counter0 >= ${from} %}<div>${body}</div>{% endif %}{% endfor %}`;
  // One by one: the first by its filter.
  for (let at = from; at < to; at++) {
    const which = at === 0 ? `${path}|first` : `${path}.${at}`;
    text += `{% with ${item}=${which} %}<div>${body}</div>{% endwith %}`;
  }
  return text;
}
