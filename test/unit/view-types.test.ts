/**
 * @module What the types promise authors: compiled by `npm run check`, where a line that should not compile and does is an
 * error. At run time only that the decorators do not get in the way.
 */
import { expect, test } from "vitest";
import { debounce, decorate, event } from "../../src/view/decorators.ts";
import { LiveView } from "../../src/view/live-view.ts";
import type { ViewClass } from "../../src/view/registry.ts";
import { choice, type Input, number, type Output, text } from "../../src/view/schema.ts";

class Typed extends LiveView {
  static readonly template = "page.html";
  calls: unknown[] = [];

  @event() nothing(): void {
    this.calls.push([]);
  }
  @event() fromServer(id: number, name: string): void {
    this.calls.push([id, name]);
  }
  @event(text(9)) @debounce(100) one(value: string): void {
    this.calls.push(value);
  }
  @event(number(0)) async both(id: string, value: number): Promise<void> {
    this.calls.push([id, value]);
    await Promise.resolve();
  }
  @event(choice("a", "b")) chosen(value: "a" | "b"): void {
    this.calls.push(value);
  }
  // @ts-expect-error -- the schema gives a string, the handler wants a number
  @event(text(9)) wrong(value: number): void {
    this.calls.push(value);
  }
  // @ts-expect-error -- the schema allows more than the handler
  @event(text(9)) narrow(value: "a"): void {
    this.calls.push(value);
  }
  static {
    decorate(this, { one: [event(text(3))] });
    // @ts-expect-error -- there is no such method
    decorate(this, { two: [event()] });
  }
}

class NotAView {
  // @ts-expect-error -- only views have handlers
  @event() nothing(): void {}
}

test("a view is a view class, and a schema says its output", () => {
  const view: ViewClass = Typed;
  expect(view.template).toBe("page.html");
  const output: Output<ReturnType<typeof number>> = 1;
  const input: Input<ReturnType<typeof number>> = "unknown is anything";
  expect([output, input]).toHaveLength(2);
  expect(new NotAView()).toBeInstanceOf(NotAView);
});
