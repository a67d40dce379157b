/**
 * @module `npm run soak`: the simulator over many seeds, on every core, with a line of progress now and then.
 * `npm run soak -- 1000000 --from 5 --threads 4`. Failing schedules come shrunk, ready to be kept in `test/simulator/kept.ts`.
 * `npm run soak -- 1000 --gallery` runs schedules over the gallery inside workerd instead.
 */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { build, root, run, setup } from "../../src/cli/setup.mjs";
import { bundle } from "../simulator/bundle.mjs";

const SECONDS_BETWEEN_LINES = 10;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    from: { type: "string", default: "1" },
    threads: { type: "string", default: String(availableParallelism()) },
    gallery: { type: "boolean", default: false },
  },
});
const count = Number(positionals[0] ?? 100_000);
const from = Number(values.from);
const threads = Number(values.threads);
const began = performance.now();
let [done, applied, failed, lastLine] = [0, 0, 0, 0];

function progress() {
  const seconds = (performance.now() - began) / 1000;
  lastLine = seconds;
  const rate = `${(done / seconds).toFixed(1)} seeds/s`;
  console.log(`${done} of ${count} seeds, ${failed} failed, ${applied} events applied, ${rate}`);
}

function took({ applied: more, failure }) {
  done++;
  applied += more;
  if (failure !== null) {
    failed++;
    console.log(failure);
  }
  if ((performance.now() - began) / 1000 - lastLine >= SECONDS_BETWEEN_LINES) progress();
}

async function soakSimulator() {
  const file = await bundle("soak", "test/simulator/soak-worker.ts");
  await Promise.all(
    Array.from({ length: threads }, (_, i) => {
      const workerData = { first: from + i, last: from + count - 1, stride: threads };
      const worker = new Worker(file, { workerData });
      worker.on("message", took);
      return new Promise((resolve, reject) => worker.on("exit", resolve).on("error", reject));
    }),
  );
  progress();
  return failed === 0 && done === count ? 0 : 1;
}

function soakGallery() {
  setup();
  build();
  const config = ["--root", root, "--config", "test/vitest.config.ts", "--project", "workerd"];
  const seeds = { SCHEDULES: String(count), FIRST_SCHEDULE: String(from) };
  return run("vitest", ["run", ...config, "schedules"], seeds);
}

process.exitCode = values.gallery ? soakGallery() : await soakSimulator();
