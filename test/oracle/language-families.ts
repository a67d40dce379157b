/**
 * @module Families of pages for the less common tags: those that remember earlier turns of a loop, name things, group, filter,
 * or choose between templates. Random rows come with days in runs, so that neighbours are often alike.
 */
import type { Family } from "./family.ts";
import type { Random } from "./random.ts";

interface Entry {
  readonly id: number;
  readonly day: string | null;
  readonly name: string;
  readonly show: boolean;
}

function entries(random: Random): Entry[] {
  return random.list(9, () => ({
    id: random.id(),
    day: random.pick(["mo", "mo", "tu", "", null]),
    name: random.text(),
    show: random.chance(0.6),
  }));
}

/** Families of this file. */
export const LANGUAGE_FAMILIES: readonly Family[] = [
  {
    name: "ifchanged",
    sources: {
      "page.html": `<dl>{% for r in entries %}{% ifchanged r.day %}<dt>{{ r.day }}</dt>{% else %}<dd>same</dd>{% endifchanged %}<dd>{{ r.name }} {{ title }}</dd>{% endfor %}</dl><p>{% for r in entries %}{% if r.show %}{% ifchanged %}{{ r.day }}!{% endifchanged %}{% endif %}{{ r.id }} {% endfor %}</p>{% for r in entries %}{% with d=r.day %}{% if r.show %}{% ifchanged %}<b class="{{ d }}">{{ d }}{{ title }}</b>{% endifchanged %}{% endif %}{% endwith %}<i class="{% ifchanged r.show %}turn{% endifchanged %}">{{ r.name }}</i>{% endfor %}`,
    },
    state: (random) => ({ entries: entries(random), title: random.text() }),
  },
  {
    name: "cycles",
    sources: {
      "page.html": `{% cycle "x" "y" as outside %}{% cycle outside %}<ul>{% for r in entries %}<li class="{% cycle "odd" "even" %}">{% if r.show %}{% cycle "a" title "c" as mark silent %}<b>{{ mark }}</b>{% else %}{{ r.name }}{% endif %}{% cycle 1 2 3 as n %}{% cycle n %}{% ifchanged r.day %}{% resetcycle n %}{% endifchanged %}</li>{% endfor %}</ul>{{ outside }}<p>{% for r in entries %}{% if r.show %}{% cycle "+" "-" %}{% endif %}{{ r.id }}{% endfor %}</p>`,
    },
    state: (random) => ({ entries: entries(random), title: random.text() }),
  },
  {
    name: "regroup",
    sources: {
      "page.html": `{% regroup entries by day as days %}<p>{{ days|length }}</p>{% for d in days %}<section><h2>{{ d.grouper }}: {{ d.list|length }}</h2>{% for r in d.list %}<button do-click="open(r.id)">{{ r.name }}</button>{% empty %}none{% endfor %}</section>{% endfor %}{% for d in days %}{{ d.grouper }}{% for r in d.list %},{{ r.id }}{% endfor %};{% endfor %}`,
    },
    state: (random) => ({ entries: entries(random) }),
  },
  {
    name: "regions and names",
    sources: {
      "page.html": `{% firstof a b "none" as best %}<p title="{{ best }}">{% filter upper|truncatechars:7 %}a {{ a }}{% for r in entries %}{{ r.name }}{% endfor %}{% endfilter %}</p>{% spaceless %}<ul> <li> {{ best }} </li> {% for r in entries %} <li>{{ r.name }}</li> {% endfor %} </ul> {% include "part.html" %} {% endspaceless %}{% templatetag openblock %}{{ entries|json_script:"data" }}<i>{{ best }}</i>{% if flag %}{{ a|json_script }}{% endif %}`,
      "part.html": `<b> {{ b }}</b> <i> </i>`,
    },
    state: (random) => ({
      a: random.text(),
      b: random.text(),
      flag: random.chance(0.5),
      entries: entries(random),
    }),
  },
  {
    name: "chosen templates",
    sources: {
      "page.html": `{% extends layout from "plain.html" "dark.html" %}{% block main %}<p>{{ a }}</p>{% for r in entries %}{% include kind from "card.html" "line.html" with r=r only %}{% endfor %}{% endblock %}{% block title %}{{ a }}{% endblock %}`,
      "plain.html": `<!doctype html><html lang="en"><head><title>{% block title %}{% endblock %}</title></head><body class="plain {{ a }}"><main>{% block main %}{% endblock %}</main></body></html>`,
      "dark.html": `<!doctype html><html lang="{{ a }}" data-dark="1"><head><meta charset="utf-8"><title>D {% block title %}{% endblock %}</title></head><body {% if flag %}class="dark"{% endif %} id="d"><nav>n</nav>{% block main %}{% endblock %}<footer>{{ a }}</footer></body></html>`,
      "card.html": `<article><h3>{{ r.name }}</h3></article>`,
      "line.html": `<p>{{ r.name }} {{ r.day }}</p>`,
    },
    state: (random) => ({
      layout: random.pick(["plain.html", "dark.html", "dark.html", "other"]),
      kind: random.pick(["card.html", "line.html", null]),
      a: random.text(),
      flag: random.chance(0.5),
      entries: entries(random),
    }),
  },
  {
    name: "slices and orders",
    sources: {
      "page.html": `<ul>{% for r in entries|dictsort:"name" %}<li>{{ r.name }}{{ r.id }}</li>{% endfor %}</ul>{% for r in entries|dictsortreversed:"day"|slice:":3" %}<button do-click="open(r.id)">{{ r.name }}</button>{% endfor %}<p>{{ entries|slice:cut|length }} {{ title|slice:cut }} {% for r in entries|slice:"::-2" %}{{ r.id }},{% endfor %}{% if entries|slice:"4:" %}many{% endif %}{{ title|slice:n }}{% with top=entries|dictsort:"by.n"|first %}{{ top.name }}{% endwith %}</p>`,
    },
    state: (random) => ({
      title: random.text(),
      cut: random.pick(["1:3", ":-1", "-2:", "::2", "3:1", "x", "", ":", "::0", "1:2:3:4"]),
      n: random.below(9) - 4,
      entries: entries(random).map((one) => ({
        ...one,
        by: { n: random.pick([1, 2, 2.5, null, "b", true]) },
      })),
    }),
  },
  {
    name: "queries",
    sources: {
      "page.html": `<a href="{% querystring page=page kind=None %}" title="{% querystring %}">{% querystring tag=tags %}</a>{% for r in entries %}<a href="/x{% querystring day=r.day n=r.id|add:1 %}">{{ r.id }}</a>{% endfor %}{% querystring name=title as here %}<i>{{ here }}</i>{% include "part.html" with page=page only %}`,
      "part.html": `<b>{% querystring page=page %}</b>`,
    },
    state: (random) => ({
      "?": random.pick([
        "",
        "page=2",
        "kind=a&page=2&kind=b",
        "tag=x&day=mo&tag=y",
        "name=%C3%A9+b",
      ]),
      page: random.pick([1, 2, null, "a b", "é&=?"]),
      title: random.text(),
      tags: random.list(3, () => random.text()),
      entries: entries(random),
    }),
  },
];
