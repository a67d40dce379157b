/**
 * @module Which configs are taken for the same without SQL being made of them, and which never are.
 */
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { configKey } from "../../src/query/config-key.ts";
import { contains } from "../../src/query/contains.ts";
import { declareSource } from "../../src/query/source.ts";
import { fieldOf } from "../query/field.ts";
import { relations } from "../query/library.ts";
import { library } from "../query/open.ts";
import { settle } from "../query/run.ts";
import { each, print, usesOf } from "../query/use.ts";

beforeAll(() => declareSource(relations, "DB"));

describe("[J9] a config that is known makes no SQL", () => {
  const same: readonly (readonly [string, () => object, () => object])[] = [
    [
      "names and values",
      () => ({ where: { id: 1 }, limit: 2 }),
      () => ({ where: { id: 1 }, limit: 2 }),
    ],
    [
      "contains",
      () => ({ where: { title: contains("a") } }),
      () => ({ where: { title: contains("a") } }),
    ],
    ["nothing said", () => ({ where: { id: undefined } }), () => ({ where: { id: undefined } })],
  ];
  test.each(same)("%s", (_, a, b) => {
    expect(configKey(a())).toBe(configKey(b()));
    expect(configKey(a())).not.toBeNull();
  });

  const other: readonly (readonly [string, object, object])[] = [
    ["a number, and its text", { where: { id: 1 } }, { where: { id: "1" } }],
    ["undefined, and nothing", { where: { id: undefined } }, { where: {} }],
    ["undefined, and null", { where: { id: undefined } }, { where: { id: null } }],
    ["another term", { where: { title: contains("a") } }, { where: { title: contains("b") } }],
    [
      "a term, and an object like it",
      { where: { title: contains("a") } },
      { where: { title: { term: "a" } } },
    ],
    [
      "a date, and its text",
      { where: { at: new Date(0) } },
      { where: { at: new Date(0).toJSON() } },
    ],
    ["not a number, and null", { limit: Number.NaN }, { limit: null }],
    ["a large integer, and its text", { where: { id: 3n } }, { where: { id: "3" } }],
    ["zero, and below", { where: { id: 0 } }, { where: { id: -0 } }],
  ];
  test.each(other)("%s are two", (_, a, b) => {
    expect(configKey(a)).not.toBe(configKey(b));
  });

  test.each([
    ["functions", { where: { RAW: () => null } }],
    ["SQL", { orderBy: sql`title` }],
    ["bytes", { where: { cover: new Uint8Array(2) } }],
    ["an object that looks like our signs", { where: { id: { $: "undefined" } } }],
  ])("%s are always asked again", (_, config) => {
    expect(configKey(config)).toBeNull();
  });

  test("an object that the author changes is seen", () => {
    const where = { id: 1 };
    const field = fieldOf(relations.books, usesOf({ rows: each({ title: print }) }), () => ({
      where,
    }));
    const db = library();
    settle(db, field);
    expect(field.map(({ title }) => title)).toEqual(["The Sea"]);
    where.id = 2;
    settle(db, field);
    expect(field.map(({ title }) => title)).toEqual(["Land"]);
  });
});
