import { test } from "vitest";
import { parseSchedule } from "../simulator/schedule.ts";
import { run } from "../simulator/simulate.ts";
import { Wire } from "../simulator/wire.ts";
import { Reader } from "../../src/protocol/bytes.ts";
import { readServerFrame } from "../../src/protocol/server-messages.ts";
import { readClientFrame } from "../../src/protocol/client-messages.ts";
import { printMessage } from "../../src/protocol/print.ts";
test("one", async () => {
  const down = Wire.prototype.deliverDown, up = Wire.prototype.deliverUp;
  const say = (way: string, p: any) => console.log(way, p?.kind, p?.code ?? "", p?.data instanceof Uint8Array ? (way.startsWith("<") ? readServerFrame(new Reader(p.data)) : readClientFrame(new Reader(p.data))).map((m: any) => m.type === "snap" ? `snap ${m.build} ${m.epoch} ${m.seq}` : printMessage(m)).join(" | ") : (p?.data ?? ""));
  Wire.prototype.deliverDown = function () { say("<-", this.down[0]); down.call(this); };
  Wire.prototype.deliverUp = function () { say("->", this.up[0]); up.call(this); };
  const r = await run(parseSchedule(process.env["S"] ?? ""));
  console.log(r.failure?.message.slice(0, 600), r.story);
});
