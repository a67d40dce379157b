/**
 * @module The compiler's messages in the words of templates: shorter, without the names that were generated. What is not known here
 * stays as it is.
 */
import type { Complaint } from "./check-compiler.ts";

/** By code: what the message looks like, and what to say. */
const WORDS: { readonly [code: string]: readonly [RegExp, string] } = {
  TS2339: [/^Property '(.+?)' does not exist on type '(.+)'\.$/, "`$1` does not exist on `$2`"],
  TS2551: [
    /^Property '(.+?)' does not exist on type '(.+)'\. Did you mean '(.+?)'\?$/,
    "`$1` does not exist on `$2`: did you mean `$3`?",
  ],
  TS2345: [
    /^Argument of type '(.+)' is not assignable to parameter of type '(.+)'\.$/,
    "`$1` is given where `$2` is needed",
  ],
  TS2367: [
    /^This comparison appears to be unintentional because the types '(.+)' and '(.+)' have no overlap\.$/,
    "`$1` is never equal to `$2`",
  ],
  TS2554: [/^Expected (.+) arguments?, but got (\d+)\.$/, "the handler takes $1, and is given $2"],
  TS2555: [/^Expected (.+) arguments?, but got (\d+)\.$/, "the handler takes $1, and is given $2"],
  TS2488: [/^Type '(.+)' must have a .*$/, "`$1` cannot be unpacked"],
  TS2349: [/^This expression is not callable\.$/, "this is not a handler: it cannot be called"],
  TS2341: [/^Property '(.+?)' is private .*$/, "`$1` is private"],
  TS2445: [/^Property '(.+?)' is protected .*$/, "`$1` is protected"],
  TS18046: [/^'(.+)' is of type 'unknown'\.$/, "nothing is known of `$1`: its type is `unknown`"],
};

/** Members of a \`Map\` are its entries, which no type can say. */
const ENTRY = /^Property '.+?' does not exist on type '(?:Readonly)?Map</;

/** What to say; null: nothing, since it is right in a template. */
export function reword({ code, message }: Complaint): string | null {
  if (ENTRY.test(message)) return null;
  const short = shortenRows(message)
    // Nothing can stand wherever something can.
    .replace(/ \| Nothing(?='\.$)/, "")
    .replace(/import\("[^"]*"\)\./g, "")
    .replace(/\b__view\??\./g, "")
    .replace(/'([A-Za-z]\w*?)_\d+(?=[?.['])/g, "'$1");
  const [pattern, words] = WORDS[code] ?? [/^(.*?)\.?$/, "$1"];
  return `${short.replace(pattern, words)} (${code})`;
}

/** A row, by the whole type of its table (`RowOf<…name: "books"…>`) or by the table's name (`Row<…, "books">`); or several. */
const ROWS = /\b(Rows|RowOf|Row)</g;

/** A row is called after its table, several are `Rows<books>`. */
function shortenRows(message: string): string {
  let short = "";
  let done = 0;
  for (const found of message.matchAll(ROWS)) {
    const from = found.index + found[0].length;
    if (found.index < done) continue;
    const end = closing(message, from);
    const inside = message.slice(from, end);
    const [, name] = /, "(\w+)"$/.exec(inside) ?? /\bname: "(\w+)"/.exec(inside) ?? [];
    if (name === undefined) continue;
    short += message.slice(done, found.index) + (found[1] === "Rows" ? `Rows<${name}>` : name);
    done = end + 1;
  }
  return short + message.slice(done);
}

/** Where the bracket that is open at a place is closed. */
function closing(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if (text[at] === "<") depth++;
    if (text[at] === ">" && text[at - 1] !== "=") depth--;
    if (depth === 0) return at;
  }
  return text.length;
}
