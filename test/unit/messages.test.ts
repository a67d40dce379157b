/**
 * @module The wire format against fixtures that the core's tests read and write as well (`wasm/tests/messages.rs`), round
 * trips of generated messages, and garbage: whatever the bytes, the answer is messages or `protocol.malformed`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isDormouseError } from "../../src/errors/error.ts";
import { Reader, Writer } from "../../src/protocol/bytes.ts";
import {
  type ClientMessage,
  readClientFrame,
  writeEvent,
  writeHello,
  writeResync,
} from "../../src/protocol/client-messages.ts";
import { MAX_VALUE_DEPTH } from "../../src/protocol/limits.ts";
import { printMessage } from "../../src/protocol/print.ts";
import {
  readServerFrame,
  type ServerMessage,
  writeServerMessage,
} from "../../src/protocol/server-messages.ts";
import { readValue, type Value, writeValue } from "../../src/protocol/value.ts";

const FIXTURES = new URL("../fixtures/messages.txt", import.meta.url);
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const client: readonly ClientMessage[] = [
  { type: "event", id: 1, issued: "current", path: [{ slot: 3, key: null }], data: undefined },
  {
    type: "event",
    id: 300,
    issued: 129,
    path: [
      { slot: 2, key: 7 },
      { slot: 9, key: null },
    ],
    data: 'a"ü🐭',
  },
  {
    type: "event",
    id: 2,
    issued: 0,
    path: [0, 1, 2, 3, 4].map((slot) => ({ slot, key: "07" })),
    data: null,
  },
  {
    type: "event",
    id: 3,
    issued: "current",
    path: [{ slot: 200, key: null }],
    data: { a: [1, -1, 2.5, true], b: {} },
  },
  {
    type: "event",
    id: 4,
    issued: "current",
    path: [{ slot: 1, key: null }],
    data: new Date(86_400_000),
  },
  {
    type: "hello",
    versions: [1, 1],
    build: "0123456789abcdef",
    epoch: 4_000_000_000,
    seq: 70_000,
    nonce: "fedcba9876543210",
    known: Uint8Array.of(5, 255),
    pending: [{ type: "event", id: 9, issued: 8, path: [{ slot: 1, key: null }], data: false }],
  },
  { type: "resync", why: 2 },
];

const server: readonly ServerMessage[] = [
  { type: "ack", last: 5, rejections: [] },
  {
    type: "ack",
    last: 1000,
    rejections: [{ id: 999, code: "event.refused", message: "You can like once" }],
  },
  { type: "patch", seq: 6, ops: Uint8Array.of(1, 2, 3) },
  { type: "patch", seq: 7, ops: new Uint8Array(0) },
  {
    type: "blocks",
    blocks: [
      [3, '{"first":4}'],
      [130, "{}"],
    ],
  },
  { type: "resume", seq: 12 },
  { type: "snap", build: "00000000000000ff", epoch: 1, seq: 2, html: '<p>"x"</p>\n', island: "{}" },
  { type: "go", kind: 1, url: "/books?q=ü" },
  { type: "bye", code: 4429, retryAfterMs: 1500 },
];

function encodeClient(message: ClientMessage): Uint8Array {
  const writer = new Writer();
  if (message.type === "event") writeEvent(writer, message);
  else if (message.type === "hello") writeHello(writer, message);
  else writeResync(writer, message.why);
  return writer.done();
}

function encodeServer(message: ServerMessage): Uint8Array {
  const writer = new Writer();
  writeServerMessage(writer, message);
  return writer.done();
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

test("[F1] every message is written as in the fixtures that both languages share", () => {
  const lines = [
    ...client.map((message) => `> ${hex(encodeClient(message))} ${printMessage(message)}`),
    ...server.map((message) => `< ${hex(encodeServer(message))} ${printMessage(message)}`),
  ];
  if (process.env["UPDATE"] === "1") writeFileSync(FIXTURES, `${lines.join("\n")}\n`);
  expect(lines.join("\n")).toBe(readFileSync(FIXTURES, "utf8").trimEnd());
});

test("[F1] every fixture is read, and written again as it was", () => {
  for (const line of readFileSync(FIXTURES, "utf8").trimEnd().split("\n")) {
    const [side = "", bytes = "", ...text] = line.split(" ");
    const read = Uint8Array.from(Buffer.from(bytes, "hex"));
    const messages =
      side === ">" ? readClientFrame(new Reader(read)) : readServerFrame(new Reader(read));
    expect(messages.map(printMessage).join()).toBe(text.join(" "));
  }
});

const anyValue: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string({ unit: "grapheme" }),
    fc.date({ noInvalidDate: true }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(
      fc
        .string({ maxLength: 5 })
        .filter((name) => !/^(__proto__|constructor|prototype)$/.test(name)),
      tie("value"),
      { maxKeys: 4 },
    ),
  ),
})).value;

test("[F2] values survive the wire", () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      const writer = new Writer();
      writeValue(writer, value);
      const again = new Writer();
      writeValue(again, readValue(new Reader(writer.done())));
      expect(hex(again.done())).toBe(hex(writer.done()));
    }),
  );
});

test("[F3] a value nested too deeply, of too many parts, or with a dangerous name is refused", () => {
  const deep = (depth: number): Uint8Array =>
    Uint8Array.of(...Array.from({ length: depth - 1 }, () => [6, 1]).flat(), 0);
  expect(() => readValue(new Reader(deep(MAX_VALUE_DEPTH)))).not.toThrow();
  expect(() => readValue(new Reader(deep(MAX_VALUE_DEPTH + 1)))).toThrow(/nested deeper/);
  expect(() =>
    readValue(new Reader(Uint8Array.of(6, 255, 255, 3, ...new Uint8Array(65_535)))),
  ).toThrow(/more than/);
  for (const name of ["__proto__", "constructor", "prototype"]) {
    const bytes = Uint8Array.of(8, 1, name.length, ...utf8(name), 0);
    expect(() => readValue(new Reader(bytes))).toThrow(name);
  }
});

test("[F4] whatever the bytes, a frame is messages or protocol.malformed", () => {
  const mutated = fc
    .constantFrom(...client.map(encodeClient), ...server.map(encodeServer))
    .chain((bytes) =>
      fc.array(fc.tuple(fc.nat(bytes.length), fc.nat(255)), { maxLength: 3 }).map((changes) => {
        const copy = bytes.slice();
        for (const [at, byte] of changes) copy[at] = byte;
        return copy;
      }),
    );
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 64 }), mutated), (bytes) => {
      for (const read of [readClientFrame, readServerFrame]) {
        try {
          read(new Reader(bytes));
        } catch (error) {
          expect(isDormouseError(error, "protocol.malformed")).toBe(true);
        }
      }
    }),
    { numRuns: 3000 },
  );
});
