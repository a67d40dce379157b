"""The engine of djust, in Rust behind Python, on the pages of pages.ts: update_state, set_changed_keys, render_with_diff.

It is given the keys that changed, which its framework finds out beforehand. Its engine is loaded without the rest of the
package, which needs Django. Prints JSON: for each change, microseconds of each sample and bytes of its median patch.
Called with: the engine's file, the number of samples, sizes of the table.
"""

import importlib.util
import json
import random
import sys
import time

BOARD = "<div><h1>{{ title }}</h1><p>{{ count }}</p><ul>{% for n in names %}<li>{{ n.name }}</li>{% endfor %}</ul></div>"
CELLS = "".join("<td>{{ r.%s }}</td>" % name for name in ("id", "name", "qty", "price"))
TABLE = (
    '<div><table><tbody>{% for r in rows %}<tr data-key="{{ r.id }}" class="{% if r.id == selected %}danger{% endif %}">'
    + CELLS
    + '<td><button dj-click="remove({{ r.id }})">×</button></td></tr>{% endfor %}</tbody></table></div>'
)


def load(path):
    spec = importlib.util.spec_from_file_location("djust._rust", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.RustLiveView


def text():
    return "%d" % random.randrange(10**6)


def row(at):
    return {"id": at, "name": "Item " + text(), "qty": random.randrange(100), "price": "$%d.00" % random.randrange(500)}


def replaced(rows, change):
    at = random.randrange(len(rows))
    return rows[:at] + [change(rows[at])] + rows[at + 1 :]


def swapped(rows):
    return [rows[0], rows[-2], *rows[2:-2], rows[1], rows[-1]]


BOARD_CHANGES = {
    "the counter changes": lambda board: {"count": random.randrange(10**6)},
    "one name changes": lambda board: {"names": replaced(board["names"], lambda _: {"name": "Name " + text()})},
}
TABLE_CHANGES = {
    "select one": lambda table: {"selected": random.choice(table["rows"])["id"]},
    "one cell": lambda table: {"rows": replaced(table["rows"], lambda row: {**row, "qty": row["qty"] + 1})},
    "swap two": lambda table: {"rows": swapped(table["rows"])},
    "reverse": lambda table: {"rows": table["rows"][::-1]},
}


def turn(view, update):
    view.update_state(update)
    view.set_changed_keys(list(update))
    return view.render_with_diff()[1]


def measure(view, state, change, samples):
    turn(view, state)
    times, sizes = [], []
    for at in range(samples + samples // 5):
        turn(view, state)
        update = change(state)
        start = time.perf_counter_ns()
        patch = turn(view, update)
        spent = time.perf_counter_ns() - start
        if at >= samples // 5:
            times.append(spent / 1000)
            sizes.append(len((patch or "").encode()))
    return {"times": times, "bytes": sorted(sizes)[len(sizes) // 2]}


def main():
    view, samples = load(sys.argv[1]), int(sys.argv[2])
    found = {}
    board = {"title": "Dashboard", "count": 0, "names": [{"name": "Name " + text()} for _ in range(100)]}
    for name, change in BOARD_CHANGES.items():
        found["100 items: " + name] = measure(view(BOARD), board, change, samples)
    for size in map(int, sys.argv[3:]):
        table = {"rows": [row(at + 1) for at in range(size)], "selected": -1}
        for name, change in TABLE_CHANGES.items():
            # Large tables take long: fewer samples say as much.
            enough = max(5, min(samples, samples * 100 // size))
            found["%d rows: %s" % (size, name)] = measure(view(TABLE), table, change, enough)
    json.dump(found, sys.stdout)


main()
