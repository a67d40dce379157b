/**
 * @module Errors of the planner: with the place in the template that asked for it, and the name that was probably meant.
 */
import type { Code } from "../errors/catalogue.ts";
import { DormouseError } from "../errors/error.ts";
import type { DataPlace } from "../engine/types.ts";

/** The error at a place of a template. The planner has no sources, so that the line itself is left empty. */
export function fault(
  code: Code,
  message: string,
  { place, hint }: { readonly place?: DataPlace | undefined; readonly hint?: string | undefined },
): DormouseError {
  const more = hint === undefined ? {} : { hint };
  if (place === undefined) return new DormouseError(code, message, more);
  const { chain, ...location } = place;
  return new DormouseError(code, message, {
    ...more,
    location: { ...location, source: "" },
    chain: chain.map(({ by, template, line, column }) => `${by} in ${template}:${line}:${column}`),
  });
}

/** The known name that is nearest to `name`, when it is near enough to be meant. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const allowed = Math.max(1, Math.floor(name.length / 3));
  let best: string | undefined;
  let least = allowed + 1;
  for (const candidate of known) {
    const far = distance(name.toLowerCase(), candidate.toLowerCase());
    if (far < least) [best, least] = [candidate, far];
  }
  return best;
}

/** Damerau and Levenshtein's distance, restricted: letters added, left out, replaced, or two swapped. */
function distance(a: string, b: string): number {
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, i) => i)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, replaced);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    [before, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
