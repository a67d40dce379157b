/**
 * @module What commands print, kept for tests instead of shown.
 */
import { afterEach, beforeEach, vi } from "vitest";

/** What the test that is running has printed so far. */
export interface Printed {
  readonly stdout: string;
  readonly stderr: string;
  /** Both, in order. */
  readonly text: string;
}

/** For all tests of the file that calls it; each begins with nothing. */
export function printed(): Printed {
  const kept = { stdout: "", stderr: "", text: "" };
  beforeEach(() => {
    for (const name of ["stdout", "stderr"] as const) {
      vi.spyOn(process[name], "write").mockImplementation((text) => {
        kept[name] += String(text);
        kept.text += String(text);
        return true;
      });
    }
  });
  afterEach(() => {
    vi.restoreAllMocks();
    Object.assign(kept, { stdout: "", stderr: "", text: "" });
  });
  return kept;
}
