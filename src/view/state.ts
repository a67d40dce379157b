/**
 * @module The state of a view as text: its own enumerable fields, by `devalue` (dates, maps, sets, cycles, big integers and
 * undefined survive). Encoding is the only moment at which fields are read, decoding the only one at which they are set.
 */
import { DevalueError, parse, stringify } from "devalue";
import { DormouseError } from "../errors/error.ts";
import { MAX_STATE_BYTES } from "../protocol/limits.ts";
import { Query } from "../query/query.ts";
import { CALLBACKS, INJECTED, type LiveView } from "./live-view.ts";
import type { RegisteredView } from "./registry.ts";

const utf8 = new TextEncoder();

function byteLength(text: string): number {
  // A UTF-16 unit is at most 3 bytes, so that only a large text has to be measured.
  return text.length * 3 <= MAX_STATE_BYTES ? text.length : utf8.encode(text).length;
}

/** The fields of `view` without its queries, which are read again. @throws view.reserved-name, session.state-type, session.state-too-large */
export function encodeState(view: LiveView): string {
  const fields = Object.entries(view).filter(([, value]) => !(value instanceof Query));
  for (const [name] of fields) {
    if (INJECTED.has(name) || CALLBACKS.has(name)) {
      throw new DormouseError(
        "view.reserved-name",
        `a view has a field named ${name}, which is reserved`,
      );
    }
  }
  const text = stringifyState(Object.fromEntries(fields));
  const bytes = byteLength(text);
  if (bytes <= MAX_STATE_BYTES) return text;
  throw new DormouseError(
    "session.state-too-large",
    `the state is ${bytes} bytes, ${MAX_STATE_BYTES} are allowed`,
    {
      hint: "keep rows in a database, and what can be computed again in #private fields",
    },
  );
}

/** Size of the state of `view` as it is stored, in bytes. @throws as {@link encodeState} */
export function measureState(view: LiveView): number {
  return utf8.encode(encodeState(view)).length;
}

function stringifyState(fields: object): string {
  try {
    return stringify(fields);
  } catch (error) {
    if (!(error instanceof DevalueError)) throw error;
    throw new DormouseError(
      "session.state-type",
      `${error.path.replace(/^\./, "")} cannot be stored: ${error.message}`,
      {
        hint: "keep plain data in fields; for anything else use a #private field, which is a cache",
        cause: error,
      },
    );
  }
}

/** Sets the fields of `view`, which was just constructed. A stored field that is a method or an accessor by now is left out. */
export function decodeState(view: LiveView, fields: object): void {
  for (const [name, value] of Object.entries(fields)) {
    if (INJECTED.has(name) || (name in view && !Object.hasOwn(view, name))) continue;
    Object.defineProperty(view, name, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
}

/** The stored fields, brought to the version of the code. Not to be called for a version that is newer. */
export function readState(
  text: string,
  version: number,
  { view, version: wanted, name }: RegisteredView,
): object {
  const stored: unknown = parse(text);
  const fields: unknown =
    version < wanted && view.migrate !== undefined ? view.migrate(stored, version) : stored;
  if (typeof fields === "object" && fields !== null) return fields;
  throw new DormouseError(
    "session.state-type",
    `${name}.migrate() gave no object for a state of version ${version}`,
  );
}
