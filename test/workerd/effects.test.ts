/**
 * @module What a turn does outside of its session, against the real thing: D1 batches that happen once, messages that survive
 * a crash, runs of tasks that are begun again.
 */
import { env } from "cloudflare:workers";
import { count, eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { beforeEach, expect, test } from "vitest";
import { COMMITS_TABLE } from "../../src/session/d1-commit.ts";
import { event } from "../../src/view/decorators.ts";
import { type Awaitable, LiveView } from "../../src/view/live-view.ts";
import { number } from "../../src/view/schema.ts";
import { inSession } from "./bound-session.ts";

const { ORDERS, OTHER } = env as unknown as { ORDERS: D1Database; OTHER: D1Database };
const orders = sqliteTable("orders", { id: integer().primaryKey(), what: text().notNull() });
const db = drizzle(ORDERS);

async function ordered(): Promise<number> {
  const [row] = await db.select({ n: count() }).from(orders);
  return row?.n ?? -1;
}

beforeEach(async () => {
  await ORDERS.exec("DROP TABLE IF EXISTS orders");
  await ORDERS.exec("DROP TABLE IF EXISTS _dormouse_commits");
  await ORDERS.exec("CREATE TABLE orders (id INTEGER PRIMARY KEY, what TEXT NOT NULL)");
  await ORDERS.exec(COMMITS_TABLE);
});

/** On the page of the gallery's counter. */
class Counter extends LiveView {
  static readonly template = "counter/counter.html";
  clicks = 0;
  readonly status = "";
  readonly history: [] = [];

  @event() increment(): Awaitable<void> {
    this.clicks++;
  }

  @event() decrement(): Awaitable<void> {}

  @event(number()) setStep(_step: number): void {}
}

/** Its buttons order something. */
class Orders extends Counter {
  @event() override async increment(): Promise<void> {
    await super.increment();
    await this.live.commit([db.insert(orders).values({ what: "cheese" })]);
  }

  @event() override async decrement(): Promise<void> {
    await this.live.commit([db.insert(orders).values({ what: "nuts" })]);
    await this.live.commit([
      db.insert(orders).values({ what: "more nuts" }),
      db.update(orders).set({ what: "walnuts" }).where(eq(orders.what, "nuts")),
    ]);
  }
}

test("[O5] a batch is written with the event", async () => {
  await inSession(Orders, async (bound) => {
    await bound.click("increment");
    expect(bound.rejected).toEqual([]);
    expect(await ordered()).toBe(1);
  });
});

test("[O5] a crash between the batch and the session's commit: it is written once, and the event counts once", async () => {
  await inSession(Orders, async (bound) => {
    bound.storage.crashesNext = true;
    const lost = await bound.click("increment");
    expect(await ordered()).toBe(1);
    expect(bound.storage.load()?.record.last).toBe(0);
    bound.crash();
    await bound.connect([lost]);
    expect(bound.rejected).toEqual([]);
    expect(bound.storage.load()?.record.last).toBe(1);
    expect(bound.state).toContain('"clicks"');
    expect(await ordered()).toBe(1);
    await bound.click("increment");
    expect(await ordered()).toBe(2);
  });
});

test("[O5] two batches of one event are two, each once", async () => {
  await inSession(Orders, async (bound) => {
    bound.storage.crashesNext = true;
    const lost = await bound.click("decrement");
    bound.crash();
    await bound.connect([lost]);
    expect(bound.rejected).toEqual([]);
    const rows = await db.select({ what: orders.what }).from(orders).orderBy(orders.id);
    expect(rows).toEqual([{ what: "walnuts" }, { what: "more nuts" }]);
  });
});

test("[O5] a batch that fails writes nothing, its key neither", async () => {
  class Failing extends Counter {
    @event() override async increment(): Promise<void> {
      await this.live.commit([
        db.insert(orders).values({ id: 1, what: "cheese" }),
        db.insert(orders).values({ id: 1, what: "cheese again" }),
      ]);
    }
  }
  await inSession(Failing, async (bound) => {
    await bound.click("increment");
    expect(bound.rejected).toEqual(["event.failed"]);
    expect(await ordered()).toBe(0);
    expect((await ORDERS.prepare("SELECT * FROM _dormouse_commits").all()).results).toEqual([]);
  });
});

test("[O6] without its table the error names the migration", async () => {
  await ORDERS.exec("DROP TABLE _dormouse_commits");
  await inSession(Orders, async (bound) => {
    await bound.click("increment");
    expect(bound.rejected).toEqual(["commit.no-table"]);
    const [{ error } = { error: null }] = bound.logged;
    expect(error).toMatchObject({
      detail: {
        hint: expect.stringMatching(
          /migrations\/\d+_dormouse_commits\/migration\.sql.*CREATE TABLE/,
        ),
      },
    });
    expect(await ordered()).toBe(0);
  });
});

test("[O6] what is no statement of one D1 database is refused", async () => {
  const other = drizzle(OTHER);
  const wrong: readonly (() => unknown[])[] = [
    () => [],
    () => [{ sql: "DELETE FROM orders" }],
    () => [db.insert(orders).values({ what: "a" }), other.insert(orders).values({ what: "b" })],
  ];
  for (const statements of wrong) {
    class Wrong extends Counter {
      @event() override async increment(): Promise<void> {
        await this.live.commit(statements() as Parameters<typeof this.live.commit>[0]);
      }
    }
    // One object at a time: they share a database.
    await inSession(Wrong, async (bound) => {
      await bound.click("increment");
      expect(bound.rejected).toEqual(["commit.statements"]);
    });
  }
  expect(await ordered()).toBe(0);
});

test("[O6] a callback has no name of its own to be told apart by", async () => {
  class Connecting extends Counter {
    override async onConnect(): Promise<void> {
      await this.live.commit([db.insert(orders).values({ what: "cheese" })]);
    }
  }
  await inSession(Connecting, async (bound) => {
    expect(bound.logged.map(({ code }) => code)).toEqual(["commit.no-turn"]);
    expect(await ordered()).toBe(0);
  });
});

test("[O1] [O3] the queue of a binding is found by its name, and a message survives a crash", async () => {
  const { REPORTS } = env as unknown as { REPORTS: Queue };
  class Reports extends Counter {
    @event() override increment(): void {
      this.clicks++;
      this.live.enqueue((this.env as unknown as { REPORTS: Queue }).REPORTS, { of: this.live.key });
    }
  }
  expect(REPORTS).toBeDefined();
  await inSession(Reports, async (bound, state) => {
    await bound.click("increment");
    expect(bound.rejected).toEqual([]);
    const [message] = bound.storage.dueMessages(bound.clock.now(), 8);
    expect(message).toMatchObject({ queue: "REPORTS", attempts: 0 });
    expect(await state.storage.getAlarm()).not.toBe(null);
    bound.crash();
    await bound.session.alarm();
    expect(bound.storage.outboxSize()).toEqual({ messages: 0, nextAt: null });
    expect(bound.logged).toEqual([]);
  });
});
