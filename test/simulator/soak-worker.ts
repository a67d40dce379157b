/**
 * @module One thread of `npm run soak`: every `stride`-th seed from `first` on. Tells after each how it ended; the failure of
 * a seed comes shrunk.
 */
import { parentPort, workerData } from "node:worker_threads";
import { report } from "./report.ts";
import { simulate } from "./simulate.ts";

const { first, last, stride } = workerData as { first: number; last: number; stride: number };

for (let seed = first; seed <= last; seed += stride) {
  const { failure, applied } = await simulate(seed);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage({ seed, applied, failure: failure && (await report(seed, failure)) });
}
