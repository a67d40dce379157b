/**
 * @module Reads and calls as a TypeScript type: what a view must have so that a template can be rendered and its events find
 * their handlers. Everything that may be missing at run time may be missing in the type; nodes in a circle (recursive
 * includes) become named types.
 */
import { type Call, QUERY, type Reads, type ReadsNode, USE } from "../engine/types.ts";

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
const NOTHING = "null | undefined";

/** A property's name as written in a type. */
function property(name: string): string {
  return IDENTIFIER.test(name) ? name : JSON.stringify(name);
}

/** Nodes that can be reached from themselves. */
function circular(reads: Reads): ReadonlySet<number> {
  const found = new Set<number>();
  for (const start of reads.nodes.keys()) {
    const seen = new Set<number>();
    const open = [...next(reads.nodes[start])];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (node === start) found.add(start);
      if (seen.has(node)) continue;
      seen.add(node);
      open.push(...next(reads.nodes[node]));
    }
  }
  return found;
}

function next(node: ReadsNode | undefined): number[] {
  if (node === undefined) return [];
  return node.each < 0 ? [...node.children] : [...node.children, node.each];
}

/** Writes the types of one template. `prefix` keeps named types of templates apart. */
export class NeedsWriter {
  readonly #reads: Reads;
  readonly #named: ReadonlySet<number>;
  readonly #items: ReadonlySet<number>;
  readonly #prefix: string;

  constructor(reads: Reads, prefix: string) {
    this.#reads = reads;
    this.#named = circular(reads);
    this.#items = new Set(reads.nodes.map((node) => node.each));
    this.#prefix = prefix;
  }

  /** Declarations of the types that refer to themselves. */
  declarations(): string[] {
    return [...this.#named].map((id) => `type ${this.#prefix}${id} = ${this.#type(id)};`);
  }

  /** The type of the view. */
  view(calls: readonly Call[]): string {
    const root = this.#reads.nodes[0];
    const fields = root === undefined ? [] : this.#fields(root, false);
    const members = [...fields, ...handlers(calls)];
    return members.length === 0 ? "{}" : `{ ${members.join("; ")} }`;
  }

  #fields(node: ReadsNode, isItem: boolean): string[] {
    // An item's own `id` is its key when it has one. Alone it says nothing, and a type of optional fields fits no text.
    if (isItem && node.names.length === 1 && node.names[0] === "id") return [];
    return node.names.flatMap((name, i) => {
      // Every view has its query.
      if (name === QUERY) return [];
      const child = node.children[i];
      const optional = isItem && name === "id" ? "?" : "";
      return child === undefined
        ? []
        : [`readonly ${property(name)}${optional}: ${this.#reference(child)}`];
    });
  }

  #reference(id: number): string {
    return this.#named.has(id) ? `${this.#prefix}${id}` : this.#type(id);
  }

  #type(id: number): string {
    const node = this.#reads.nodes[id];
    if (node === undefined || (node.uses & USE.whole) !== 0) return "unknown";
    const parts = this.#structure(id, node);
    const isText = (node.uses & USE.value) !== 0;
    if (parts.length === 0) return isText ? "Text" : "unknown";
    const structure = parts.length === 1 ? parts.join("") : `(${parts.join(" & ")})`;
    return `${structure} | ${isText ? "Text" : NOTHING}`;
  }

  /** What has to be there at once. */
  #structure(id: number, node: ReadsNode): string[] {
    const parts: string[] = [];
    const fields = this.#fields(node, this.#items.has(id));
    if (fields.length > 0)
      parts.push(isIndexed(node) ? this.#indexed(node) : `{ ${fields.join("; ")} }`);
    if (node.each >= 0) parts.push(`Iterable<${this.#reference(node.each)}>`);
    else if ((node.uses & USE.each) !== 0) parts.push("Iterable<unknown>");
    if ((node.uses & USE.length) !== 0) parts.push("Countable");
    return parts;
  }

  #indexed(node: ReadsNode): string {
    const items = node.children.map((child) => `(${this.#reference(child)})`);
    return `ArrayLike<${items.join(" & ")}>`;
  }
}

function isIndexed(node: ReadsNode): boolean {
  return node.names.every((name) => /^\d+$/.test(name));
}

/** Methods that the events of a template call; several ways to call one are all to be possible. */
function handlers(calls: readonly Call[]): string[] {
  const ways = new Map<string, Set<string>>();
  for (const call of calls) {
    // Shown, not called: `do-loading`, `do-error`.
    if (call.event.startsWith("do-")) continue;
    const args = call.args.map((arg, i) => `a${i + 1}: ${argument(arg.type)}`);
    if (call.contributes !== "") args.push(`${call.contributes}: any`);
    const way = `(${args.join(", ")}) => unknown`;
    const known = ways.get(call.handler);
    if (known === undefined) ways.set(call.handler, new Set([way]));
    else known.add(way);
  }
  return [...ways].map(([handler, set]) => {
    const [first = "() => unknown", ...more] = set;
    if (more.length > 0)
      return `${property(handler)}: ${[first, ...more].map((w) => `(${w})`).join(" & ")}`;
    return `${property(handler)}${first.replace(" => ", ": ")}`;
  });
}

const LITERALS: readonly string[] = ["number", "string", "boolean", "null"];

/** What a literal is; where the value comes from the state, its type is the state's business. */
function argument(type: string | undefined): string {
  return type !== undefined && LITERALS.includes(type) ? type : "any";
}
