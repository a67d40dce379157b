/**
 * @module An explained query as text: what is read and why, as a tree along the relations; the statements; what SQLite does with them.
 */
import type { ColumnPlan, ListPlan, RowPlan } from "../query/plan.ts";
import type { Statement } from "../query/result.ts";
import type { FieldAnswer } from "./examined.ts";
import { costOf } from "./explain-cost.ts";
import type { Step } from "./explain-database.ts";

/** A statement, and what becomes of it. */
export interface ExplainedStatement extends Statement {
  readonly steps: readonly Step[];
  readonly indexes: readonly string[];
  readonly rowsRead: number;
}

/** A query field that can be planned. */
export interface Explained {
  readonly field: FieldAnswer;
  readonly statements: readonly ExplainedStatement[];
  /** About, by all of them. */
  readonly rowsRead: number;
  /** Where the tables come from. */
  readonly from: string;
}

const many = (n: number): string => n.toLocaleString("en");
const rows = (n: number): string => (n === 1 ? "1 row" : `${many(n)} rows`);

/** A query field, in several lines. */
export function printExplained({ field, statements, rowsRead, from }: Explained): string {
  const marks = [
    `database ${field.binding} ${from}`,
    ...(field.isLive ? ["live"] : []),
    ...(field.unbounded ? ["unbounded"] : []),
    ...(field.allowUnindexed ? ["allowUnindexed"] : []),
  ];
  const lines = [`${field.template}  ${field.view}.${field.field}  (${marks.join(", ")})`, ""];
  if (field.unsaid !== null)
    lines.push(`  its config threw, so that its page is not known: ${field.unsaid}`, "");
  lines.push(...planLines(field), "");
  statements.forEach(({ sql, params, steps, rowsRead: read }, i) => {
    lines.push(...wrap(sql).map((line, at) => `  ${at === 0 ? `${i + 1}.` : "  "} ${line}`));
    if (params.length > 0) lines.push(`     with ${params.map((each) => show(each)).join(", ")}`);
    lines.push("", ...tree(steps).map((line) => `     ${line}`));
    lines.push(`     about ${rows(read)}`, "");
  });
  lines.push(
    `  about ${rows(rowsRead)} read by a render, $${money(costOf(rowsRead))} for 1,000 renders`,
  );
  return lines.join("\n");
}

function show(value: unknown): string {
  return typeof value === "bigint" ? String(value) : JSON.stringify(value);
}

function money(dollars: number): string {
  return dollars === 0 ? "0" : dollars.toFixed(Math.max(2, 1 - Math.floor(Math.log10(dollars))));
}

interface Line {
  readonly name: string;
  readonly text: string;
}

function planLines({ table, limit, read }: Explained["field"]): string[] {
  if (read === null) return [];
  const { plan } = read;
  const asked = [
    ...(plan.counts ? ["how many"] : []),
    ...(plan.exists ? ["whether any"] : []),
    ...(plan.total ? ["total"] : []),
  ];
  const page = limit === null ? [] : [`limit ${many(limit)}`];
  const list = plan.rows === null ? "no rows" : rowText(plan.rows.row);
  const bound = plan.rows === null || limit !== null ? [] : [boundText(plan.rows)];
  const lines: Line[] = [
    { name: table, text: [list, ...bound, ...page, ...asked].join("; ") },
    ...(plan.rows === null ? [] : relations(plan.rows.row, "")),
  ];
  const width = Math.max(...lines.map(({ name }) => name.length));
  return lines.map(({ name, text }) => `  ${name.padEnd(width)}  ${text}`);
}

function boundText({ range, bound }: ListPlan): string {
  if (range !== null && range.to !== null)
    return range.last
      ? `the last ${range.to - range.from}`
      : range.from === 0
        ? `the first ${range.to}`
        : `rows ${range.from + 1} to ${range.to}`;
  return bound === null ? "any number of rows" : `at most ${rows(bound)}`;
}

function rowText({ columns, computed, absent, keyAsId }: RowPlan): string {
  const all = [
    ...columns.map(columnText),
    ...computed.map((name) => `${name} (computed)`),
    ...(keyAsId ? ["id (of the key)"] : []),
  ];
  const left = absent.length === 0 ? "" : `; not now: ${absent.join(", ")}`;
  return all.join(", ") + left;
}

function columnText({ name, reason, control }: ColumnPlan): string {
  if (reason === "key") return `${name} (key)`;
  if (reason === "code") return `${name} (code)`;
  return control ? `${name} (control)` : name;
}

function relations({ ones, manys }: RowPlan, indent: string): Line[] {
  const all = [
    ...ones.map(({ name, read }) => ({
      name,
      text: read === null ? "whether there is one" : rowText(read),
      row: read,
    })),
    ...manys.map(({ name, rows: list, counts, unindexed }) => ({
      name,
      text: [
        ...(list === null ? [] : [rowText(list.row), boundText(list)]),
        ...(counts ? ["how many"] : list === null ? ["whether any"] : []),
        ...(unindexed ? ["no index"] : []),
      ].join("; "),
      row: list?.row ?? null,
    })),
  ];
  return all.flatMap(({ name, text, row }, i) => {
    const isLast = i === all.length - 1;
    const below = row === null ? [] : relations(row, `${indent}${isLast ? "  " : "│ "}`);
    return [{ name: `${indent}${isLast ? "└" : "├"} ${name}`, text }, ...below];
  });
}

/** SQLite's lines, indented as they belong together. */
function tree(steps: readonly Step[]): string[] {
  const below = (parent: number, indent: string): string[] =>
    steps
      .filter((step) => step.parent === parent)
      .flatMap(({ id, detail }) => [indent + detail, ...below(id, `${indent}  `)]);
  return below(0, "");
}

const CLAUSE = /^ (?:from|left join|cross join|where|order by|limit) /;

/** A statement in lines: by clauses, and each subquery that is selected on a line of its own. */
function wrap(sql: string): string[] {
  const lines: string[] = [];
  let [line, depth] = ["", 0];
  for (let at = 0; at < sql.length; at++) {
    const char = sql[at] ?? "";
    if (char === "(") depth++;
    if (char === ")") depth--;
    const isClause = depth === 0 && char === " " && CLAUSE.test(sql.slice(at, at + 12));
    const isSelected = depth === 0 && sql.startsWith(" (select ", at);
    if (!isClause && !isSelected) {
      line += char;
      continue;
    }
    lines.push(line);
    line = isSelected && !isClause ? "  " : "";
  }
  return [...lines, line];
}
