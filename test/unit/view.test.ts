/**
 * @module Views: decorators that record, handlers found once, schemas that convert nothing, state as text.
 */
import { expect, test } from "vitest";
import type { Call, CompiledTemplate } from "../../src/engine/types.ts";
import {
  confirm,
  debounce,
  decorate,
  event,
  marksOf,
  rateLimit,
  throttle,
} from "../../src/view/decorators.ts";
import { createView } from "../../src/view/instance.ts";
import { type Live, LiveView } from "../../src/view/live-view.ts";
import { registerViews, type RegisteredView, type ViewClass } from "../../src/view/registry.ts";
import { choice, flag, number, type Schema, text } from "../../src/view/schema.ts";
import { decodeState, encodeState, readState } from "../../src/view/state.ts";

function template(...calls: Partial<Call>[]): CompiledTemplate {
  const place = { event: "click", template: "page.html", line: 3, column: 7, args: [] };
  const full = calls.map((call) => ({ contributes: "", handler: "", ...place, ...call }));
  return {
    name: "page.html",
    build: "0".repeat(16),
    program: new Uint8Array(0),
    document: false,
    reads: { nodes: [] },
    data: "",
    blocks: [],
    calls: full,
    constant: [],
    templates: ["page.html"],
  };
}

function register(view: ViewClass, ...calls: Partial<Call>[]): RegisteredView {
  const views = registerViews({ Page: view }, { "page.html": template(...calls) });
  const registered = views.get("Page");
  if (registered === undefined) throw new Error("not registered");
  return registered;
}

class Page extends LiveView {
  static readonly template = "page.html";
  title = "x";

  @event(text(3)) @debounce(300, { maxWaitMs: 900 }) search(term: string): void {
    this.title = term;
  }

  @confirm("Sure?") @rateLimit(5) @event() remove(): void {
    this.title = "removed";
  }

  helper(): void {
    this.title = "helped";
  }
}

test("decorators record, in any order, and leave the method as it is", () => {
  const marks = marksOf(Page);
  expect(marks.get("search")).toMatchObject({ isEvent: true, debounceMs: 300, maxWaitMs: 900 });
  expect(marks.get("remove")).toEqual({ isEvent: true, question: "Sure?", perMinute: 5 });
  expect(marks.has("helper")).toBe(false);
  const page = new Page();
  page.remove();
  expect(page.title).toBe("removed");
});

test("a subclass adds to what its parent said, and does not change it", () => {
  class Child extends Page {
    override remove(): void {
      this.title = "child";
    }
    @event() more(): void {
      this.title = "more";
    }
  }
  expect([...marksOf(Child).keys()].toSorted()).toEqual(["more", "remove", "search"]);
  expect(marksOf(Page).has("more")).toBe(false);
  const view = new Child();
  register(Child).handlers.get("remove")?.method.call(view);
  expect(view.title).toBe("child");
});

test("decorate says the same without syntax", () => {
  class Plain extends LiveView {
    static readonly template = "page.html";
    title = "";
    add(title: string): void {
      this.title = title;
    }
    static {
      decorate(this, { add: [event(text(3)), throttle(50)] });
    }
  }
  expect(marksOf(Plain).get("add")).toMatchObject({ isEvent: true, throttleMs: 50 });
  expect(register(Plain).handlers.get("add")?.schema).not.toBe(null);
});

test("decorators of the legacy kind are refused with their own code", () => {
  const legacy = event() as unknown as (target: object, name: string) => void;
  expect(() => legacy({}, "add")).toThrow(expect.objectContaining({ code: "view.decorators" }));
});

test.each(["constructor", "__proto__", "toString", "hasOwnProperty", "helper", "title", ""])(
  "%j is not a handler",
  (name) => {
    expect(register(Page).handlers.has(name)).toBe(false);
    expect(() => register(Page, { handler: name })).toThrow(
      expect.objectContaining({
        code: "view.no-handler",
        message: expect.stringContaining("page.html:3:7") as string,
      }) as Error,
    );
  },
);

test("a method without @event is named in the hint", () => {
  expect(() => register(Page, { handler: "helper" })).toThrow(
    expect.objectContaining({ detail: { hint: "put @event() before helper" } }) as Error,
  );
});

test("what the browser adds needs a schema", () => {
  expect(() => register(Page, { handler: "remove", contributes: "value" })).toThrow(
    expect.objectContaining({ code: "view.no-schema" }) as Error,
  );
  expect(register(Page, { handler: "search", contributes: "value" }).handlers.size).toBe(2);
});

test("a template that was not built, and reserved names, are refused", () => {
  class Lost extends LiveView {
    static readonly template = "lost.html";
  }
  expect(() => register(Lost)).toThrow(expect.objectContaining({ code: "view.no-template" }));
  class Proto extends LiveView {
    static readonly template = "__proto__";
  }
  expect(() => register(Proto)).toThrow(expect.objectContaining({ code: "view.no-template" }));
  class Getter extends LiveView {
    static readonly template = "page.html";
  }
  Object.defineProperty(Getter.prototype, "user", { get: () => 1 });
  expect(() => register(Getter)).toThrow(expect.objectContaining({ code: "view.reserved-name" }));
});

const live: Live = {
  id: "s",
  url: new URL("https://example.org"),
  signal: new AbortController().signal,
  key: "s:1",
  stateBytes: 16,
  enqueue: () => undefined,
  commit: async () => Promise.resolve(),
};

test("what the session sets is there, cannot be lost, and is no state", () => {
  const view = createView(register(Page), { env: { A: 1 }, live, user: { name: "Ada" } });
  expect(view.user).toEqual({ name: "Ada" });
  expect(Object.keys(view)).toEqual(["title"]);
  expect(() => Object.assign(view, { user: null })).toThrow(TypeError);
  expect(encodeState(view)).toBe('[{"title":1},"x"]');
});

test("a field with a reserved name is refused", () => {
  class Field extends LiveView {
    static readonly template = "page.html";
    override readonly user = 1;
  }
  const create = (): LiveView => createView(register(Field), { env: {}, live, user: null });
  expect(create).toThrow(expect.objectContaining({ code: "view.reserved-name" }));
  class Arrow extends LiveView {
    static readonly template = "page.html";
    override mount = (): void => undefined;
  }
  const view = createView(register(Arrow), { env: {}, live, user: null });
  expect(() => encodeState(view)).toThrow(expect.objectContaining({ code: "view.reserved-name" }));
});

class Rich extends LiveView {
  static readonly template = "page.html";
  when = new Date(5);
  tags = new Map([["a", new Set([1n, 2n])]]);
  self: unknown = this.tags;
  nothing: unknown = undefined;
  lost: unknown = null;
  #cache = 7;
  get cached(): number {
    return this.#cache;
  }
}

function again(view: LiveView, registered: RegisteredView): LiveView {
  const restored = createView(registered, { env: {}, live, user: null });
  decodeState(restored, readState(encodeState(view), 0, registered));
  return restored;
}

test("state survives: dates, maps, sets, big integers, identity, undefined; private fields do not", () => {
  const registered = register(Rich);
  const view = new Rich();
  view.when = new Date(9);
  const restored = again(view, registered) as Rich;
  expect(Object.entries(restored)).toEqual(Object.entries(view));
  expect(restored.self).toBe(restored.tags);
  expect("nothing" in restored).toBe(true);
  expect(restored.cached).toBe(7);
});

test("what cannot be stored is named", () => {
  const view = new Rich();
  view.lost = { deep: [() => 1] };
  expect(() => encodeState(view)).toThrow(
    expect.objectContaining({
      code: "session.state-type",
      message: expect.stringContaining("lost.deep[0]") as string,
    }) as Error,
  );
});

test("the limit counts bytes, not characters", () => {
  const view = new Rich();
  view.lost = "ä".repeat(500_000);
  expect(encodeState(view).length).toBeGreaterThan(500_000);
  view.lost = "ä".repeat(530_000);
  expect(() => encodeState(view)).toThrow(
    expect.objectContaining({ code: "session.state-too-large" }) as Error,
  );
});

test("stored fields never replace methods, accessors or what the session sets", () => {
  const view = createView(register(Rich), { env: {}, live, user: "me" });
  decodeState(view, JSON.parse('{"cached":1,"encode":2,"user":3,"toString":4,"when":5}') as object);
  expect(view.user).toBe("me");
  expect((view as Rich).cached).toBe(7);
  expect(Object.hasOwn(view, "toString")).toBe(false);
  expect((view as Rich).when).toBe(5);
});

async function accepts(schema: Schema, value: unknown): Promise<boolean> {
  return (await schema["~standard"].validate(value)).issues === undefined;
}

test.each<[string, Schema, unknown[], unknown[]]>([
  ["text(3)", text(3), ["", "abc"], ["abcd", 1, null, undefined, ["a"], {}]],
  ["number(0, 9)", number(0, 9), [0, 9, 4.5], [-1, 10, Number.NaN, Infinity, "4", null]],
  ["flag()", flag(), [true, false], [0, 1, "true", null]],
  ["choice", choice("a", "b"), ["a", "b"], ["c", "", null, ["a"], "constructor"]],
])("%s converts nothing", async (_, schema, good, bad) => {
  for (const value of good) expect(await accepts(schema, value), String(value)).toBe(true);
  for (const value of bad) expect(await accepts(schema, value), String(value)).toBe(false);
});
