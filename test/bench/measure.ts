/**
 * @module Measuring: warm-up, then samples until there are enough of them or the time is up; median and p99 with the number of
 * samples. Inputs are made outside the clock, anew for each sample, so that nothing can be won by remembering.
 */
import type { PhoenixBytes } from "./phoenix.ts";

/** One line of a report. */
export interface Measurement {
  readonly name: string;
  readonly unit: "µs" | "ms" | "bytes" | "count" | "turns/s";
  readonly median: number;
  readonly p99: number;
  readonly samples: number;
  /** Size of what went up the wire, where something did (median). */
  readonly up?: number;
  /** Size of what came down the wire, where something did (median). */
  readonly bytes?: number;
  /** How many times as long as what the table names it takes. */
  readonly ratio?: number;
  /** The same operation in Phoenix LiveView. */
  readonly phoenix?: PhoenixBytes;
}

/** How long to measure. */
export interface Budget {
  readonly warmUp: number;
  readonly samples: number;
  readonly limitMs: number;
}

/** Whether benchmarks run only to see that they run. */
export const isQuick = (): boolean => process.env["BENCH"] === "quick";

/** How much of everything. */
export const budget = (): Budget =>
  isQuick()
    ? { warmUp: 3, samples: 10, limitMs: 200 }
    : { warmUp: 2000, samples: 1000, limitMs: 1500 };

/** The value below which `share` of the sorted numbers lie. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Sums up samples. */
export function summarise(
  name: string,
  unit: Measurement["unit"],
  samples: readonly number[],
): Measurement {
  const sorted = samples.toSorted((a, b) => a - b);
  return {
    name,
    unit,
    median: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
    samples: sorted.length,
  };
}

/**
 * Times `run(input)` in microseconds, with a fresh input for each sample. A run that is shorter than the clock's step is
 * repeated `batch` times per sample, each with an input of its own.
 */
export function time<T>(
  name: string,
  make: () => T,
  run: (input: T) => unknown,
  batch = 1,
): Measurement {
  const { warmUp, samples, limitMs } = budget();
  const warm = performance.now() + limitMs / 2;
  for (let i = 0; i < warmUp && performance.now() < warm; i++) run(make());
  const times: number[] = [];
  const end = performance.now() + limitMs;
  while (times.length < samples && performance.now() < end) {
    const inputs = Array.from({ length: batch }, make);
    const start = performance.now();
    for (const input of inputs) run(input);
    times.push(((performance.now() - start) * 1000) / batch);
  }
  return summarise(name, "µs", times);
}

/** Prints lines under a head, aligned: the first column to the left, numbers to the right. */
export function printColumns(head: readonly string[], lines: readonly (readonly string[])[]): void {
  const widths = head.map((text, i) =>
    Math.max(text.length, ...lines.map((line) => line[i]?.length ?? 0)),
  );
  const aligned = (text: string, i: number): string =>
    i === 0 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0);
  const printed = [head, ...lines].map((line) => `${line.map(aligned).join("  ")}\n`);
  process.stdout.write(`${printed.join("")}\n`);
}

function print(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** Prints measurements as a table. @param base what ratios are to */
export function printTable(title: string, rows: readonly Measurement[], base = "to ours"): void {
  const lines = rows.map(({ name, unit, median, p99, samples, up, bytes, ratio }) => [
    name,
    `${print(median)} ${unit}`,
    `${print(p99)} ${unit}`,
    String(samples),
    up === undefined ? "" : `${up} B`,
    bytes === undefined ? "" : `${bytes} B`,
    ratio === undefined ? "" : `× ${print(ratio)}`,
  ]);
  // No column for what none of them has.
  const head = [title, "median", "p99", "samples", "up", "down", base];
  const used = head.map((_, i) => i < 4 || lines.some((line) => line[i] !== ""));
  const only = (cells: readonly string[]): string[] => cells.filter((_, i) => used[i]);
  printColumns(only(head), lines.map(only));
}
