/**
 * @module Others on the same table page, in the same run: three template languages that render all of it (and would still have to
 * find out what changed, or send all of it; encoded, since a string that was only
 * concatenated is not there yet), a VDOM that builds and compares the same tree, and a comparison written by hand as
 * the limit. Each is given what it is best with: precompiled templates, keys.
 */
import { Eta } from "eta";
import { Liquid } from "liquidjs";
import nunjucks from "nunjucks";
// Not from its index: that loads a module that wants a browser.
import { h } from "snabbdom/build/h.js";
import { init } from "snabbdom/build/init.js";
import { attributesModule } from "snabbdom/build/modules/attributes.js";
import type { VNode } from "snabbdom";
import { patchByHand } from "./hand-written.ts";
import { lightDom } from "./light-dom.ts";
import type { Table } from "./pages.ts";

const utf8 = new TextEncoder();

/** Makes of two states whatever it would send. A fresh one is ready for `from`. */
export interface Peer {
  readonly name: string;
  /** Not clocked: what it holds of the page as it is. */
  readonly hold: (from: Table) => (to: Table) => unknown;
}

const CELLS = (open: string, close: string): string =>
  ["id", "name", "qty", "price"].map((name) => `<td>${open} r.${name} ${close}</td>`).join("");
const BUTTON = "<td><button>×</button></td></tr>";
const JINJA = `<table><tbody>{% for r in rows %}<tr class="{% if r.id == selected %}danger{% endif %}">${CELLS("{{", "}}")}${BUTTON}{% endfor %}</tbody></table>`;
const LIQUID = JINJA.replaceAll(/\{\{ (r\.\w+) \}\}/g, "{{ $1 | escape }}");
const ETA = `<table><tbody><% for (const r of it.rows) { %><tr class="<%= r.id === it.selected ? "danger" : "" %>">${CELLS("<%=", "%>")}${BUTTON}<% } %></tbody></table>`;

function view({ rows, selected }: Table): VNode {
  const tr = (r: Table["rows"][number]): VNode =>
    h("tr", { key: r.id, attrs: { class: r.id === selected ? "danger" : "" } }, [
      h("td", String(r.id)),
      h("td", r.name),
      h("td", String(r.qty)),
      h("td", r.price),
      h("td", [h("button", "×")]),
    ]);
  return h("table", [h("tbody", rows.map(tr))]);
}

function vdom(): Peer["hold"] {
  const patch = init([attributesModule], lightDom);
  return (from) => {
    const mount = lightDom.createElement("div");
    lightDom.appendChild(lightDom.createElement("body"), mount);
    const shown = patch(mount, view(from));
    return (to) => patch(shown, view(to));
  };
}

/** All of them. */
export function peers(): Peer[] {
  const jinja = nunjucks.compile(JINJA, new nunjucks.Environment(null, { autoescape: true }));
  const liquid = new Liquid();
  const parsed = liquid.parse(LIQUID);
  const eta = new Eta();
  const compiled = eta.compile(ETA);
  return [
    { name: "nunjucks, full render", hold: () => (to) => utf8.encode(jinja.render(to)) },
    {
      name: "liquidjs, full render",
      hold: () => (to) => utf8.encode(String(liquid.renderSync(parsed, to))),
    },
    { name: "eta, full render", hold: () => (to) => utf8.encode(eta.render(compiled, to)) },
    { name: "snabbdom, build and patch", hold: vdom() },
    { name: "by hand, this page only", hold: (from) => (to) => patchByHand(from, to) },
  ];
}
