/**
 * @module The limit: what somebody could write by hand for the table page alone, knowing its state, without a template, a frame or
 * addresses of events. Compares rows by identity first, finds moved ones by a map, writes runs and changed cells as bytes.
 */
import { Writer } from "../../src/protocol/bytes.ts";
import type { Row, Table } from "./pages.ts";

function cells(out: Writer, at: number, old: Row, row: Row): void {
  if (old === row) return;
  if (old.name !== row.name) put(out, at, 1, row.name);
  if (old.qty !== row.qty) put(out, at, 2, String(row.qty));
  if (old.price !== row.price) put(out, at, 3, row.price);
}

function put(out: Writer, at: number, cell: number, text: string): void {
  out.varint(at);
  out.byte(cell);
  out.text(text);
}

function whole(out: Writer, row: Row): void {
  out.varint(row.id);
  out.text(row.name);
  out.varint(row.qty);
  out.text(row.price);
}

function runs(out: Writer, old: readonly Row[], rows: readonly Row[]): void {
  const places = new Map(old.map(({ id }, i) => [id, i]));
  let [start, count] = [0, 0];
  for (const row of rows) {
    const was = places.get(row.id);
    if (was !== undefined && was === start + count) {
      count++;
      continue;
    }
    out.varint(start);
    out.varint(count);
    [start, count] = was === undefined ? [0, 0] : [was, 1];
    if (was === undefined) whole(out, row);
  }
  out.varint(start);
  out.varint(count);
}

/** The patch as bytes. */
export function patchByHand(old: Table, next: Table): Uint8Array {
  const out = new Writer();
  const inPlace =
    old.rows.length === next.rows.length && next.rows.every((r, i) => r.id === old.rows[i]?.id);
  if (!inPlace) runs(out, old.rows, next.rows);
  else next.rows.forEach((r, i) => cells(out, i, old.rows[i] ?? r, r));
  if (old.selected !== next.selected) {
    for (const id of [old.selected, next.selected])
      out.varint(
        Math.max(
          0,
          next.rows.findIndex((r) => r.id === id),
        ),
      );
  }
  return out.done();
}
