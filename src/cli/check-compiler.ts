/**
 * @module The app's own TypeScript, as a command: version 7 has no other interface that lasts. What it prints is read line by line.
 */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { DormouseError } from "../errors/error.ts";

/** One line of the compiler. Lines and columns count from 1, in UTF-16 units. */
export interface Complaint {
  /** Relative to the folder of the check. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** `TS2339` */
  readonly code: string;
  readonly message: string;
}

const LINE = /^(.+?)\((\d+),(\d+)\): error (TS\d+): (.*)$/;

/** Compiles the project in a folder. @throws check.failed when there is no compiler, or it fails in another way */
export async function runCompiler(folder: string): Promise<Complaint[]> {
  const { text, status } = await compile(folder, ["--pretty", "false"]);
  const complaints = text.split("\n").flatMap((line): Complaint[] => {
    const [, file = "", at = "", column = "", code = "", message = ""] = LINE.exec(line) ?? [];
    if (code === "") return [];
    return [{ file, line: Number(at), column: Number(column), code, message: message.trim() }];
  });
  if (status !== 0 && complaints.length === 0) {
    throw new DormouseError("check.failed", `the compiler failed: ${text.trim()}`);
  }
  return complaints;
}

/** The declaration files that belong to a project: they say what is there without being imported. */
export async function declarationsOf(tsconfig: string): Promise<string[]> {
  const { text } = await compile(tsconfig, ["--showConfig"]);
  const config: unknown = JSON.parse(text);
  const files: unknown =
    typeof config === "object" && config !== null && "files" in config ? config.files : [];
  return Array.isArray(files) ? files.filter(isDeclaration) : [];
}

function isDeclaration(file: unknown): file is string {
  return typeof file === "string" && file.endsWith(".d.ts");
}

/** Not synchronous, so that whatever else there is to look for can be looked for meanwhile. */
function compile(
  project: string,
  flags: readonly string[],
): Promise<{ readonly text: string; readonly status: number }> {
  const args = [compilerOf(process.cwd()), "-p", project, ...flags];
  const cwd = project.endsWith(".json") ? join(project, "..") : project;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let [text, more] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (part: string) => (text += part));
    child.stderr.setEncoding("utf8").on("data", (part: string) => (more += part));
    child.once("error", (cause) => {
      reject(new DormouseError("check.failed", "the compiler could not be run", { cause }));
    });
    child.once("close", (status) => resolve({ text: text + more, status: status ?? 1 }));
  });
}

function compilerOf(folder: string): string {
  try {
    const found = createRequire(join(folder, "any.js")).resolve("typescript/package.json");
    return join(found, "..", "bin", "tsc");
  } catch (cause) {
    throw new DormouseError("check.failed", "TypeScript is not installed here", {
      hint: "npm install --save-dev typescript",
      cause,
    });
  }
}
