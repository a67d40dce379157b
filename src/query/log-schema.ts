/**
 * @module The log of changes, as SQL: one table, and three triggers for each table that live queries read. Triggers run in the
 * transaction of the write, so that the log holds what was committed and nothing else, whoever wrote it: a handler, another
 * Worker, a cascade, or somebody at a prompt. One limit is SQLite's: rows that `insert or replace` throws out fire no trigger
 * of their own.
 */
import { getTableConfig, type SQLiteColumn, type SQLiteTable } from "drizzle-orm/sqlite-core";
import { DormouseError } from "../errors/error.ts";
import { LOG_TABLE } from "../protocol/row-change.ts";
import { keyOf, linksOf } from "./schema.ts";

const CREATE_LOG = `CREATE TABLE IF NOT EXISTS \`${LOG_TABLE}\` (
	\`seq\` integer PRIMARY KEY AUTOINCREMENT,
	\`at\` integer NOT NULL DEFAULT (unixepoch()),
	\`tbl\` text NOT NULL,
	\`op\` text NOT NULL,
	\`key\` text NOT NULL,
	\`cols\` text NOT NULL,
	\`links\` text NOT NULL
);`;

const quote = (name: string): string => `\`${name.replaceAll("`", "``")}\``;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Joins terms as a balanced tree: SQLite allows a depth of 100, and a table may have 100 columns. */
function balanced(terms: readonly string[], operator: string): string {
  const [first] = terms;
  if (first === undefined) return "''";
  if (terms.length === 1) return first;
  const half = terms.length >> 1;
  const left = balanced(terms.slice(0, half), operator);
  return `(${left} ${operator} ${balanced(terms.slice(half), operator)})`;
}

interface Watched {
  readonly name: string;
  readonly columns: readonly string[];
  readonly key: readonly string[];
  readonly links: readonly string[];
}

const namesOf = (columns: readonly SQLiteColumn[]): string[] => columns.map(({ name }) => name);

/** @throws query.no-key, query.log */
function watched(table: SQLiteTable): Watched {
  const config = getTableConfig(table);
  const key = keyOf(table);
  if (key.length === 0) {
    throw new DormouseError("query.no-key", `the table ${config.name} has no primary key`, {
      hint: "rows are told apart by their primary key: declare one",
    });
  }
  const odd = config.columns.find(({ name }) => name.includes(","));
  if (odd !== undefined) {
    throw new DormouseError(
      "query.log",
      `the column ${odd.name} of ${config.name} has a comma in its name`,
    );
  }
  return {
    name: config.name,
    columns: namesOf(config.columns),
    key: namesOf(key),
    links: [...linksOf(table)],
  };
}

/** JSON holds no blobs, and a write must not fail for that. */
function value(row: string, column: string): string {
  const at = `${row}.${quote(column)}`;
  return `CASE typeof(${at}) WHEN 'blob' THEN hex(${at}) ELSE ${at} END`;
}

/** The statement that writes one row of the log. `before` and `after` are `old` or `new`. */
function entry(
  { name, columns, key, links }: Watched,
  op: string,
  { before, after }: { readonly before: string; readonly after: string },
): string {
  const keys = key.map((column) => value(after, column)).join(", ");
  const pairs = links.map(
    (column) => `${literal(column)}, json_array(${value(before, column)}, ${value(after, column)})`,
  );
  const changed = columns.map((column) => {
    const at = quote(column);
    return `CASE WHEN old.${at} IS NOT new.${at} THEN ${literal(`,${column}`)} ELSE '' END`;
  });
  const cols = op === "update" ? `substr(${balanced(changed, "||")}, 2)` : "''";
  return `INSERT INTO ${quote(LOG_TABLE)} (tbl, op, key, cols, links) VALUES (${literal(name)}, '${op}', json_array(${keys}), ${cols}, json_object(${pairs.join(", ")}));`;
}

function differ(columns: readonly string[]): string {
  const each = columns.map((column) => `old.${quote(column)} IS NOT new.${quote(column)}`);
  return balanced(each, "OR");
}

/** Name of the trigger of a table that says what. */
function triggerName(table: string, what: string): string {
  return quote(`_dormouse_${table}_${what}`);
}

/** Statements that make the triggers of one table anew. An update that moves a row to another key is a delete and an insert. */
function triggers(table: Watched): string[] {
  const { name, columns, key } = table;
  const same = `NOT ${differ(key)}`;
  const gone = entry(table, "delete", { before: "old", after: "old" });
  const come = entry(table, "insert", { before: "new", after: "new" });
  const changed = entry(table, "update", { before: "old", after: "new" });
  const one = (what: string, when: string, body: string): string[] => [
    `DROP TRIGGER IF EXISTS ${triggerName(name, what)};`,
    `CREATE TRIGGER ${triggerName(name, what)} AFTER ${when} BEGIN ${body} END;`,
  ];
  const on = quote(name);
  return [
    ...one("insert", `INSERT ON ${on}`, come),
    ...one("update", `UPDATE ON ${on} WHEN ${same} AND ${differ(columns)}`, changed),
    ...one("move", `UPDATE ON ${on} WHEN ${differ(key)}`, `${gone} ${come}`),
    ...one("delete", `DELETE ON ${on}`, gone),
  ];
}

/**
 * The statements of a migration that makes `tables` live. Safe to apply again; to be applied again when a table changes.
 * @throws query.no-key, query.log
 */
export function logMigration(tables: readonly SQLiteTable[]): readonly string[] {
  return [CREATE_LOG, ...tables.flatMap((table) => triggers(watched(table)))];
}
