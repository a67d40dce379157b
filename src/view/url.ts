/**
 * @module Fields that live in the page's URL. What a URL says is read when the view mounts and whenever the page goes
 * somewhere else within the view; it may say anything, so that what does not fit a field leaves it at its initial value.
 * After a turn the URL says what the fields say; a field with its initial value is not in it.
 */
import { QUERY } from "../engine/types.ts";
import { MAX_URL_LENGTH } from "../rpc/claims.ts";
import { record, type UrlMark } from "./decorators.ts";
import type { LiveView } from "./live-view.ts";
import type { Output, Schema } from "./schema.ts";

/** What a URL can say without a schema. */
export type Plain = string | number | boolean | readonly string[];

/** A union of literals needs a schema, since a URL may say anything. */
export type Wide<V> = (
  V extends string ? string : V extends number ? number : V extends boolean ? boolean : V
) extends V
  ? unknown
  : { readonly "needs a schema: choice(…)": never };

/** A field that is neither static nor private. */
export type FieldOf<T, V> = ClassFieldDecoratorContext<T, V> & {
  readonly static: false;
  readonly private: false;
};

/** How a change of the field gets into the URL: as an entry of the history of its own, or in place of the present one. */
export interface UrlOptions {
  readonly history?: "push" | "replace";
}

/** A field in the URL. */
export interface UrlField extends UrlMark {
  readonly name: string;
}

function isSchema(said: Schema | UrlOptions): said is Schema {
  return "~standard" in said;
}

/** The field is in the URL, under its own name. A schema says what it may be. */
export function url(
  options?: UrlOptions,
): <T extends LiveView, V extends Plain>(field: undefined, on: FieldOf<T, V> & Wide<V>) => void;
export function url<S extends Schema>(
  schema: S,
  options?: UrlOptions,
): <T extends LiveView>(field: undefined, on: FieldOf<T, Output<S>>) => void;
export function url(
  said: Schema | UrlOptions = {},
  options: UrlOptions = {},
): (field: undefined, on: Parameters<typeof record>[0]) => void {
  const schema = isSchema(said) ? said : null;
  const { history = "replace" } = isSchema(said) ? options : said;
  return (_field, on) => record(on, "field", { url: { schema, history } });
}

/** The initial values of an instance's fields, under a symbol, so that they are no state. */
const INITIAL: unique symbol = Symbol("dormouse.initial");

/** Notes what a new instance has in its fields. Once, before anything is stored in them. */
export function noteInitial(view: LiveView, fields: readonly UrlField[]): void {
  const initial = new Map(fields.map(({ name }) => [name, Reflect.get(view, name) as unknown]));
  Object.defineProperty(view, INITIAL, { value: initial });
  Object.defineProperty(view, QUERY, { get: () => queryOf(view, fields) });
}

function initialOf(view: LiveView, name: string): unknown {
  const noted: unknown = Reflect.get(view, INITIAL);
  return noted instanceof Map ? noted.get(name) : undefined;
}

/** What a parameter says, as the kind of value that the field has; undefined: nothing of that kind. */
function parse(texts: readonly string[], like: unknown): unknown {
  const [text] = texts;
  if (text === undefined) return undefined;
  if (typeof like === "number") {
    const number = text.trim() === "" ? Number.NaN : Number(text);
    return Number.isFinite(number) ? number : undefined;
  }
  if (typeof like === "boolean")
    return text === "true" ? true : text === "false" ? false : undefined;
  return Array.isArray(like) ? texts : text;
}

async function valueOf(
  { schema }: UrlField,
  texts: readonly string[],
  initial: unknown,
): Promise<unknown> {
  const value = parse(texts, initial);
  if (value === undefined || schema === null) return value ?? initial;
  const validation = await schema["~standard"].validate(value);
  return validation.issues === undefined ? validation.value : initial;
}

/** Sets the fields to what a query says. @param query `?show=open`; empty: nothing @throws what a schema throws */
export async function readUrl(
  view: LiveView,
  fields: readonly UrlField[],
  query: string,
): Promise<void> {
  const parameters = new URLSearchParams(query);
  for (const field of fields) {
    const { name } = field;
    // One after the other: fields are few, and a schema may be anything.
    const value = await valueOf(field, parameters.getAll(name), initialOf(view, name));
    Reflect.set(view, name, value);
  }
}

function print(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? [String(value)]
    : [];
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, i) => text === b[i]);
}

/** What the fields say, without `?`. */
function queryOf(view: LiveView, fields: readonly UrlField[]): string {
  const query = new URLSearchParams();
  for (const { name } of fields) {
    const value = print(Reflect.get(view, name));
    if (!isSame(value, print(initialOf(view, name))))
      for (const text of value) query.append(name, text);
  }
  return query.toString();
}

/** Where a page goes because its fields say so. */
export interface Move {
  /** Absolute. */
  readonly url: string;
  readonly history: "push" | "replace";
}

/** The URL that says what the fields say. Null: `from` does already; or it would be too long, and stays as it is. */
export function writeUrl(view: LiveView, fields: readonly UrlField[], from: string): Move | null {
  if (fields.length === 0) return null;
  const to = new URL(from);
  let move: UrlMark["history"] | null = null;
  for (const { name, history } of fields) {
    const initial = print(initialOf(view, name));
    const value = print(Reflect.get(view, name));
    const said = to.searchParams.getAll(name);
    if (isSame(said.length === 0 ? initial : said, value)) continue;
    to.searchParams.delete(name);
    if (!isSame(value, initial)) for (const text of value) to.searchParams.append(name, text);
    if (move !== "push") move = history;
  }
  const isTooLong = to.pathname.length + to.search.length > MAX_URL_LENGTH;
  return move === null || isTooLong ? null : { url: to.href, history: move };
}
