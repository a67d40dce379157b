/**
 * @module The template language as types: what can be shown, what can be gone through, what filters take and give. Stricter than the
 * language, which forgives everything: what makes no sense is an error here, such as the decimals of a title.
 */

/** A declaration file. */
export const LANGUAGE = `type Nothing = null | undefined;
type Text = string | number | bigint | boolean | Date | Nothing;
type List = Iterable<unknown> | Readonly<Record<string, unknown>> | Nothing;
type Countable = { readonly length: number } | { readonly size: number };
type Item<T> = 0 extends 1 & T ? any
  : T extends ReadonlyMap<infer K, unknown> ? K
  : T extends Iterable<infer I> ? I
  : T extends Nothing ? never
  : string;

export interface Language {
  show(value: Text): void;
  use(value: unknown): void;
  test(value: unknown): boolean;
  not(value: unknown): boolean;
  ordered(a: Text, b: Text): boolean;
  within(item: unknown, all: List): boolean;
  each<T extends List>(all: T): Iterable<Item<T>>;
  firstof<T extends readonly unknown[]>(...all: T): T[number];
  cycle<const T extends readonly unknown[]>(...all: T): T[number];
  regroup<T extends List, K>(all: T, by: (item: Item<T>) => K): readonly { readonly grouper: K; readonly list: readonly Item<T>[] }[];
  sort<T extends List>(all: T, by: (item: Item<T>) => unknown): readonly Item<T>[];
  query(query: string, value: Text | Iterable<Text>, name: string): string;
  forloop<P>(parentloop: P): ForLoop<P>;
}

interface ForLoop<P> {
  readonly counter: number;
  readonly counter0: number;
  readonly revcounter: number;
  readonly revcounter0: number;
  readonly first: boolean;
  readonly last: boolean;
  readonly length: number;
  readonly parentloop: P;
}

export interface Filters {
  default<T, O>(value: T, other: O): NonNullable<T> | O;
  default_if_none<T, O>(value: T, other: O): NonNullable<T> | O;
  upper(value: Text): string;
  lower(value: Text): string;
  title(value: Text): string;
  capfirst(value: Text): string;
  truncatechars(value: Text, length: number | Nothing): string;
  length(value: string | Countable | Nothing): number;
  safe<T>(value: T): T;
  escape<T>(value: T): T;
  date(value: Date | Nothing, format?: string | Nothing): string;
  floatformat(value: number | bigint | Nothing, places?: number | string | Nothing): string;
  pluralize(value: number | bigint | boolean | string | Countable | Nothing, endings?: string): string;
  add(value: unknown, other: unknown): any;
  yesno(value: unknown, texts?: string): string;
  join(all: Iterable<Text> | Nothing, by: string): string;
  first<T extends List>(all: T): Item<T> | undefined;
  last<T extends List>(all: T): Item<T> | undefined;
  slice<T extends List>(all: T, range: string | number | Nothing): T extends string ? string : readonly Item<T>[];
  divisibleby(value: number | bigint | Nothing, by: number | bigint | Nothing): boolean;
  json_script(value: unknown, id?: string): string;
}
`;
