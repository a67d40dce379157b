/**
 * @module What this isolate has written to a database: so a turn sees its own writes, and shows them at once.
 */
import type { RowChange } from "../protocol/row-change.ts";

/** Changes of this isolate that are remembered; a session hears of older ones from the room. */
const MAX_RECENT = 200;

/** See the module. */
export class Activity {
  /** How often. */
  writes = 0;
  #recent: readonly RowChange[] = [];

  note(changes: readonly RowChange[]): void {
    this.#recent = [...this.#recent, ...changes].slice(-MAX_RECENT);
  }

  /** Changes after a place in the log. */
  after(place: number): readonly RowChange[] {
    return this.#recent.filter(({ seq }) => seq > place);
  }
}
