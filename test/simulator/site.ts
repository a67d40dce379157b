/**
 * @module What all servers of the simulated world share.
 */
import type { OpenRequest } from "../../src/rpc/open.ts";
import type { BoardEnv } from "./board.ts";
import type { SimulatedClock } from "./clock.ts";
import type { Program } from "./programs.ts";

/** What happens at the next write. */
export type AtWrite = "crash-before" | "crash-after" | "fail";

/** What all servers share. */
export interface Site {
  readonly clock: SimulatedClock;
  readonly program: Program;
  readonly env: BoardEnv;
  uint32(): number;
  /** A number below `below`. */
  below(below: number): number;
  /** A promise was broken where nothing can be thrown. */
  fail(error: unknown): void;
}

/** What is asked of every server. */
export const REQUEST: Pick<OpenRequest, "view" | "url" | "headers" | "user"> = {
  view: "Board",
  url: "https://board.test/",
  headers: [],
  user: '["Ada"]',
};
