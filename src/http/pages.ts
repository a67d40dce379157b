/**
 * @module The bytes of a page around what the core made: the island, the client's script, the shell of a template that is no
 * document, and the pages that say what went wrong. In production those say a code and a reference and nothing else.
 */
import { ISLAND_ID, type Island } from "../protocol/page.ts";
import { escapeHtml, escapeJson } from "../security/escape.ts";
import { clientScript } from "./client-script.generated.ts";

/** Where an app mounts `routes`. */
export const MOUNT_PATH = "/_do";

/** URL of the client's script: its hash is in it, so that it never changes. */
export const CLIENT_PATH: string = `${MOUNT_PATH}/${clientScript.name}`;

function scriptElements(paths: readonly string[]): string {
  return [CLIENT_PATH, ...paths]
    .map((path) => `<script type="module" src="${escapeHtml(path)}"></script>`)
    .join("");
}

function islandElement(island: Island): string {
  return `<script type="application/json" id="${ISLAND_ID}">${escapeJson(JSON.stringify(island))}</script>`;
}

const VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1">';
/** Else every browser would ask for one, and be told that there is none. */
const NO_ICON = '<link rel="icon" href="data:,">';

function head(title: string): string {
  const titled = `<title>${escapeHtml(title)}</title>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">${VIEWPORT}${NO_ICON}${titled}`;
}

/** A rendered view. */
export interface PageParts {
  readonly html: string;
  readonly islandAt: number;
  readonly island: Island;
  /** Of the shell, when the template is no document. */
  readonly title: string;
  /** Paths of modules to load after the client. */
  readonly scripts: readonly string[];
}

/** The whole page as it is sent. */
export function assemblePage({ html, islandAt, island, title, scripts }: PageParts): string {
  const element = islandElement(island);
  const modules = scriptElements(scripts);
  if (island.root === "document")
    return `${html.slice(0, islandAt)}${element}${modules}${html.slice(islandAt)}`;
  return `${head(title)}${modules}</head><body>${html}${element}</body></html>`;
}

/** What a visitor sees of a failure. */
export function failurePage(code: string, ref: string): string {
  const what = `Something went wrong here. Code <code>${escapeHtml(code)}</code>, reference <code>${escapeHtml(ref)}</code>.`;
  return `${head("Error")}</head><body><h1>Error</h1><p>${what}</p></body></html>`;
}

/** What a developer sees of it. */
export function diagnosticPage(diagnostic: string): string {
  return `${head("Dormouse")}</head><body><h1>Dormouse</h1><pre>${escapeHtml(diagnostic)}</pre></body></html>`;
}
