/**
 * @module The two pages that are measured, and what happens to them: a heading, a counter and a list of names; and rows of id,
 * name, qty, price and a button. Values, rows and lengths are random in each iteration.
 */
import { Random } from "../oracle/random.ts";

/** One row. */
export interface Row {
  readonly id: number;
  readonly name: string;
  readonly qty: number;
  readonly price: string;
}

/** State of the table page. */
export interface Table {
  readonly rows: readonly Row[];
  readonly selected: number;
}

/** State of the dashboard. */
export interface Board {
  readonly title: string;
  readonly count: number;
  readonly names: readonly { readonly name: string }[];
}

export const DASHBOARD = `<h1>{{ title }}</h1><p>{{ count }}</p><ul>{% for n in names %}<li>{{ n.name }}</li>{% endfor %}</ul>`;
export const TABLE = `<table><tbody>{% for r in rows %}<tr do-key="r.id" class="{% if r.id == selected %}danger{% endif %}"><td>{{ r.id }}</td><td>{{ r.name }}</td><td>{{ r.qty }}</td><td>{{ r.price }}</td><td><button do-click="remove(r.id)">×</button></td></tr>{% endfor %}</tbody></table>`;

export const random: Random = new Random(Date.now());

let nextId = 1;

/** A row that was not there before. */
export const row = (): Row => ({
  id: nextId++,
  name: `Item ${random.below(1_000_000)}`,
  qty: random.below(100),
  price: `$${random.below(500)}.00`,
});

/** A table of so many rows. */
export const table = (size: number): Table => ({
  rows: Array.from({ length: size }, row),
  selected: -1,
});

/** A dashboard of 100 names. */
export const board = (): Board => ({
  title: "Dashboard",
  count: 0,
  names: Array.from({ length: 100 }, () => ({ name: `Name ${random.below(1e6)}` })),
});

/** What happens to the dashboard. */
export const boardChanges: { readonly [name: string]: (board: Board) => Board } = {
  "the counter changes": (b) => ({ ...b, count: random.below(1e6) }),
  "one name changes": (b) => {
    const at = random.below(b.names.length);
    const name = `Name ${random.below(1e6)}`;
    return { ...b, names: b.names.map((n, i) => (i === at ? { name } : n)) };
  },
};

/** What happens to the table. */
export const changes: { readonly [name: string]: (table: Table) => Table } = {
  "select one": (t) => ({ ...t, selected: random.pick(t.rows).id }),
  "one cell": (t) => {
    const at = random.below(t.rows.length);
    return { ...t, rows: t.rows.map((r, i) => (i === at ? { ...r, qty: r.qty + 1 } : r)) };
  },
  "update every 10th": (t) => ({
    ...t,
    rows: t.rows.map((r, i) => (i % 10 === 0 ? { ...r, name: `${r.name} !!!` } : r)),
  }),
  "swap two": (t) => {
    const rows = [...t.rows];
    const last = rows.length - 2;
    [rows[1], rows[last]] = [rows[last] as Row, rows[1] as Row];
    return { ...t, rows };
  },
  prepend: (t) => ({ ...t, rows: [row(), ...t.rows] }),
  append: (t) => ({ ...t, rows: [...t.rows, row()] }),
  "delete first": (t) => ({ ...t, rows: t.rows.slice(1) }),
  reverse: (t) => ({ ...t, rows: t.rows.toReversed() }),
  "reverse 20–60": (t) => ({
    ...t,
    rows: [...t.rows.slice(0, 20), ...t.rows.slice(20, 60).toReversed(), ...t.rows.slice(60)],
  }),
  shuffle: (t) => ({ ...t, rows: random.shuffle(t.rows) }),
  "rotate by 7": (t) => ({ ...t, rows: [...t.rows.slice(7), ...t.rows.slice(0, 7)] }),
  clear: (t) => ({ ...t, rows: [] }),
  create: (t) => ({ ...t, rows: t.rows.map(row) }),
};
