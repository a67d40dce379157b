/**
 * @module `npm run bench`: all benchmarks, with the built client, programs and core. `BENCH=quick` runs each a few times, only to
 * see that they run.
 */
import { become, build, chromium, setup } from "../../src/cli/setup.mjs";

setup();
build();
become("node", ["test/bench/main.ts", ...process.argv.slice(2)], { CHROMIUM: chromium() });
