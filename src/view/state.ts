/**
 * @module The state of a view as text: its own enumerable fields, by `devalue` (dates, maps, sets, cycles, big integers and
 * undefined survive). Encoding is the only moment at which fields are read, decoding the only one at which they are set.
 */
import { DevalueError, parse, stringify } from "devalue";
import { DormouseError } from "../errors/error.ts";
import { MAX_STATE_BYTES } from "../protocol/limits.ts";
import { QueryField } from "../query/field.ts";
import { CALLBACKS, INJECTED, type LiveView } from "./live-view.ts";
import type { RegisteredView } from "./registry.ts";
import { TaskField, taskOf, type TaskState } from "./task.ts";

/** A task among stored fields: what it shows, without its function. */
class StoredTask {
  readonly state: TaskState;

  constructor(state: TaskState) {
    this.state = state;
  }
}

type Field = [name: string, value: unknown];

/** Only fields themselves may be tasks: one that is kept elsewhere has no name by which its run could be found again. */
function storable([name, value]: Field): Field {
  return [name, value instanceof TaskField ? new StoredTask(value.state) : value];
}

/** How `devalue` writes tasks. It is asked about every value, so most views do without. */
const WRITERS = { Task: (value: unknown): unknown => value instanceof StoredTask && value.state };

const utf8 = new TextEncoder();

function byteLength(text: string): number {
  // A UTF-16 unit is at most 3 bytes, so that only a large text has to be measured.
  return text.length * 3 <= MAX_STATE_BYTES ? text.length : utf8.encode(text).length;
}

/** The fields of `view` without its queries, which are read again. @throws view.reserved-name, session.state-type, session.state-too-large */
export function encodeState(view: LiveView): string {
  const fields: Field[] = Object.entries(view).filter(
    ([, value]) => !(value instanceof QueryField),
  );
  for (const [name] of fields) {
    if (INJECTED.has(name) || CALLBACKS.has(name)) {
      throw new DormouseError(
        "view.reserved-name",
        `a view has a field named ${name}, which is reserved`,
      );
    }
  }
  const text = stringifyState(fields);
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

function stringifyState(fields: readonly Field[]): string {
  const hasTasks = fields.some(([, value]) => value instanceof TaskField);
  try {
    return hasTasks
      ? stringify(Object.fromEntries(fields.map(storable)), WRITERS)
      : stringify(Object.fromEntries(fields));
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
    if (Reflect.get(view, name) instanceof QueryField) continue;
    const task = taskOf(view, name);
    // A field that has become a task, or is one no longer, begins anew.
    if (task !== null && value instanceof StoredTask) task.restore(value.state);
    if (task !== null || value instanceof StoredTask) continue;
    Object.defineProperty(view, name, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
}

/** The fields of a state as they were stored. */
export function parseState(text: string): unknown {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by `stringifyState`
  return parse(text, { Task: (state) => new StoredTask(state as TaskState) }) as unknown;
}

/** The stored fields, brought to the version of the code. Not to be called for a version that is newer. */
export function readState(
  text: string,
  version: number,
  { view, version: wanted, name }: RegisteredView,
): object {
  const stored = parseState(text);
  const fields: unknown =
    version < wanted && view.migrate !== undefined ? view.migrate(stored, version) : stored;
  if (typeof fields === "object" && fields !== null) return fields;
  throw new DormouseError(
    "session.state-type",
    `${name}.migrate() gave no object for a state of version ${version}`,
  );
}
