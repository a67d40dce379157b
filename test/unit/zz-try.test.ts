import { test } from "vitest";
import { plan, printSchedule, shrink } from "../simulator/schedule.ts";
import { run, simulate } from "../simulator/simulate.ts";
test("try", async () => {
  const from = Number(process.env["FROM"] ?? 1), n = Number(process.env["N"] ?? 100);
  let applied = 0; const codes: Record<string, number> = {}; let shown = 0; const kinds: Record<string, number[]> = {};
  const t = Date.now();
  for (let seed = from; seed < from + n; seed++) {
    const r = await simulate(seed);
    applied += r.applied;
    for (const [c, k] of r.rejected) codes[c] = (codes[c] ?? 0) + k;
    if (r.failure !== null) {
      const key = r.failure.message.slice(0, 40);
      (kinds[key] ??= []).push(seed);
      if (shown++ < Number(process.env["SHOW"] ?? 1)) {
        const small = await shrink(plan(seed), async (s) => (await run(s)).failure?.message.slice(0, 12) === r.failure?.message.slice(0, 12));
        const again = await run(small);
        console.log(seed, again.failure?.stack, "\n" + again.story.join("\n") + "\n" + printSchedule(small));
      }
    }
  }
  console.log({ applied, codes, kinds, ms: Date.now() - t });
}, 600_000);
