/**
 * @module Fields that live in the page's URL. What a URL says is read when the view mounts and whenever the page goes
 * somewhere else within the view; it may say anything, so that what does not fit a field leaves it at its initial value.
 * After a turn the URL says what the fields say; a field with its initial value is not in it. A field that the route names
 * (`/board/:id`) is in the path, always: a path that does not fit is no page.
 */
import { QUERY } from "../engine/types.ts";
import { MAX_URL_LENGTH } from "../rpc/claims.ts";
import { record, type UrlMark } from "./decorators.ts";
import type { LiveView } from "./live-view.ts";
import { placesOf, putSegment, segmentAt } from "./route.ts";
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

/** The names of the fields in the path, under a symbol as well. */
const IN_PATH: unique symbol = Symbol("dormouse.path");

/** Notes which fields of a new instance are in the path. */
export function noteRoute(view: LiveView, address: string): void {
  Object.defineProperty(view, IN_PATH, { value: new Set(placesOf(new URL(address)).keys()) });
}

function isInPath(view: LiveView, name: string): boolean {
  const noted: unknown = Reflect.get(view, IN_PATH);
  return noted instanceof Set && noted.has(name);
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

/** What texts say of a field; undefined: nothing that fits it. */
async function valueOf(
  { schema }: UrlField,
  texts: readonly string[],
  initial: unknown,
): Promise<unknown> {
  const value = parse(texts, initial);
  if (value === undefined || schema === null) return value;
  const validation = await schema["~standard"].validate(value);
  return validation.issues === undefined ? validation.value : undefined;
}

/** Sets the fields that the route names to what the path says. @returns false: some do not fit, so there is no such page */
export async function readPath(
  view: LiveView,
  fields: readonly UrlField[],
  address: URL,
): Promise<boolean> {
  for (const [name, place] of placesOf(address)) {
    const field = fields.find((each) => each.name === name);
    const text = segmentAt(address, place);
    // An optional parameter that is not there leaves its field at the initial value.
    if (field === undefined || text === undefined) continue;
    const value = await valueOf(field, [text], initialOf(view, name));
    if (value === undefined) return false;
    Reflect.set(view, name, value);
  }
  return true;
}

/** Sets the fields that are in no path to what a query says. @param query `?show=open`; empty: nothing @throws what a schema throws */
export async function readUrl(
  view: LiveView,
  fields: readonly UrlField[],
  query: string,
): Promise<void> {
  const parameters = new URLSearchParams(query);
  for (const field of fields) {
    const { name } = field;
    if (isInPath(view, name)) continue;
    // One after the other: fields are few, and a schema may be anything.
    const initial = initialOf(view, name);
    Reflect.set(view, name, (await valueOf(field, parameters.getAll(name), initial)) ?? initial);
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
    if (isInPath(view, name) || isSame(value, print(initialOf(view, name)))) continue;
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

function putQuery(
  { searchParams }: URL,
  name: string,
  value: readonly string[],
  initial: readonly string[],
): void {
  const said = searchParams.getAll(name);
  if (isSame(said.length === 0 ? initial : said, value)) return;
  searchParams.delete(name);
  if (!isSame(value, initial)) for (const text of value) searchParams.append(name, text);
}

/** The URL that says what the fields say. Null: `from` does already; or it would be too long, and stays as it is. */
export function writeUrl(view: LiveView, fields: readonly UrlField[], from: string): Move | null {
  if (fields.length === 0) return null;
  const to = new URL(from);
  const places = placesOf(to);
  let move: UrlMark["history"] | null = null;
  for (const { name, history } of fields) {
    const before = to.href;
    const value = print(Reflect.get(view, name));
    const place = places.get(name);
    if (place === undefined) putQuery(to, name, value, print(initialOf(view, name)));
    else if (segmentAt(to, place) !== value[0]) putSegment(to, place, value[0] ?? "");
    if (to.href !== before && move !== "push") move = history;
  }
  const isTooLong = to.pathname.length + to.search.length > MAX_URL_LENGTH;
  return move === null || isTooLong ? null : { url: to.href, history: move };
}
