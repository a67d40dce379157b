/**
 * @module A limit of time for code of the app. What takes longer goes on, but nobody waits for it any more: the caller
 * throws away the instance that it still writes to. Synchronous code sets no timer, so that most turns have none.
 */
import { DormouseError } from "../errors/error.ts";
import type { Clock } from "../platform/clock.ts";

/** Whether one has to wait for it. */
export function isPending<T>(work: T | PromiseLike<T>): work is PromiseLike<T> {
  return (
    typeof work === "object" && work !== null && "then" in work && typeof work.then === "function"
  );
}

/** What `work` gives, if it does within `limitMs`. @throws event.timeout */
export async function within<T>(
  clock: Clock,
  limitMs: number,
  work: T | PromiseLike<T>,
): Promise<T> {
  if (!isPending(work)) return work;
  let cancel: (() => void) | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    cancel = clock.after(limitMs, () =>
      reject(new DormouseError("event.timeout", `took longer than ${limitMs} ms`)),
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    cancel?.();
  }
}
