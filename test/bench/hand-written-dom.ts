/**
 * @module The limit in the browser: what somebody would write by hand for the table page alone, in the manner of
 * js-framework-benchmark's vanillajs: a row is a clone of a template, changes go to the nodes that they concern. It is told what
 * changed as JSON, which it has to parse, as we have to read ops.
 */

/** A row as it travels. */
export type HandRow = readonly [id: number, label: string];

/** What changed, after the new text of the badge. */
export type HandChange =
  | readonly [badge: string, what: "create" | "append", rows: readonly HandRow[]]
  | readonly [badge: string, what: "label", labels: readonly (readonly [at: number, to: string])[]]
  | readonly [badge: string, what: "select" | "swap", from: number, to: number]
  | readonly [badge: string, what: "remove", at: number]
  | readonly [badge: string, what: "clear"];

const TEMPLATE = document.createElement("template");
TEMPLATE.innerHTML = `<tr class=""><td> </td><td><a href="#main"> </a></td><td><a href="#main" aria-label="Remove"><span aria-hidden="true">×</span></a></td></tr>`;
const NONE = document.createElement("template");
NONE.innerHTML = `<tr><td colspan="3" class="quiet">No rows</td></tr>`;

const labelOf = (cell: Element): Text => (cell.firstChild as Element).firstChild as Text;

function rowsOf(rows: readonly HandRow[]): DocumentFragment {
  const fragment = document.createDocumentFragment();
  const original = TEMPLATE.content.firstChild as HTMLElement;
  for (const [id, label] of rows) {
    const row = original.cloneNode(true);
    const first = row.firstChild as Element;
    (first.firstChild as Text).data = String(id);
    labelOf(first.nextSibling as Element).data = label;
    fragment.appendChild(row);
  }
  return fragment;
}

/** Where the page keeps what it changes. */
export class HandWritten {
  readonly #tbody = document.querySelector("#tbody") as Element;
  readonly #title = document.querySelector("title")?.firstChild as Text;
  readonly #badge = document.querySelector(".badge")?.firstChild as Text;

  /** Makes the change that the JSON says. */
  apply(json: string): void {
    const change = JSON.parse(json) as HandChange;
    const tbody = this.#tbody;
    const { children } = tbody;
    this.#badge.data = change[0];
    this.#title.data = `Table: ${change[0]}`;
    switch (change[1]) {
      case "create":
        tbody.replaceChildren(rowsOf(change[2]));
        break;
      case "append":
        tbody.append(rowsOf(change[2]));
        break;
      case "label":
        for (const [at, label] of change[2])
          labelOf((children[at] as Element).children[1] as Element).data = label;
        break;
      case "select":
        if (change[2] >= 0) (children[change[2]] as Element).className = "";
        (children[change[3]] as Element).className = "danger";
        break;
      case "swap": {
        const [a, b] = [children[change[2]] as Element, children[change[3]] as Element];
        const after = b.nextSibling;
        tbody.insertBefore(b, a);
        tbody.insertBefore(a, after);
        break;
      }
      case "remove":
        children[change[2]]?.remove();
        break;
      default:
        tbody.replaceChildren(NONE.content.cloneNode(true));
    }
  }
}
