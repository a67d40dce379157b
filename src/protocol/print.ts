/**
 * @module Prints messages as one line of text each: for debugging, for fixtures that people can read, and for tests that
 * speak of what was sent. Never used in production.
 */
import type { ClientMessage, EventMessage, HelloMessage } from "./client-messages.ts";
import type { Path } from "./key.ts";
import type { ServerMessage } from "./server-messages.ts";
import type { Value } from "./value.ts";

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** An address: slots separated by `/`, keys after `:`. */
export function printPath(path: Path): string {
  return path
    .map(({ slot, key }) => (key === null ? `${slot}` : `${slot}:${JSON.stringify(key)}`))
    .join("/");
}

/** A value, as JSON, with `date(ms)`. */
export function printValue(value: Value): string {
  if (value instanceof Date) return `date(${value.getTime()})`;
  if (Array.isArray(value)) return `[${(value as readonly Value[]).map(printValue).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value).map(
      ([name, item]) => `${JSON.stringify(name)}:${printValue(item)}`,
    );
    return `{${entries.join(",")}}`;
  }
  return JSON.stringify(value);
}

function printEvent({ id, issued, path, data }: EventMessage): string {
  const contributed = data === undefined ? "" : ` data=${printValue(data)}`;
  return `event id=${id} issued=${issued} path=${printPath(path)}${contributed}`;
}

function printHello(hello: HelloMessage): string {
  const pending = hello.pending.map(printEvent).join("; ");
  return [
    `hello versions=${hello.versions[0]}-${hello.versions[1]} build=${hello.build} epoch=${hello.epoch}`,
    `seq=${hello.seq} nonce=${hello.nonce} known=${hex(hello.known)} pending=[${pending}]`,
  ].join(" ");
}

/** One message of either side. */
export function printMessage(message: ClientMessage | ServerMessage): string {
  switch (message.type) {
    case "hello":
      return printHello(message);
    case "event":
      return printEvent(message);
    case "resync":
      return `resync why=${message.why}`;
    case "ack": {
      const list = message.rejections.map(
        ({ id, code, message: text }) => `${id} ${code} ${JSON.stringify(text)}`,
      );
      return `ack last=${message.last} rejections=[${list.join("; ")}]`;
    }
    case "patch":
      return `patch seq=${message.seq} ops=${hex(message.ops)}`;
    case "blocks":
      return `blocks ${message.blocks.map(([block, text]) => `${block}=${JSON.stringify(text)}`).join(" ")}`;
    case "resume":
      return `resume seq=${message.seq}`;
    case "snap":
      return [
        `snap build=${message.build} epoch=${message.epoch} seq=${message.seq}`,
        `html=${JSON.stringify(message.html)} island=${JSON.stringify(message.island)}`,
      ].join(" ");
    case "go":
      return `go kind=${message.kind} url=${JSON.stringify(message.url)}`;
    case "bye":
      return `bye code=${message.code} retryAfterMs=${message.retryAfterMs}`;
  }
}
