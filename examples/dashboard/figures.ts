/**
 * @module Figures that look like a shop's, made from nothing but the hour: the same hour gives the same figures, so that a page
 * has to keep only which hour it shows.
 */

/** What is measured. */
interface Measure {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly base: number;
  readonly swing: number;
  readonly digits: number;
}

const MEASURES: readonly Measure[] = [
  { id: "orders", name: "Orders an hour", unit: "", base: 420, swing: 130, digits: 0 },
  { id: "revenue", name: "Revenue an hour", unit: "€", base: 18_300, swing: 5_200, digits: 0 },
  { id: "visitors", name: "Visitors now", unit: "", base: 2_150, swing: 640, digits: 0 },
  { id: "basket", name: "Average basket", unit: "€", base: 43.2, swing: 6.5, digits: 2 },
  { id: "returns", name: "Returns", unit: "%", base: 3.4, swing: 1.2, digits: 1 },
  { id: "latency", name: "Response time", unit: "ms", base: 38, swing: 14, digits: 0 },
];

const REGIONS = ["Europe", "North America", "Asia", "South America", "Oceania", "Africa"];

/** Hours of a sparkline, and its size in the template's units. */
const HOURS = 24;
const WIDTH = 120;
const HEIGHT = 32;
const DAY = 2 * Math.PI;

/** A card of the dashboard. */
export interface Card {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly value: string;
  readonly change: string;
  readonly rises: boolean;
  /** `x,y x,y …` of an SVG polyline. */
  readonly line: string;
}

/** A row of the table. */
export interface Region {
  readonly id: string;
  readonly orders: number;
  readonly share: string;
}

/** The same number in [0, 1) for the same arguments; the bits of a hash. */
function noise(hour: number, of: number): number {
  let mixed = Math.imul(hour + 1, 0x9e3779b1) ^ Math.imul(of + 1, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}

function at(hour: number, which: number, { base, swing }: Measure): number {
  const wave = Math.sin((hour / HOURS) * DAY + which);
  return base + swing * (0.6 * wave + 0.8 * (noise(hour, which) - 0.5));
}

const print = (value: number, digits: number): string =>
  value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });

function lineOf(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (i: number): string => ((i / (values.length - 1)) * WIDTH).toFixed(1);
  const y = (value: number): string =>
    (HEIGHT - 2 - ((value - low) / (high - low || 1)) * (HEIGHT - 4)).toFixed(1);
  return values.map((value, i) => `${x(i)},${y(value)}`).join(" ");
}

/** The cards at an hour. */
export function cardsAt(hour: number): Card[] {
  return MEASURES.map((measure, which) => {
    const values = Array.from({ length: HOURS }, (_, i) =>
      at(hour - HOURS + 1 + i, which, measure),
    );
    const [before = 0, value = 0] = values.slice(-2);
    const percent = ((value - before) / before) * 100;
    const { id, name, unit, digits } = measure;
    const change = `${percent < 0 ? "−" : "+"}${Math.abs(percent).toFixed(1)} %`;
    return {
      id,
      name,
      unit,
      value: print(value, digits),
      change,
      rises: percent >= 0,
      line: lineOf(values),
    };
  });
}

/** The regions at an hour, most orders first. */
export function regionsAt(hour: number): Region[] {
  const orders = REGIONS.map((id, i) => ({
    id,
    orders: Math.round(40 + 160 * noise(hour, 100 + i)),
  }));
  const all = orders.reduce((sum, region) => sum + region.orders, 0);
  return orders
    .toSorted((a, b) => b.orders - a.orders)
    .map((region) => ({ ...region, share: `${((region.orders / all) * 100).toFixed(1)} %` }));
}
