/**
 * @module A room tells each session of the changes of the tables that it shows: all of them, in order, whoever wrote them.
 */
import { expect, test } from "vitest";
import { KEPT_S, MAX_CHANGES } from "../../src/room/room.ts";
import { LOG_TABLE } from "../../src/protocol/row-change.ts";
import { RoomWorld, settle } from "../support/room-world.ts";

const rename = (id: number, title: string): string =>
  `UPDATE books SET title = '${title}' WHERE id = ${id}`;

test("[Q64] sessions hear of the tables that they show", async () => {
  const world = new RoomWorld();
  await world.subscribe("a", "books");
  await world.subscribe("b", "authors");
  await world.write(rename(1, "x"));
  expect(world.telling).toEqual(["a: 1"]);
  await world.calls[0]?.answer(true);
  await world.write("UPDATE authors SET name = 'x'");
  expect(world.telling).toEqual(["b: 2 3"]);
});

test("[Q64] a session is told one thing at a time, and what comes meanwhile is one notice", async () => {
  const world = new RoomWorld();
  await world.subscribe("a", "books");
  await world.write(rename(1, "x"));
  await world.write(rename(2, "x"));
  await world.write(rename(3, "x"));
  expect(world.telling).toEqual(["a: 1"]);
  await world.calls[0]?.answer(true);
  expect(world.telling).toEqual(["a: 2 3"]);
});

test("[Q64] publications that come twice or in another order are told once, in order", async () => {
  const world = new RoomWorld();
  await world.subscribe("a", "books");
  world.writeAside(`${rename(1, "x")}; ${rename(2, "x")}`);
  const [first, second] = world.log;
  if (first === undefined || second === undefined) throw new Error("nothing was logged");
  await world.room.publish({ database: "DB", changes: [second], head: 2 });
  await settle();
  expect(world.telling).toEqual(["a: 1 2"]);
  await world.room.publish({ database: "DB", changes: [first], head: 1 });
  await world.room.publish({ database: "DB", changes: [first, second], head: 2 });
  await world.calls[0]?.answer(true);
  expect(world.telling).toEqual([]);
});

test("[Q65] what nobody published is found within one look: raw SQL, or a writer that died after its commit", async () => {
  const world = new RoomWorld();
  await world.subscribe("a", "books");
  world.writeAside(rename(1, "x"));
  expect(world.telling).toEqual([]);
  await world.alarm();
  expect(world.telling).toEqual(["a: 1"]);
});

test("[Q65] it is found at once when somebody else publishes", async () => {
  const world = new RoomWorld();
  await world.subscribe("a", "books");
  world.writeAside(rename(1, "x"));
  const other = world.log.length;
  world.writeAside(rename(2, "x"));
  await world.room.publish({ database: "DB", changes: world.log.slice(other), head: 2 });
  await settle();
  expect(world.telling).toEqual(["a: 1 2"]);
});

test("[Q65] a session that cannot be reached is told later that anything may have changed", async () => {
  const world = new RoomWorld();
  await world.subscribe("a", "books");
  await world.write(rename(1, "x"));
  await world.calls[0]?.fail();
  await world.write(rename(2, "x"));
  expect(world.telling).toEqual([]);
  expect(world.logs.map(({ at }) => at)).toEqual(["room.tell"]);
  await world.alarm();
  expect(world.telling).toEqual(["a: anything"]);
  await world.calls[0]?.answer(true);
  await world.write(rename(3, "x"));
  expect(world.telling).toEqual(["a: 3"]);
});

test("[Q65] a room that dies while it tells forgets nobody", async () => {
  const world = new RoomWorld();
  await world.subscribe("a", "books");
  await world.subscribe("b", "books");
  await world.write(rename(1, "x"));
  await world.calls[0]?.answer(true);
  world.crash();
  await world.alarm();
  expect(world.telling).toEqual(["a: anything", "b: anything"]);
  for (const call of world.calls.slice()) await call.answer(true);
  await world.alarm();
  expect(world.telling).toEqual([]);
});

test("[Q65] a log that was pruned meanwhile, or is too long to be listed, is told as anything", async () => {
  const world = new RoomWorld();
  await world.subscribe("a", "books");
  world.writeAside(`${rename(1, "x")}; ${rename(2, "x")}; DELETE FROM ${LOG_TABLE} WHERE seq = 1`);
  await world.alarm();
  expect(world.telling).toEqual(["a: anything"]);
  await world.calls[0]?.answer(true);
  for (let n = 0; n <= MAX_CHANGES; n++) world.writeAside(rename(1, `${n}`));
  await world.alarm();
  expect(world.telling).toEqual(["a: anything"]);
  await world.calls[0]?.answer(true);
  await world.write(rename(2, "y"));
  expect(world.telling.map((line) => line.split(" ").length)).toEqual([2]);
});

test("[Q66] nobody looks: nothing is read, nothing told, no alarm set", async () => {
  const world = new RoomWorld();
  await world.write(rename(1, "x"));
  expect([world.looks, world.storage.alarm]).toEqual([0, null]);
  await world.subscribe("a", "books");
  await world.room.unsubscribe("a");
  await world.alarm();
  expect([world.looks, world.storage.alarm]).toEqual([0, null]);
});

test("[Q66] a session that no longer wants to hear is not told again", async () => {
  const world = new RoomWorld();
  await world.subscribe("a", "books");
  await world.write(rename(1, "x"));
  await world.calls[0]?.answer(false);
  await world.write(rename(2, "x"));
  expect(world.telling).toEqual([]);
  await world.alarm();
  expect(world.storage.alarm).toBe(null);
});

test("[Q66] a subscriber learns how far the log is, and so what it missed", async () => {
  const world = new RoomWorld();
  expect(await world.subscribe("a", "books")).toBe(0);
  await world.write(rename(1, "x"));
  expect(await world.subscribe("b", "books")).toBe(1);
  await world.room.unsubscribe("a");
  await world.room.unsubscribe("b");
  world.writeAside(rename(2, "x"));
  expect(await world.subscribe("c", "books")).toBe(2);
  expect(world.telling).toEqual(["a: 1"]);
});

test("[Q66] entries are deleted when they are old, except the newest", async () => {
  const world = new RoomWorld();
  await world.subscribe("a", "books");
  await world.write(rename(1, "x"));
  await world.write(rename(2, "x"));
  world.data.sqlite.exec(`UPDATE ${LOG_TABLE} SET at = at - ${KEPT_S + 1}`);
  await world.alarm();
  expect(world.log.map(({ seq }) => seq)).toEqual([2]);
});
