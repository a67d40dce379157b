/**
 * @module Families of pages with fields whose names tell them apart, for somebody who types.
 */
import { page, row } from "./families.ts";
import type { Family } from "./family.ts";

const FIELDS = `{{ r.name }}{% if r.done %}<b>{{ r.qty }}</b>{% endif %}<input name="i{{ r.id }}" value="{{ r.name }}"`;
const AREA = `<textarea name="t{{ r.id }}">{{ r.name }}</textarea>`;

/** Pages with fields whose names tell them apart, for somebody who types. */
export const TYPING: readonly Family[] = [
  {
    name: "fields in a list with events",
    sources: page(
      `<form>{% for r in rows %}<p do-key="r.id">${FIELDS} do-input="name(r.id, $value)">${AREA}</p>{% endfor %}</form>`,
    ),
    state: (random) => ({ rows: random.list(9, () => row(random)) }),
  },
  {
    name: "fields in lists of lists, around which branches change",
    sources: page(
      `{% if flag %}<h1>{{ a }}</h1>{% endif %}{% for r in rows %}${FIELDS}>{% for t in r.tags %}<i>{{ t }}</i>${AREA.replace("t{{ r.id }}", "t{{ r.id }}.{{ forloop.counter }}")}{% endfor %}{% endfor %}{{ a }}<input name="last" value="{{ a }}">`,
    ),
    state: (random) => ({
      a: random.text(),
      flag: random.chance(0.5),
      rows: random.list(6, () => row(random)),
    }),
  },
];
