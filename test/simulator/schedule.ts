/**
 * @module What happens in a run: a list of steps, made from a seed before anything happens, so that it can be cut down to
 * what it takes to fail. Numbers are taken modulo what there is when their step comes.
 */
import { Random } from "../oracle/random.ts";

/** Kinds of steps, and how often each comes. Faults of GUARANTEES, and what users do. */
const WEIGHTS = {
  click: 30,
  /** One parcel arrives. */
  deliver: 40,
  /** All parcels that are under way arrive. */
  calm: 12,
  /** Time moves on to the next timer. */
  tick: 12,
  /** A second or so passes, timers or not. */
  pause: 4,
  /** The connection breaks, and any prefix of what is under way arrives. */
  drop: 6,
  crash: 2,
  "crash-before": 4,
  "crash-after": 4,
  fail: 2,
  hibernate: 6,
  deploy: 4,
  /** The same, and the platform kept the sockets. */
  "deploy-kept": 1,
  visit: 1,
  reload: 2,
  duplicate: 2,
  intrude: 1,
  /** The tab is hidden, its document frozen. */
  hide: 2,
  wake: 3,
  /** Something tears nodes out of the page. */
  tear: 1,
  jump: 1,
  /** A user asks for something outside: a message, a task. */
  act: 8,
  /** Something is published for a session, once or twice. */
  publish: 6,
  /** One of what was published is handed in, and acknowledged or not. */
  consume: 8,
} as const;

/** What happens. */
export type StepKind = keyof typeof WEIGHTS;

/** One step. */
export interface Step {
  readonly kind: StepKind;
  readonly a: number;
  readonly b: number;
}

/** A run that can be repeated. */
export interface Schedule {
  readonly seed: number;
  readonly steps: readonly Step[];
}

const KINDS = Object.entries(WEIGHTS).flatMap(([kind, weight]) =>
  Array.from({ length: weight }, () => kind as StepKind),
);

/** Fewest and most steps of a run. */
const LENGTHS: readonly [number, number] = [20, 110];

/** The schedule of a seed. Half of all runs know one or two kinds of faults only, so that rare ones meet themselves. */
export function plan(seed: number): Schedule {
  const random = new Random(seed);
  const isFault = (kind: StepKind): boolean => WEIGHTS[kind] < 10;
  const faults = random.shuffle([...new Set(KINDS)].filter(isFault));
  const excluded = new Set(random.chance(0.5) ? faults.slice(random.below(4) + 1) : []);
  const kinds = KINDS.filter((kind) => !excluded.has(kind));
  const length = LENGTHS[0] + random.below(LENGTHS[1] - LENGTHS[0]);
  const steps = Array.from({ length }, () => ({
    kind: random.pick(kinds),
    a: random.below(1 << 16),
    b: random.below(1 << 16),
  }));
  return { seed, steps };
}

/** As it is written in a test. */
export function printSchedule({ seed, steps }: Schedule): string {
  return `${seed} ${steps.map(({ kind, a, b }) => `${kind}:${a}:${b}`).join(" ")}`;
}

/** Reads what {@link printSchedule} wrote. */
export function parseSchedule(text: string): Schedule {
  const [seed, ...steps] = text.trim().split(/\s+/);
  return {
    seed: Number(seed),
    steps: steps.map((step) => {
      const [kind, a, b] = step.split(":");
      return { kind: kind as StepKind, a: Number(a), b: Number(b) };
    }),
  };
}

/** The shortest schedule to be found that still fails: leaves out ever smaller pieces (Zeller's ddmin, one way). */
export async function shrink<S extends { readonly steps: readonly unknown[] }>(
  schedule: S,
  fails: (schedule: S) => Promise<boolean>,
): Promise<S> {
  let { steps }: { readonly steps: readonly unknown[] } = schedule;
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < steps.length;) {
      const shorter = [...steps.slice(0, from), ...steps.slice(from + size)];
      if (await fails({ ...schedule, steps: shorter })) steps = shorter;
      else from += size;
    }
  }
  return { ...schedule, steps };
}
