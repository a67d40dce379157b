/**
 * @module Families of pages for generated tests: each a set of templates, a random state, and a random change of it. The
 * page of a family is `page.html`. Between them they use every kind of slot, in every kind of place.
 */
import type { Family, State } from "./family.ts";
import { LANGUAGE_FAMILIES } from "./language-families.ts";
import type { Random } from "./random.ts";

export interface Row {
  id: number;
  name: string;
  qty: number;
  done: boolean;
  tags: string[];
}

/** A new row. */
export function row(random: Random): Row {
  return {
    id: random.id(),
    name: random.text(),
    qty: random.below(12) - 3,
    done: random.chance(0.5),
    tags: random.list(3, () => random.text()),
  };
}

const changeText = (random: Random, text: string): string =>
  random.chance(0.6) ? random.edit(text) : random.text();

/** The next state of a list of rows: some edited, inserted, removed, moved. */
export function changeRows(random: Random, rows: readonly Row[]): Row[] {
  let next = rows.map((r) =>
    random.chance(0.2) ? { ...r, name: changeText(random, r.name), done: random.chance(0.5) } : r,
  );
  const at = random.below(next.length + 1);
  switch (random.below(9)) {
    case 0:
      next.splice(at, 0, row(random));
      break;
    case 1:
      next.splice(at, 1 + random.below(3));
      break;
    case 2:
      next.reverse();
      break;
    case 3:
      next = random.shuffle(next);
      break;
    case 4:
      next = [...next.slice(at), ...next.slice(0, at)];
      break;
    case 5:
      next = [...next.slice(0, at), ...next.slice(at).toReversed()];
      break;
    case 6:
      next = random.list(7, () => row(random));
      break;
    case 7:
      next.splice(at, 0, ...random.list(4, () => row(random)));
      break;
    default:
  }
  return next.slice(0, 14);
}

/** Templates whose page is `body`. */
export const page = (
  body: string,
  more: { readonly [name: string]: string } = {},
): Family["sources"] => ({
  "page.html": body,
  ...more,
});

interface Tree {
  id: number;
  text: string;
  replies: Tree[];
}

function tree(random: Random, depth: number): Tree {
  return {
    id: random.id(),
    text: random.text(),
    replies: depth === 0 ? [] : random.list(3, () => tree(random, depth - 1)),
  };
}

/** All families. */
export const FAMILIES: readonly Family[] = [
  {
    name: "flat text",
    sources: page(
      `<h1>{{ a }}</h1><p>Hello {{ b }}, you are {{ n }}{% if flag %} (yes){% else %} no{% endif %}!</p><pre>{{ a }}</pre><textarea>{{ b }}</textarea><p>{% for t in tags %}[{{ t }}]{% empty %}none{% endfor %}</p>`,
    ),
    state: (random) => ({
      a: random.text(),
      b: random.text(),
      n: random.below(20) - 5,
      flag: random.chance(0.5),
      tags: random.list(4, () => random.text()),
    }),
  },
  {
    name: "attributes",
    sources: page(
      `<div id="{{ a }}" class="x {% if flag %}on{% endif %} {{ b }}" {% if other %}title="{{ a }}"{% endif %}><button {% if flag %}disabled{% endif %}>b</button><a href="{{ url }}">l</a><i style="color: {{ color }}">s</i><img src="{{ url }}" alt="{{ b }}"></div>`,
    ),
    state: (random) => ({
      a: random.text(),
      b: random.text(),
      flag: random.chance(0.5),
      other: random.chance(0.5),
      url: random.pick([
        "/x?a=1&b=2",
        "https://a.example/",
        "javascript:alert(1)",
        " java\nscript:x",
        "mailto:a@b.c",
        "",
      ]),
      color: random.pick(["red", "#fff", "red;background:url(x)", "}"]),
    }),
  },
  {
    name: "nested branches",
    sources: page(
      `<main>a{% if a %}<b>{{ x }}</b>{% if b %}{{ x }}<i>{{ y }}</i>{% elif c %}<u>c</u>c{% else %}{{ y }}<s>n</s>{% endif %}t{% elif b %}only {{ y }}<em>!</em>{% endif %}z{% if c %}<hr>{% endif %}</main>`,
    ),
    state: (random) => ({
      a: random.chance(0.5),
      b: random.chance(0.5),
      c: random.chance(0.5),
      x: random.text(),
      y: random.text(),
    }),
  },
  {
    name: "keyed list",
    sources: page(
      `<ul>{% for r in rows %}<li do-key="r.id" class="{% if r.done %}done{% endif %}"><b>{{ r.name }}</b> {{ r.qty }} <input type="checkbox" {% if r.done %}checked{% endif %} do-change="toggle(r.id, $checked)"><button {% if r.done %}disabled title="{{ r.name }}"{% endif %} do-click="remove(r.id)">x</button></li>{% empty %}<li>nothing</li>{% endfor %}</ul><p>{{ rows|length }}</p>`,
    ),
    state: (random) => ({ rows: random.list(9, () => row(random)) }),
  },
  {
    name: "unkeyed list",
    sources: page(
      `<ol>{% for t in names %}<li>{{ forloop.counter }}: {{ t }}{% if not forloop.last %},{% endif %}</li>{% endfor %}</ol>`,
    ),
    state: (random) => ({ names: random.list(8, () => random.text()) }),
  },
  {
    name: "lists in lists",
    sources: page(
      `{% for r in rows %}<section><h2>{{ r.name }}</h2>{% for t in r.tags %}<span>{{ t }} of {{ r.name }}</span> {% endfor %}<i>{{ forloop.counter0 }}</i></section>{% endfor %}<footer>{{ title }}</footer>`,
    ),
    state: (random) => ({ rows: random.list(6, () => row(random)), title: random.text() }),
  },
  {
    name: "lists of branches",
    sources: page(
      `<div>{% for r in rows %}{% if r.done %}<b>{{ r.name }}</b>{% elif r.qty > 3 %}{{ r.qty }} {{ r.name }}{% else %}<i>{{ r.name }}</i><u>{{ r.qty }}</u>{% endif %}{% endfor %}end</div>`,
    ),
    state: (random) => ({ rows: random.list(8, () => row(random)) }),
  },
  {
    name: "tables",
    sources: page(
      `<table><caption>{{ title }}</caption><tr><th>n</th></tr>{% for r in rows %}<tr class="{% if r.id == selected %}danger{% endif %}"><td>{{ r.id }}<td>{{ r.name }}{% if r.done %}<td>done{% endif %}</tr>{% endfor %}</table>`,
    ),
    state: (random) => ({
      title: random.text(),
      rows: random.list(8, () => row(random)),
      selected: 1 + random.below(12),
    }),
  },
  {
    name: "forms",
    sources: page(
      `<form do-submit="save($form)"><input name="a" value="{{ a }}" do-input="typed($value)"><input type="checkbox" {% if flag %}checked{% endif %} do-change="flip($checked)"><input type="search" value="{{ b }}" do-input="search($value)"><select name="s">{% for t in names %}<option value="{{ forloop.counter }}" {% if forloop.counter == chosen %}selected{% endif %}>{{ t }}</option>{% endfor %}</select><textarea name="t">{{ a }}</textarea></form>`,
    ),
    state: (random) => ({
      a: random.text(),
      b: random.text(),
      flag: random.chance(0.5),
      names: random.list(4, () => random.text()),
      chosen: random.below(4),
    }),
  },
  {
    name: "mixed siblings",
    sources: page(
      `{{ a }}<b>1</b>{{ b }}{% for r in rows %}{{ r.name }}<i>{{ r.qty }}</i>{% endfor %}{% for r in rows %} {{ r.qty }}{% if r.done %}<u>d</u>{% endif %} {% endfor %}{% if flag %}<b>f</b>{% endif %}{% if flag %}{{ a }}<b>g</b>{% endif %}tail {{ b }}`,
    ),
    state: (random) => ({
      a: random.text(),
      b: random.text(),
      rows: random.list(5, () => row(random)),
      flag: random.chance(0.5),
    }),
  },
  {
    name: "svg",
    sources: page(
      `<svg viewBox="0 0 10 10"><g>{% for r in rows %}<circle cx="{{ r.qty }}" r="1"/><text x="1">{{ r.name }}</text>{% endfor %}</g>{% if flag %}<linearGradient id="g"></linearGradient>{% endif %}</svg><p>{{ title }}</p>`,
    ),
    state: (random) => ({
      rows: random.list(6, () => row(random)),
      flag: random.chance(0.5),
      title: random.text(),
    }),
  },
  {
    name: "includes and recursion",
    sources: page(
      `{% include "card.html" with title=title body="one" only %}{% include "card.html" with body=title %}<ul>{% for node in roots %}{% include "node.html" %}{% endfor %}</ul>`,
      {
        "card.html": `<article><h3>{{ title }}</h3>{% if flag %}<p>{{ body }}</p>{% endif %}<button do-click="open(title)">o</button></article>`,
        "node.html": `<li>{{ node.text }}{% if node.replies %}<ul>{% for node in node.replies %}{% include "node.html" %}{% endfor %}</ul>{% endif %}</li>`,
      },
    ),
    state: (random) => ({
      title: random.text(),
      flag: random.chance(0.5),
      roots: random.list(3, () => tree(random, 2)),
    }),
  },
  {
    name: "html slots",
    sources: page(
      `<div>before{{ markup|safe }}after</div><p>{{ a }}{{ markup|safe }}</p>{% for r in rows %}{{ r.name }}{{ markup|safe }}{% endfor %}<p>{% for r in rows %}{{ markup|safe }}<i>{{ r.name }}</i>{% endfor %}</p>`,
    ),
    state: (random) => ({
      a: random.text(),
      markup: random.pick([
        "",
        "x",
        "<b>b</b>",
        "<b>b</b>t",
        "t<i>i</i>",
        "<br>",
        "a<i>b<u>c</u></i>d<em>e</em>",
      ]),
      rows: random.list(3, () => row(random)),
    }),
  },
  {
    name: "templates",
    sources: page(
      `<template id="{{ a }}"><p class="{% if flag %}on{% endif %}">{{ a }}</p>{% for r in rows %}{{ r.name }}<b do-key="r.id" {% if r.done %}hidden{% endif %}>{{ r.qty }}</b>{% endfor %}{% if flag %}{% include "part.html" %}{% endif %}<textarea>{{ a }}</textarea></template><ul>{% for r in rows %}<li>{{ r.name }}<template><template>{{ r.name }}{% for t in r.tags %}<i>{{ t }}</i>{{ a }}{% endfor %}</template>{{ markup|safe }}<b>{{ a }}</b></template></li>{% endfor %}</ul>`,
      { "part.html": `<input value="{{ a }}"><s>{{ markup|safe }}</s>` },
    ),
    state: (random) => ({
      a: random.text(),
      markup: random.pick(["", "x", "<b>b</b>t", "<template>t<i>i</i></template>"]),
      flag: random.chance(0.5),
      rows: random.list(4, () => row(random)),
    }),
  },
  {
    name: "inheritance",
    sources: page(
      `{% extends "base.html" %}{% block title %}{{ title }} – {{ block.super }}{% endblock %}{% block main %}<p>{{ a }}</p>{% for r in rows %}<i>{{ r.name }}</i>{% endfor %}{% endblock %}`,
      {
        "base.html": `<!doctype html>\n<html lang="{{ lang }}">\n<head><meta charset="utf-8"><title>{% block title %}Site{% endblock %}</title></head>\n<body class="{% if flag %}dark{% endif %}">\n<nav>{{ title }}</nav>\n{% block main %}{% endblock %}\n<footer>{{ a }}</footer>\n</body>\n</html>\n`,
      },
    ),
    state: (random) => ({
      title: random.text(),
      a: random.text(),
      lang: random.pick(["en", "de"]),
      flag: random.chance(0.5),
      rows: random.list(4, () => row(random)),
    }),
  },
  ...LANGUAGE_FAMILIES,
];

/** Fields whose texts are chosen from a list, since not every text makes sense there. */
const CHOSEN: ReadonlySet<string> = new Set(["url", "color", "markup", "lang"]);

/** The state after a random change: fields are replaced one by one, texts and rows are edited. */
export function changeState(random: Random, family: Family, state: State): State {
  const fresh = family.state(random);
  const next: State = { ...state };
  const names = Object.keys(state);
  for (const name of random.shuffle(names).slice(0, 1 + random.below(2))) {
    const old = state[name];
    if (name === "rows") next[name] = changeRows(random, old as Row[]);
    else if (typeof old === "string" && !CHOSEN.has(name)) next[name] = changeText(random, old);
    else next[name] = fresh[name];
  }
  return next;
}
