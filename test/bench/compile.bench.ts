/**
 * @module Compiling a page of 300 lines with five includes: what an author waits for after a keystroke. The hash of the result,
 * which is the platform's, is not measured.
 */
import { compileTemplate } from "../../src/engine/compile.ts";
import { loadCompiler, readCore } from "../../src/cli/node-core.ts";
import { budget, type Measurement, summarise } from "./measure.ts";
import { random } from "./pages.ts";

const INCLUDES = ["header", "filters", "row", "pager", "footer"] as const;

/** Fifty lines of what templates consist of. */
function part(name: string): string {
  const lines = [`<section class="${name} {% if wide %}wide{% endif %}" title="{{ title }}">`];
  for (let i = 0; i < 12; i++) {
    lines.push(
      `  {% if flags.f${i} and count > ${random.below(100)} %}`,
      `    <p class="line-${random.below(1e6)}">{{ user.name|default:"nobody" }} has {{ count }} item{{ count|pluralize }}</p>`,
      `  {% else %}<button do-click="open(${i}, user.id)" {% if busy %}disabled{% endif %}>Open {{ title|upper }}</button>`,
      `  {% endif %}`,
    );
  }
  return [...lines, "</section>"].join("\n");
}

function sources(): { [name: string]: string } {
  const page = INCLUDES.map((name) => `{% include "${name}.html" %}`);
  const list = `<ul>{% for r in rows %}<li do-key="r.id">{{ r.name }}</li>{% empty %}<li>None</li>{% endfor %}</ul>`;
  return {
    "page.html": [...page, list, part("page")].join("\n"),
    ...Object.fromEntries(INCLUDES.map((name) => [`${name}.html`, part(name)])),
  };
}

/** All of it. */
export async function compileBench(): Promise<Measurement[]> {
  const files = await readCore();
  const core = await loadCompiler(files);
  const { warmUp, samples, limitMs } = budget();
  const times: number[] = [];
  const end = performance.now() + limitMs;
  for (let i = 0; times.length < samples && performance.now() < end; i++) {
    const request = {
      mode: "live",
      root: "page.html",
      sources: sources(),
      coreHash: files.hash,
    } as const;
    const start = performance.now();
    await compileTemplate(core, request);
    if (i >= warmUp / 10) times.push((performance.now() - start) * 1000);
  }
  return [summarise("compile a page of 300 lines with 5 includes", "µs", times)];
}
