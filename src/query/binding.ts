/**
 * @module A D1 binding whose writes tell what they changed. A write becomes a batch with one more statement, which reads what the
 * triggers have logged; so the same round trip and the same transaction, and nothing is told of a write that failed. Reads pass
 * through. Wrapping the binding and not Drizzle's query builder is what makes raw SQL and `batch` tell as well.
 */
import type {
  D1Database,
  D1DatabaseSession,
  D1PreparedStatement,
  D1Result,
} from "@cloudflare/workers-types";
import {
  LOG_COLUMNS,
  LOG_TABLE,
  type LogRow,
  readChange,
  type RowChange,
} from "../protocol/row-change.ts";

/** What was committed. */
export interface Committed {
  readonly changes: readonly RowChange[];
  /** Place of the last change in the log, at least that of this write's. */
  readonly head: number;
}

/** Who is told. */
export interface Listener {
  /** A write is about to begin. */
  wrote(): void;
  /** A write has changed a watched table. Awaited before the writer goes on. Never throws. */
  committed(committed: Committed): Promise<void>;
}

/** More rows than this are left to the room, which reads what it misses. */
const MAX_ROWS = 500;

/** The log from a place on; from near its end when no place is known. */
const TAIL = `SELECT ${LOG_COLUMNS} FROM ${LOG_TABLE} WHERE seq > coalesce(?, (SELECT max(seq) FROM ${LOG_TABLE}) - ${MAX_ROWS}) ORDER BY seq LIMIT ${MAX_ROWS}`;

/** Whether a statement may write. What is not known for a read is taken for a write. */
export function isWrite(sql: string): boolean {
  const bare = sql.replace(/^(\s|--[^\n]*\n|\/\*[^]*?\*\/)+/, "");
  if (/^with\b/i.test(bare)) return /\b(insert|update|delete|replace)\b/i.test(bare);
  return !/^(select|values|explain|pragma)\b/i.test(bare);
}

function hasNoLog(error: unknown): boolean {
  return error instanceof Error && error.message.includes(`no such table: ${LOG_TABLE}`);
}

/** The binding's own statement behind each of ours, and its text. */
const inner = new WeakMap<D1PreparedStatement, Plain>();

interface Plain {
  readonly statement: D1PreparedStatement;
  readonly sql: string;
}

/** A statement that a caller may have made with the binding or with ours. */
function plainOf(statement: D1PreparedStatement): D1PreparedStatement {
  return inner.get(statement)?.statement ?? statement;
}

/** A database, or a session of one: what statements are made with and batched by. */
type Statements = Pick<D1Database, "prepare" | "batch">;

/** What is known of a database's log, by all who write to it in this isolate. */
interface Knowledge {
  /** Place of the last change that was told; null: not looked yet. */
  seen: number | null;
  /** A database without a log: nothing there is live, and writes are left as they are. */
  isLogged: boolean;
}

/** Writes, and tells. */
class Watcher {
  readonly #database: Statements;
  readonly #listener: Listener;
  readonly #knowledge: Knowledge;

  constructor(database: Statements, listener: Listener, knowledge: Knowledge) {
    this.#database = database;
    this.#listener = listener;
    this.#knowledge = knowledge;
  }

  /** Runs statements of which one may write. @throws what D1 throws, and then nothing was committed or told */
  async write(statements: readonly D1PreparedStatement[]): Promise<D1Result[]> {
    this.#listener.wrote();
    if (!this.#knowledge.isLogged) return this.#plainly(statements);
    const tail = this.#database.prepare(TAIL).bind(this.#knowledge.seen);
    let results: D1Result[];
    try {
      results = await this.#database.batch([...statements, tail]);
    } catch (error) {
      if (!hasNoLog(error)) throw error;
      this.#knowledge.isLogged = false;
      return this.#plainly(statements);
    }
    const logged = results.pop();
    await this.#tell((logged?.results ?? []) as LogRow[]);
    return results;
  }

  async #plainly(statements: readonly D1PreparedStatement[]): Promise<D1Result[]> {
    return statements.length === 0 ? [] : this.#database.batch([...statements]);
  }

  async #tell(rows: readonly LogRow[]): Promise<void> {
    const last = rows.at(-1);
    // Another write of this isolate may have told of these already.
    if (last === undefined || last.seq <= (this.#knowledge.seen ?? 0)) return;
    this.#knowledge.seen = last.seq;
    await this.#listener.committed({ changes: rows.map(readChange), head: last.seq });
  }
}

/** A statement that tells when it writes. */
class WatchedStatement {
  readonly #watcher: Watcher;
  readonly #plain: Plain;

  constructor(watcher: Watcher, plain: Plain) {
    this.#watcher = watcher;
    this.#plain = plain;
  }

  static make(watcher: Watcher, plain: Plain): D1PreparedStatement {
    const made = new WatchedStatement(watcher, plain) as unknown as D1PreparedStatement;
    inner.set(made, plain);
    return made;
  }

  bind(...values: unknown[]): D1PreparedStatement {
    const { statement, sql } = this.#plain;
    return WatchedStatement.make(this.#watcher, { statement: statement.bind(...values), sql });
  }

  async #written(): Promise<D1Result<Record<string, unknown>>> {
    const [result] = await this.#watcher.write([this.#plain.statement]);
    return result as D1Result<Record<string, unknown>>;
  }

  async run(): Promise<D1Result> {
    return isWrite(this.#plain.sql) ? this.#written() : this.#plain.statement.run();
  }

  async all(): Promise<D1Result> {
    return isWrite(this.#plain.sql) ? this.#written() : this.#plain.statement.all();
  }

  async first(column?: string): Promise<unknown> {
    const { statement, sql } = this.#plain;
    if (!isWrite(sql)) return column === undefined ? statement.first() : statement.first(column);
    const row = (await this.#written()).results[0] ?? null;
    return column === undefined || row === null ? row : row[column];
  }

  async raw(options?: { columnNames?: boolean }): Promise<unknown[]> {
    const { statement, sql } = this.#plain;
    if (!isWrite(sql)) {
      return options?.columnNames === true ? statement.raw({ columnNames: true }) : statement.raw();
    }
    // A batch answers with objects: `returning` names each column once, so nothing is lost.
    const rows = (await this.#written()).results;
    const values = rows.map((row) => Object.values(row));
    return options?.columnNames === true ? [Object.keys(rows[0] ?? {}), ...values] : values;
  }
}

/** Statements that tell of their writes. */
function watch(database: Statements, watcher: Watcher): Statements {
  return {
    prepare: (sql) => WatchedStatement.make(watcher, { statement: database.prepare(sql), sql }),
    async batch<T>(statements: D1PreparedStatement[]): Promise<D1Result<T>[]> {
      const plain = statements.map(plainOf);
      const writes = statements.some((each) => isWrite(inner.get(each)?.sql ?? ""));
      if (!writes) return database.batch<T>(plain);
      return (await watcher.write(plain)) as D1Result<T>[];
    },
  };
}

/** `database`, telling of its writes, those in sessions of it as well. */
export function watchWrites(database: D1Database, listener: Listener): D1Database {
  const knowledge: Knowledge = { seen: null, isLogged: true };
  const watcher = new Watcher(database, listener, knowledge);
  const watched: Pick<D1Database, "prepare" | "batch" | "exec" | "withSession" | "dump"> = {
    ...watch(database, watcher),
    async exec(sql) {
      const done = await database.exec(sql);
      await watcher.write([]);
      return done;
    },
    withSession(constraint) {
      const session = database.withSession(constraint);
      const statements = watch(session, new Watcher(session, listener, knowledge));
      const face: Pick<D1DatabaseSession, "prepare" | "batch" | "getBookmark"> = {
        ...statements,
        getBookmark: () => session.getBookmark(),
      };
      return face;
    },
    dump: async () => database.dump(),
  };
  return watched;
}
