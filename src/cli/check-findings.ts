/**
 * @module What the compiler complains of, in the places and words of templates. A complaint about a part of an expression belongs to
 * what begins exactly there; the same in two roots (a shared include) is told once.
 */
import type { TypedTemplate, TypedSpan } from "../engine/compile.ts";
import { DormouseError, type Location } from "../errors/error.ts";
import type { Sources } from "./sources.ts";
import type { Complaint } from "./check-compiler.ts";
import { HEADER_LINES, moduleOf } from "./check-files.ts";
import { reword } from "./check-messages.ts";

interface Checked {
  readonly typed: readonly TypedTemplate[];
  readonly sources: Sources;
}

/** Errors with places in templates; and one without, when the app itself cannot be understood. */
export function findingsOf(
  complaints: readonly Complaint[],
  { typed, sources }: Checked,
): DormouseError[] {
  const byFile = new Map(typed.map((template, i) => [moduleOf(i), template]));
  const findings: DormouseError[] = [];
  const elsewhere: Complaint[] = [];
  for (const complaint of complaints) {
    const template = byFile.get(complaint.file);
    if (template === undefined) {
      elsewhere.push(complaint);
      continue;
    }
    const message = reword(complaint);
    if (message === null) continue;
    const place = placeOf(complaint, template);
    const source = sources[place.template]?.split("\n")[place.line - 1]?.replace(/\r$/, "") ?? "";
    findings.push(new DormouseError("check.type", message, { location: { ...place, source } }));
  }
  const [first] = elsewhere;
  if (first !== undefined) {
    const { file, line, code, message } = first;
    const hint = "the app itself does not compile, so that not everything can be seen: run tsc";
    const told = `${file}:${line} ${message} (${code})`;
    findings.push(new DormouseError("check.failed", told, { hint }));
  }
  return findings;
}

function placeOf({ line, column }: Complaint, template: TypedTemplate): Omit<Location, "source"> {
  const at = line - HEADER_LINES;
  const onLine = template.spans.filter((span) => span.line === at);
  // What begins there is all of it; within something longer, the nearest around it.
  const starting = longest(onLine.filter((span) => span.column === column));
  const around = onLine.filter(
    (span) => span.column <= column && column < span.column + span.length,
  );
  const found = starting ?? longest(around.map((span) => ({ ...span, length: -span.length })));
  return found?.place ?? { template: template.name, line: 1, column: 1, length: 1 };
}

function longest(spans: readonly TypedSpan[]): TypedSpan | undefined {
  return spans.toSorted((a, b) => b.length - a.length)[0];
}

/**
 * What the compiler and the inspections found, with one mistake told once: a name that the compiler does not know either is told in
 * its place, with the hint of whoever has one.
 */
export function merge(
  types: readonly DormouseError[],
  found: readonly DormouseError[],
): DormouseError[] {
  const names = found.filter(({ code }) => code === "query.unknown-path");
  const echoed = new Set<DormouseError>();
  const told = types.map((type) => {
    const echo = names.find(({ detail }) => isInside(type.detail.location, detail.location));
    if (echo === undefined) return type;
    echoed.add(echo);
    const { hint } = echo.detail;
    const isNew =
      hint?.startsWith("did you mean") === true && !type.message.includes("did you mean");
    return isNew ? new DormouseError(type.code, type.message, { ...type.detail, hint }) : type;
  });
  return [...told, ...found.filter((error) => !echoed.has(error))];
}

function isInside(part: Location | undefined, whole: Location | undefined): boolean {
  return (
    part !== undefined &&
    part.template === whole?.template &&
    part.line === whole.line &&
    part.column >= whole.column &&
    part.column < whole.column + whole.length
  );
}

/** By template and place, each once. */
export function inOrder(findings: readonly DormouseError[]): DormouseError[] {
  const unique = new Map(findings.map((finding) => [keyOf(finding), finding]));
  return [...unique].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, finding]) => finding);
}

function keyOf({ message, detail: { location } }: DormouseError): string {
  const place = [location?.template ?? "", digits(location?.line), digits(location?.column)];
  return JSON.stringify([...place, message]);
}

/** A number that is ordered like its text. */
function digits(n = 0): string {
  return String(n).padStart(9, "0");
}

/** `template:line:column code message`, the line with a caret, and the tags that led there. */
export function printFinding({ code, message, detail }: DormouseError): string {
  const { location: at, hint, chain } = detail;
  const told = hint === undefined ? message : `${message}; ${hint}`;
  if (at === undefined) return `${code} ${told}`;
  const gutter = `  ${at.line} | `;
  const pad = `${" ".repeat(gutter.length - 2)}| ${at.source.slice(0, at.column - 1).replace(/[^\t]/g, " ")}`;
  const caret = "^".repeat(Math.max(1, at.length));
  const ways = (chain ?? []).map((step) => `\n${" ".repeat(gutter.length - 2)}= ${step}`).join("");
  return `${at.template}:${at.line}:${at.column} ${code} ${told}\n${gutter}${at.source}\n${pad}${caret}${ways}`;
}
