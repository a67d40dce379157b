/**
 * @module Schemas for what a browser contributes: the Standard Schema interface (version 1), so that any library fits, and
 * four small ones so that none is needed. They convert nothing: a number is a number, or refused. The output of a schema is
 * what a handler gets, never its input. Source: https://standardschema.dev
 */

/** One thing that is wrong. */
export interface Issue {
  readonly message: string;
}

/** The answer of a schema. */
export type Validation<O> =
  | { readonly value: O; readonly issues?: undefined }
  | { readonly issues: readonly Issue[] };

/** A Standard Schema. */
export interface Schema<I = unknown, O = I> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => Validation<O> | Promise<Validation<O>>;
    readonly types?: { readonly input: I; readonly output: O } | undefined;
  };
}

/** What a schema accepts. */
export type Input<S extends Schema> = NonNullable<S["~standard"]["types"]>["input"];
/** What a schema gives. */
export type Output<S extends Schema> = NonNullable<S["~standard"]["types"]>["output"];

/** Longest text that {@link text} accepts when it is not told, in UTF-16 units. */
const DEFAULT_MAX_TEXT = 10_000;

function schema<O>(accept: (value: unknown) => value is O, expected: string): Schema<unknown, O> {
  const validate = (value: unknown): Validation<O> =>
    accept(value) ? { value } : { issues: [{ message: `expected ${expected}` }] };
  return { "~standard": { version: 1, vendor: "dormouse", validate } };
}

/** A text of at most `max` UTF-16 units. */
export function text(max: number = DEFAULT_MAX_TEXT): Schema<unknown, string> {
  return schema(
    (value): value is string => typeof value === "string" && value.length <= max,
    `a text of at most ${max} characters`,
  );
}

/** A finite number, `min` and `max` included. */
export function number(min: number = -Infinity, max: number = Infinity): Schema<unknown, number> {
  return schema(
    (value): value is number =>
      typeof value === "number" && Number.isFinite(value) && value >= min && value <= max,
    `a number from ${min} to ${max}`,
  );
}

/** True or false. */
export function flag(): Schema<unknown, boolean> {
  return schema((value) => typeof value === "boolean", "true or false");
}

/** One of the texts `of`. */
export function choice<const C extends readonly string[]>(...of: C): Schema<unknown, C[number]> {
  const known = new Set<unknown>(of);
  return schema((value): value is C[number] => known.has(value), `one of ${of.join(", ")}`);
}
