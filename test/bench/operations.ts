/**
 * @module The operations of js-framework-benchmark on the gallery's table, by its names: how the page is made ready, and the
 * click that is measured. https://github.com/krausest/js-framework-benchmark
 */

/** One operation. */
export interface Operation {
  readonly name: string;
  /** Clicks before it, from any page. */
  readonly ready: readonly string[];
  /** What is clicked; of the `n`-th sample, so that no two are the same click. */
  readonly click: (n: number) => string;
}

const CREATE = "#run";
const rowOf = (n: number): string => `#tbody tr:nth-child(${2 + (n % 900)})`;

/** All of them, in the order of that benchmark. */
export const OPERATIONS: readonly Operation[] = [
  { name: "create 1,000", ready: ["#clear"], click: () => CREATE },
  { name: "replace 1,000", ready: [CREATE], click: () => CREATE },
  { name: "update every 10th of 1,000", ready: [CREATE], click: () => "#update" },
  { name: "select one of 1,000", ready: [CREATE], click: (n) => `${rowOf(n)} td:nth-child(2) a` },
  { name: "swap two of 1,000", ready: [CREATE], click: () => "#swaprows" },
  { name: "remove one of 1,000", ready: [CREATE], click: (n) => `${rowOf(n)} td:nth-child(3) a` },
  { name: "create 10,000", ready: ["#clear"], click: () => "#runlots" },
  { name: "append 1,000 to 1,000", ready: [CREATE], click: () => "#add" },
  { name: "clear 1,000", ready: [CREATE], click: () => "#clear" },
];
