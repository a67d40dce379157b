/**
 * @module What of a page ops do not say themselves: which arm each branch shows, how many items each list has. Read from a
 * frame (SPEC, «Frames»), for printing.
 */
import { malformed, Reader } from "./bytes.ts";
import { readKey } from "./key.ts";

/** One hole: the arm shown (-1: none) and what is in it, the items of a list, or nothing of interest. */
export type Outline =
  | { kind: "branch"; arm: number; inside: Outline[] }
  | { kind: "list"; items: Outline[][] }
  | { kind: "other" };

function readHole(reader: Reader): Outline {
  switch (reader.byte()) {
    case 2:
      return { kind: "other" };
    case 1:
    case 3:
    case 7:
    case 8:
      reader.bytes();
      return { kind: "other" };
    case 4:
      return { kind: "branch", arm: -1, inside: [] };
    case 5:
      return { kind: "branch", arm: reader.varint(), inside: readInstance(reader) };
    case 6: {
      const list = new Reader(reader.bytes());
      const isKeyed = list.byte() % 2 === 1;
      const items: Outline[][] = [];
      for (let count = list.varint(); count > 0; count--) {
        if (isKeyed) readKey(list);
        items.push(readInstance(list));
      }
      return { kind: "list", items };
    }
    default:
      return malformed("a hole of a frame");
  }
}

function readInstance(reader: Reader): Outline[] {
  const inside = new Reader(reader.bytes());
  inside.varint();
  const holes: Outline[] = [];
  while (!inside.done) holes.push(readHole(inside));
  return holes;
}

/** The outline of a frame. @throws protocol.malformed */
export function outlineOf(frame: Uint8Array): Outline[] {
  const reader = new Reader(frame);
  if (reader.byte() !== 1) malformed("the version of a frame");
  return readInstance(reader);
}
