/**
 * @module What templates are refused, what kinds of use become, conditions, recursion, and what a plan says.
 */
import { beforeAll, describe, expect, test } from "vitest";
import { printDiagnostic } from "../../src/errors/diagnostic.ts";
import { DormouseError } from "../../src/errors/error.ts";
import { declareSource } from "../../src/query/source.ts";
import type { QueryConfig } from "../../src/query/types.ts";
import type { DataUses } from "../../src/engine/types.ts";
import { relations } from "../query/library.ts";
import { openLibrary } from "../query/open.ts";
import { fieldOf } from "../query/field.ts";
import { settle } from "../query/run.ts";
import { each, print, row, type Use, usesOf } from "../query/use.ts";

beforeAll(() => declareSource(relations, "DB"));

type Config = QueryConfig<typeof relations.books>;

/** The first statement of a query of books. */
function sqlOf(use: Use, config: Config = {}): string {
  const field = fieldOf(relations.books, usesOf({ rows: use }), () => config);
  return field
    .needs()
    .map(({ sql }) => sql)
    .join(";\n");
}

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof DormouseError) return printDiagnostic(error);
    throw error;
  }
  return "accepted";
}

describe("[J2] what cannot be read exactly is refused, with code, place and a way out", () => {
  const cases: Record<string, Use> = {
    "an unknown column": each({ titel: print }),
    "an unknown relation": each({ author: row({ boks: each({ title: print }) }) }),
    "a part of a text": each({ title: row({ first: print }) }),
    "a loop over one row": each({ author: each({ name: print }) }),
    "a field of a list": each({ tags: row({ label: print }) }),
    "something else of a query": { members: { count: print } },
    "a row as text": each({ author: print }),
    "a list as text": each({ tags: print }),
    "all rows as JSON": { whole: true },
    bytes: each({ cover: print }),
    "a relation without an index": each({ notes: each({ body: print }) }),
    "an unindexed count": each({ notes: { length: true } }),
    "an unknown column under a condition that does not hold": each({
      titel: { value: true, guard: 0 },
    }),
  };
  test.each(Object.entries(cases))("%s", (_, use) => {
    const uses = usesOf({ rows: use }, [{ path: ["isAdmin"], is: true }]);
    const text = refusal(() => fieldOf(relations.books, uses).needs());
    expect(text).toMatch(/^query\.[a-z-]+: .*\n {2}--> page\.html:3:7\n.*/);
    expect(text).toMatchSnapshot();
  });

  test("what an author allows is in the plan", () => {
    const field = fieldOf(
      relations.books,
      usesOf({ rows: each({ notes: each({ body: print }) }) }),
      () => ({ allowUnindexed: true, unbounded: true }),
    );
    settle(openLibrary(), field);
    expect(field.plan?.rows?.row.manys).toMatchObject([{ unindexed: true, rows: { bound: null } }]);
    expect(field.plan?.rows?.bound).toBeNull();
  });

  test("a table without a database", () => {
    const { books } = relations;
    expect(refusal(() => fieldOf({ ...books }, usesOf({ rows: each({}) })).needs())).toMatch(
      "query.no-database: no database has the table books",
    );
  });
});

describe("[J3] the kind of use decides what is read", () => {
  test("only the length: COUNT, for the query and in it", () => {
    expect(sqlOf({ length: true })).toBe('select count(*) as c0 from "books" as t0');
    expect(sqlOf(each({ reviews: { length: true } }))).toContain("(select count(*) from");
  });
  test("of a page: the length of the page", () => {
    expect(sqlOf({ length: true }, { limit: 5 })).toBe(
      'select count(*) as c0 from (select 1 from "books" as t0 limit ?)',
    );
  });
  test("only whether there are any: EXISTS", () => {
    expect(sqlOf({ truthy: true })).toBe('select exists (select 1 from "books" as t0) as c0');
    expect(sqlOf(each({ reviews: { truthy: true } }))).toContain("exists (select 1 from");
  });
  test("only whether there is one: the foreign key, when it is enforced", () => {
    expect(sqlOf(each({ editor: { truthy: true } }))).toBe(
      'select "t0"."editor_id" as c0, "t0"."id" as c1 from "books" as t0 order by t0."id" limit ?',
    );
    expect(sqlOf(each({ anyReview: { truthy: true } }))).toContain("left join");
  });
  test("the length of a list that is read to its end is not counted", () => {
    expect(sqlOf(each({ tags: each({ label: print }, { length: true }) }))).not.toContain("count(");
  });
  test("a part of a list is a limit, also nested", () => {
    const some = each({ label: print }, { range: { from: 2, to: 5 } });
    expect(sqlOf(each({ tags: some }))).toContain(" limit 3 offset 2)");
    const field = fieldOf(
      relations.books,
      usesOf({ rows: { ...each({}), range: { from: 0, to: 1 } } }),
    );
    expect(field.needs()[0]?.params).toEqual([1]);
  });
  test("the last of a list: its order, from the end", () => {
    const last = each({ label: print }, { range: "last" });
    expect(sqlOf(each({ tags: last }))).toContain(" desc limit 1)");
  });
  test("counting through a junction does not follow it", () => {
    expect(sqlOf(each({ tags: { length: true } }))).not.toContain('"tags"');
  });
  test("the total is a second statement, without limit and order", () => {
    const use = { ...each({}), members: { total: print } };
    expect(sqlOf(use, { limit: 5, orderBy: { title: "asc" } }).split(";\n")[1]).toBe(
      'select count(*) as c0 from "books" as t0',
    );
  });
  test("what only decides branches is marked, and the rest is not", () => {
    const field = fieldOf(
      relations.books,
      usesOf({ rows: each({ title: print, isPublic: { truthy: true, control: true } }) }),
    );
    settle(openLibrary(), field);
    const columns = field.plan?.rows?.row.columns.map(({ name, reason, control }) => [
      name,
      reason,
      control,
    ]);
    expect(columns).toEqual([
      ["title", "template", false],
      ["isPublic", "template", true],
      ["id", "key", true],
    ]);
  });
});

describe("[J4] a branch that is known not to be taken is not in the query", () => {
  const secret: Use = { value: true, guard: 0 };
  const uses = usesOf({ rows: each({ title: print, weight: secret }) }, [
    { path: ["user", "isAdmin"], is: true },
  ]);
  const columns = (view: object): string | undefined =>
    fieldOf(relations.books, uses, () => ({}), { view }).needs()[0]?.sql;
  test("for one user it is read, for another not", () => {
    expect(columns({ user: { isAdmin: true } })).toContain("weight");
    expect(columns({ user: { isAdmin: false } })).not.toContain("weight");
    expect(columns({ user: null })).not.toContain("weight");
  });
  test("a condition inside another holds only with it", () => {
    const nested = usesOf(
      { rows: each({ author: { ...row({ name: { value: true, guard: 1 } }), guard: 0 } }) },
      [
        { path: ["a"], is: true },
        { path: ["b"], is: false },
      ],
    );
    const reads = (view: object): boolean =>
      fieldOf(relations.books, nested, () => ({}), { view })
        .needs()[0]
        ?.sql.includes('"name"') === true;
    expect([reads({ a: 1, b: 0 }), reads({ a: 1, b: 1 }), reads({ a: "", b: 0 })]).toEqual([
      true,
      false,
      false,
    ]);
  });
  test("a condition on rows counts either way", () => {
    const onRows = usesOf({ rows: each({ title: print, weight: secret }) }, [
      { path: ["rows"], is: true },
    ]);
    expect(fieldOf(relations.books, onRows).needs()[0]?.sql).toContain("weight");
  });
  test("a condition that changes with the rows is asked again, and ends", () => {
    const db = openLibrary();
    db.exec(
      "insert into authors (id, name) values (1, 'Ann'); insert into books (id, title, author_id, weight) values (1, 'Sea', 1, 2)",
    );
    const view: { rows?: readonly object[]; readonly user: object } = {
      get user() {
        return { isAdmin: (this.rows?.length ?? 0) > 0 };
      },
    };
    const field = fieldOf(relations.books, uses, () => ({}), { view });
    expect(settle(db, field).map(([first]) => first?.sql.includes("weight"))).toEqual([
      false,
      true,
    ]);
    const flips = {
      count: 0,
      get user() {
        return { isAdmin: this.count++ % 2 === 0 };
      },
    };
    expect(
      settle(
        db,
        fieldOf(relations.books, uses, () => ({}), { view: flips }),
      ).length,
    ).toBeLessThan(4);
  });
  test("an error there is found all the same", () => {
    const wrong = usesOf({ rows: each({ wieght: secret }) }, [{ path: ["user"], is: true }]);
    expect(refusal(() => fieldOf(relations.books, wrong).needs())).toContain(
      "did you mean weight?",
    );
  });
});

/** A template that includes itself for the replies of a review. */
function thread(): DataUses {
  const plain = usesOf({ rows: each({ stars: print, replies: each({}, { truthy: true }) }) });
  const list = plain.nodes.findIndex((node) => node.members["replies"] !== undefined);
  const replies = plain.nodes[list]?.members["replies"] ?? -1;
  return {
    ...plain,
    nodes: plain.nodes.map((node, id) => (id === replies ? { ...node, each: list } : node)),
  };
}

describe("[J7] a template that includes itself needs a depth", () => {
  const ask = (depth?: number): string =>
    refusal(() =>
      fieldOf(relations.reviews, thread(), () => (depth === undefined ? {} : { depth })).needs(),
    );
  test("none, and one that is none", () => {
    expect(ask()).toMatchSnapshot();
    expect(ask(0)).toContain("query.config");
    expect(ask(21)).toContain("a whole number from 1 to 20");
    expect(ask(20)).toContain("D1 takes 18");
    expect(ask(17)).toBe("accepted");
  });
  test("rows are read to that depth, and below it only whether there are more", () => {
    const db = openLibrary();
    db.exec(
      "pragma foreign_keys = off; insert into reviews (id, book_id, stars, parent_id) values (1,1,1,null),(2,1,2,1),(3,1,3,2),(4,1,4,3)",
    );
    const field = fieldOf(relations.reviews, thread(), () => ({ depth: 2, where: { id: 1 } }));
    settle(db, field);
    expect(field[0]).toMatchObject({
      stars: 1,
      replies: [{ stars: 2, replies: [{ stars: 3, replies: {} }] }],
    });
    expect(JSON.stringify(field)).not.toContain('"stars":4');
  });
  test("D1 takes as many lists in lists as we allow", () => {
    settle(
      openLibrary(),
      fieldOf(relations.reviews, thread(), () => ({ depth: 17 })),
    );
    let deepest: Use = each({ book: row({ anyReview: row({ stars: print }) }) });
    for (let level = 0; level < 18; level++) deepest = each({ stars: print, replies: deepest });
    settle(openLibrary(), fieldOf(relations.reviews, usesOf({ rows: deepest })));
  });
});
