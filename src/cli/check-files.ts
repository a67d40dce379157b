/**
 * @module The project that the compiler looks at: real files, so that any compiler and any editor can. One module per template,
 * one that finds the view of a template by the app's own types, one with the language.
 */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { TypedTemplate } from "../engine/compile.ts";
import type { AppFiles } from "./check-app.ts";
import { declarationsOf } from "./check-compiler.ts";
import { LANGUAGE } from "./check-language.ts";

/** What to write. */
export interface CheckFiles {
  readonly out: string;
  readonly app: AppFiles;
  readonly typed: readonly TypedTemplate[];
}

/** Flags that must be so, whatever the app's are: what is generated is neither emitted nor tidy. */
const FLAGS = {
  noEmit: true,
  strict: true,
  composite: false,
  incremental: false,
  declaration: false,
  isolatedDeclarations: false,
  allowImportingTsExtensions: true,
  noUnusedLocals: false,
  noUnusedParameters: false,
  noPropertyAccessFromIndexSignature: false,
  allowUnreachableCode: true,
  noErrorTruncation: true,
  skipLibCheck: true,
};

/** Name of a template's module. */
export const moduleOf = (index: number): string => `template-${index}.ts`;

/** Lines of a module before those of the template. */
export const HEADER_LINES = 3;

/** Writes everything anew; answers the folder. */
export async function writeFiles({ out, app, typed }: CheckFiles): Promise<string> {
  const folder = resolve(out, "check");
  const from = (path: string): string => {
    const way = relative(folder, path).split(sep).join("/");
    return way.startsWith(".") ? way : `./${way}`;
  };
  const declarations = (await declarationsOf(app.tsconfig)).map((file) =>
    from(resolve(dirname(app.tsconfig), file)),
  );
  const config = {
    extends: from(app.tsconfig),
    compilerOptions: FLAGS,
    include: ["./*.ts", ...declarations],
    exclude: [],
  };
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const modules = typed.map((template, i) => [moduleOf(i), printModule(template)] as const);
  const files = [
    ["tsconfig.json", JSON.stringify(config, null, 2)],
    ["language.d.ts", LANGUAGE],
    ["views.ts", printViews(from(app.main))],
    ...modules,
  ] as const;
  await Promise.all(files.map(([name, text]) => writeFile(join(folder, name), text)));
  return folder;
}

/** A template that no view shows is checked by itself: only what is wrong with any view is found. */
function printViews(main: string): string {
  return `import type { LiveSession } from ${JSON.stringify(main)};
type Classes = NonNullable<(typeof LiveSession)["views"]>;
type Of<N> = { [K in keyof Classes]: Classes[K] extends { readonly template: N } ? InstanceType<Classes[K]> : never }[keyof Classes];
export type View<N extends string> = [Of<N>] extends [never] ? any : Of<N>;
`;
}

function printModule({ name, text }: TypedTemplate): string {
  return `import type { Filters, Language } from "./language.d.ts";
import type { View } from "./views.ts";
declare const __view: View<${JSON.stringify(name)}>, __t: Language, __f: Filters, __maybe: boolean, __text: string, __contributed: any, __nothing: any;
${text}`;
}
