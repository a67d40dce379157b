/**
 * @module The operations of js-framework-benchmark through the whole system on loopback: Chromium, workerd, the durable write. From
 * the click to the frame that shows it, and how much of that is over when the DOM is changed. The gallery's own script, which
 * writes the page's figures after each turn, is in it.
 */
import type { Page } from "playwright-core";
import { openGallery } from "../browser/harness.ts";
import { isQuick, type Measurement, printTable, summarise } from "./measure.ts";
import { type Operation, OPERATIONS } from "./operations.ts";

const WARM_UP = isQuick() ? 0 : 3;
const SAMPLES = isQuick() ? 2 : 25;
/** For one operation, getting ready included; then there are fewer samples, but not fewer than `FEWEST`. */
const LIMIT_MS = 12_000;
const FEWEST = 5;

/** What one click took, in milliseconds and in bytes of messages. */
interface Clicked {
  readonly changed: number;
  readonly painted: number;
  readonly up: number;
  readonly down: number;
}

/** Runs in the page: clicks, and waits until what it changed was painted. */
function click(selector: string): Promise<Clicked> {
  const element = document.querySelector<HTMLElement>(selector);
  if (element === null) throw new Error(`no ${selector}`);
  const costs = Reflect.get(globalThis, "costs") as { up: number; down: number };
  const { up, down } = { ...costs };
  return new Promise((resolve) => {
    const start = performance.now();
    document.addEventListener(
      "dormouse:turn",
      () => {
        const changed = performance.now() - start;
        // A task that was posted before the frame is painted runs after it.
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.addEventListener("message", () => {
            const painted = performance.now() - start;
            resolve({ changed, painted, up: costs.up - up, down: costs.down - down });
          });
          port1.start();
          port2.postMessage(null);
        });
      },
      { once: true },
    );
    element.click();
  });
}

/** Runs in the page, before any click: notes what it has cost. */
function noteCosts(): void {
  const costs = { up: 0, down: 0 };
  Object.assign(globalThis, { costs });
  document.addEventListener("dormouse:turn", (event) => {
    if (event instanceof CustomEvent) Object.assign(costs, event.detail);
  });
}

async function measure(page: Page, operation: Operation): Promise<Measurement[]> {
  const clicks: Clicked[] = [];
  const end = performance.now() + LIMIT_MS;
  for (let n = 0; n < WARM_UP + SAMPLES; n++) {
    if (clicks.length >= FEWEST && performance.now() > end) break;
    for (const selector of operation.ready) await page.evaluate(click, selector);
    const clicked = await page.evaluate(click, operation.click(n));
    if (n >= WARM_UP) clicks.push(clicked);
  }
  const of = (what: keyof Clicked): number[] => clicks.map((clicked) => clicked[what]);
  const median = (what: keyof Clicked): number => summarise("", "bytes", of(what)).median;
  const bytes = { up: median("up"), bytes: median("down") };
  return [
    { ...summarise(operation.name, "ms", of("painted")), ...bytes },
    summarise("  of that until the DOM is changed", "ms", of("changed")),
  ];
}

/** All of it. */
export async function operationsBench(): Promise<Measurement[]> {
  const gallery = await openGallery();
  try {
    await using visit = await gallery.visit("/table");
    const { page } = visit;
    await page.evaluate(noteCosts);
    const rows: Measurement[] = [];
    for (const operation of OPERATIONS) rows.push(...(await measure(page, operation)));
    printTable("click → painted, durable write included", rows);
    return rows;
  } finally {
    await gallery.close();
  }
}
