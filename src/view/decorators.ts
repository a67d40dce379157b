/**
 * @module Decorators that only record. They return nothing, wrap nothing and may stand in any order: what they say is kept
 * in the class's own metadata (TC39 decorator metadata) until the app is put together. `decorate` says the same without
 * syntax.
 */
import { DormouseError } from "../errors/error.ts";
import type { LiveView } from "./live-view.ts";
import type { Output, Schema } from "./schema.ts";

// Before any class of an app is evaluated: lowered decorators look for the symbol when they run.
Reflect.set(Symbol, "metadata", Symbol.metadata ?? Symbol.for("Symbol.metadata"));

/** What `@url` said of a field. */
export interface UrlMark {
  readonly schema: Schema | null;
  readonly history: "push" | "replace";
}

/** What the decorators of a handler or field said. Undefined: nothing. */
export interface Marks {
  readonly isEvent?: true;
  readonly schema?: Schema;
  readonly debounceMs?: number;
  readonly maxWaitMs?: number;
  readonly throttleMs?: number;
  readonly question?: string;
  readonly perMinute?: number;
  readonly url?: UrlMark;
}

/** Key of the marks in a class's metadata, and of those that `decorate` put on a class. */
const MARKS: unique symbol = Symbol("dormouse.marks");

type MarkTable = Map<string, Marks>;

/** A method that is neither static nor private. */
export type MethodOf<T> = ClassMethodDecoratorContext<T> & {
  readonly static: false;
  readonly private: false;
};

/** A decorator of a handler. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- inferred, so that methods with any parameters fit
export type Mark = <T extends LiveView, A extends readonly unknown[]>(
  method: (this: T, ...args: A) => unknown,
  on: MethodOf<T>,
) => void;

function ownTable(holder: object): MarkTable {
  const own: unknown = Object.hasOwn(holder, MARKS) ? Reflect.get(holder, MARKS) : undefined;
  if (own instanceof Map) return own as MarkTable;
  const table: MarkTable = new Map();
  Object.defineProperty(holder, MARKS, { value: table });
  return table;
}

/** What of a decorator's context is used. */
type Member = Pick<DecoratorContext & object, "name" | "metadata"> & {
  /** `any`: said with `decorate`, where types have told methods from fields. */
  readonly kind: string;
  readonly static?: boolean;
  readonly private?: boolean;
};

/** Keeps what a decorator said. @throws view.decorators when it does not stand before a method or field of instances */
export function record(on: Member | undefined, kind: "method" | "field", marks: Marks): void {
  // Legacy decorators pass the name of the method here.
  if (
    typeof on !== "object" ||
    (on.kind !== kind && on.kind !== "any") ||
    on.static === true ||
    on.private === true ||
    typeof on.name !== "string"
  ) {
    throw new DormouseError("view.decorators", `a decorator of a ${kind} stands where it cannot`, {
      hint: `put it before a ${kind} of the view that is neither static nor private, with standard decorators`,
    });
  }
  const table = ownTable(on.metadata);
  table.set(on.name, { ...table.get(on.name), ...marks });
}

/** Makes a method callable from the template. `user`: the schema of what the browser adds (`$value`…), its last argument. */
export function event<S extends Schema = never>(
  user?: S,
): <T extends LiveView, A extends readonly unknown[]>(
  method: (this: T, ...args: [S] extends [never] ? A : [...A, Output<S>]) => unknown,
  on: MethodOf<T>,
) => void {
  return (_method, on) =>
    record(on, "method", user === undefined ? { isEvent: true } : { isEvent: true, schema: user });
}

/** The browser waits until nothing more came for `ms`, at most `maxWaitMs`. */
export function debounce(ms: number, options: { readonly maxWaitMs?: number } = {}): Mark {
  return (_method, on) => record(on, "method", { debounceMs: ms, ...options });
}

/** The browser sends the first and the last of what happens within `ms`. */
export function throttle(ms: number): Mark {
  return (_method, on) => record(on, "method", { throttleMs: ms });
}

/** The browser asks before it sends. */
export function confirm(question: string): Mark {
  return (_method, on) => record(on, "method", { question });
}

/** More than so many calls in a minute are refused. */
export function rateLimit(perMinute: number): Mark {
  return (_method, on) => record(on, "method", { perMinute });
}

/** The decorators of `decorate` for one handler or field. A decorator's own type is not assignable to anything narrower. */
// oxlint-disable-next-line typescript/no-explicit-any -- the only type that every decorator has
type AnyMark = (value: any, on: any) => void;

/** Says with an object what decorators say with syntax. For a static block: `static { decorate(this, { add: [event()] }) }` */
export function decorate<T extends LiveView>(
  view: abstract new () => T,
  marks: { readonly [K in keyof T]?: readonly AnyMark[] },
): void {
  const metadata = {};
  for (const [name, list] of Object.entries<readonly AnyMark[] | undefined>(marks)) {
    const method: unknown = Object.getOwnPropertyDescriptor(view.prototype, name)?.value;
    for (const mark of list ?? [])
      mark(method, { kind: "any", name, static: false, private: false, metadata });
  }
  const table = ownTable(view);
  for (const [name, said] of ownTable(metadata)) table.set(name, { ...table.get(name), ...said });
}

/** Everything that was said of a class's handlers and fields, its ancestors' first. */
export function marksOf(view: object): ReadonlyMap<string, Marks> {
  const parent: unknown = Object.getPrototypeOf(view);
  const table: MarkTable = new Map(typeof parent === "function" ? marksOf(parent) : []);
  const metadata: unknown = Object.hasOwn(view, Symbol.metadata)
    ? Reflect.get(view, Symbol.metadata)
    : null;
  const holders = [typeof metadata === "object" ? metadata : null, view];
  for (const holder of holders) {
    if (holder === null || !Object.hasOwn(holder, MARKS)) continue;
    for (const [name, said] of ownTable(holder)) table.set(name, { ...table.get(name), ...said });
  }
  return table;
}
