/**
 * @module Controls as browsers have them (selects, radio groups, checkboxes, native reset) under patches of the core: what the
 * user chose, what the server says, and who wins.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { Chromium } from "./client-harness.ts";
import { ServedPage } from "./served-page.ts";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.launch();
});
afterAll(() => chromium.close());

const OPTIONS = `{% for o in options %}<option value="{{ o.id }}" {% if o.on %}selected{% endif %}>{{ o.id }}</option>{% endfor %}`;
const SELECT = `<select name="s">${OPTIONS}</select><p>{{ text }}</p>`;
const MULTIPLE = `<select name="s" multiple>${OPTIONS}</select><p>{{ text }}</p>`;
const PICKING = `<select name="s" do-change="pick($value)">${OPTIONS}</select><p>{{ text }}</p>`;

interface Options extends Readonly<Record<string, unknown>> {
  readonly text: string;
  readonly options: readonly { readonly id: string; readonly on: boolean }[];
}

/** `a *b c`: three options, `b` selected. */
const options = (list: string, text = ""): Options => ({
  text,
  options: list.split(" ").map((word) => ({ id: word.replace("*", ""), on: word.startsWith("*") })),
});

/** What is chosen in the select. */
const chosen = ({ live }: ServedPage): Promise<string> =>
  live.page.evaluate(() =>
    Array.from(document.querySelector("select")?.selectedOptions ?? [], (o) => o.value).join(),
  );

/** Opens a select, and lets the user choose. */
async function select(source: string, list: string, ...user: string[]): Promise<ServedPage> {
  const served = await ServedPage.open(chromium, source, options(list));
  if (user.length > 0) await served.live.page.selectOption("select", user);
  await served.live.page.evaluate(() => (document.activeElement as HTMLElement).blur());
  return served;
}

test("the server changes what is selected among the options of a loop", async () => {
  const served = await select(SELECT, "*a b c");
  await served.push(options("a b *c"));
  expect(await chosen(served)).toBe("c");
  await served.push(options("a *b c"));
  expect(await chosen(served)).toBe("b");
  expect(await served.complaint()).toBeNull();
});

test("a select in which nothing is selected any more shows its first option", async () => {
  const served = await select(SELECT, "a *b c");
  await served.push(options("a b c"));
  expect(await chosen(served)).toBe("a");
});

test("a patch elsewhere leaves what the user selected", async () => {
  const served = await select(SELECT, "*a b c", "b");
  await served.push(options("*a b c", "changed"));
  expect(await chosen(served)).toBe("b");
});

test("what the user selected stays when options come, go and move around it", async () => {
  const served = await select(SELECT, "*a b c d", "c");
  await served.push(options("x *a b c d"));
  expect(await chosen(served)).toBe("c");
  await served.push(options("d c b *a x"));
  expect(await chosen(served)).toBe("c");
  await served.push(options("d c *a"));
  expect(await chosen(served)).toBe("c");
});

test("the option that the server selects stays selected when options come, go and move", async () => {
  const served = await select(SELECT, "a *b c");
  await served.push(options("x y a *b c"));
  expect(await chosen(served)).toBe("b");
  await served.push(options("c *b a y x"));
  expect(await chosen(served)).toBe("b");
  await served.push(options("c *b"));
  expect(await chosen(served)).toBe("b");
  expect(await served.complaint()).toBeNull();
});

test("an option that comes selected is selected; one that goes leaves what the server says", async () => {
  const served = await select(SELECT, "*a b");
  await served.push(options("a *n b"));
  expect(await chosen(served)).toBe("n");
  await served.push(options("a *b"));
  expect(await chosen(served)).toBe("b");
  expect(await served.complaint()).toBeNull();
});

test("all options are replaced: the selected one of the new ones is selected", async () => {
  const served = await select(SELECT, "a *b c", "c");
  await served.push(options("x y *z"));
  expect(await chosen(served)).toBe("z");
  expect(await served.complaint()).toBeNull();
});

test("[C9] while the choice is not answered, a push does not change it; the answer does", async () => {
  const served = await select(PICKING, "*a b c", "b");
  await served.push(options("a b *c"));
  expect(await chosen(served)).toBe("b");
  expect(await served.answer(options("*a b c", "no"))).toBe("b");
  expect(await chosen(served)).toBe("a");
  expect(await served.complaint()).toBeNull();
});

test("the answer to a choice that was accepted agrees with it", async () => {
  const served = await select(PICKING, "*a b c", "c");
  await served.answer(options("a b *c"));
  expect(await chosen(served)).toBe("c");
  await served.push(options("a *b c"));
  expect(await chosen(served)).toBe("b");
  expect(await served.complaint()).toBeNull();
});

test("a select of several follows the server, and keeps the user's choice under other patches", async () => {
  const served = await select(MULTIPLE, "*a b *c");
  await served.push(options("a *b *c"));
  expect(await chosen(served)).toBe("b,c");
  await served.live.page.selectOption("select", ["a", "c"]);
  await served.live.page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await served.push(options("a *b *c", "changed"));
  expect(await chosen(served)).toBe("a,c");
  await served.push(options("*c x a *b", "moved"));
  expect(await chosen(served)).toBe("c,a");
  await served.push(options("c *x *a b"));
  expect(await chosen(served)).toBe("x,a");
});

const FORM = `<form><input name="t" value="{{ t }}"><input type="checkbox" name="c" {% if c %}checked{% endif %}>{% for r in radios %}<input type="radio" name="r" value="{{ r.id }}" {% if r.id == radio %}checked{% endif %}>{% endfor %}<select name="s">{% for r in radios %}<option {% if r.id == radio %}selected{% endif %}>{{ r.id }}</option>{% endfor %}</select><textarea name="a">{{ a }}</textarea><button type="reset">reset</button></form>`;
const ids = (list: string): object[] => list.split(" ").map((id) => ({ id }));
const form = (
  radio: string,
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> => ({
  t: "one",
  c: true,
  a: "text",
  radios: ids("x y z"),
  radio,
  ...more,
});

/** What a form would send. */
const sends = ({ live }: ServedPage): Promise<string> =>
  live.page.evaluate(() =>
    Array.from(
      new FormData(document.querySelector("form") as HTMLFormElement),
      ([name, value]) => `${name}=${typeof value === "string" ? value : value.name}`,
    ).join("&"),
  );

/** Somebody fills in everything. */
async function fill({ live: { page } }: ServedPage): Promise<void> {
  await page.fill("[name=t]", "typed");
  await page.click("[name=c]");
  await page.check("[value=z]");
  await page.selectOption("select", "z");
  await page.fill("textarea", "typed");
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
}

test("a native reset goes back to what the server last said, also in controls that patches changed", async () => {
  const served = await ServedPage.open(chromium, FORM, form("x"));
  await served.push(form("y", { t: "two", c: false, a: "texts" }));
  await fill(served);
  expect(await sends(served)).toBe("t=typed&c=on&r=z&s=z&a=typed");
  await served.live.page.click("[type=reset]");
  expect(await sends(served)).toBe("t=two&r=y&s=y&a=texts");
  expect(await served.complaint()).toBeNull();
});

test("patches after a native reset lead to what the server says", async () => {
  const served = await ServedPage.open(chromium, FORM, form("x"));
  await fill(served);
  await served.live.page.click("[type=reset]");
  await served.push(form("y", { t: "two", a: "texts" }));
  expect(await sends(served)).toBe("t=two&c=on&r=y&s=y&a=texts");
  await served.push(form("z", { c: false }));
  expect(await sends(served)).toBe("t=one&r=z&s=z&a=text");
  expect(await served.complaint()).toBeNull();
});

test("a push moves the mark of a radio group, also one that the user moved", async () => {
  const served = await ServedPage.open(chromium, FORM, form("x"));
  await served.push(form("y"));
  expect(await sends(served)).toContain("r=y");
  await served.live.page.check("[value=z]");
  await served.live.page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await served.push(form("x"));
  expect(await sends(served)).toContain("r=x");
  expect(await served.complaint()).toBeNull();
});

test("a radio group keeps the user's mark when other radios come and go", async () => {
  const served = await ServedPage.open(chromium, FORM, form("x"));
  await served.live.page.check("[value=y]");
  await served.live.page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await served.push(form("x", { radios: ids("w y x") }));
  expect(await sends(served)).toContain("r=y");
});

const PARTS = `<button class="b {% if on %}on{% endif %} {{ kind }}" style="color: {{ color }}; order: {{ n }}" {% if on %}disabled{% endif %} {% if kind %}title="{{ kind }}"{% endif %} do-click="press">b</button><details {% if on %}open{% endif %}><summary>s</summary>{{ n }}</details><input {% if on %}readonly required{% endif %} value="{{ kind }}">`;
const parts = (on: boolean, kind: string, n: number): Readonly<Record<string, unknown>> => ({
  on,
  kind,
  n,
  color: n % 2 ? "red" : "blue",
});

test("classes, styles and attributes that come and go are right after the user used their elements", async () => {
  const served = await ServedPage.open(chromium, PARTS, parts(false, "k", 1));
  await served.live.page.click("button");
  await served.live.page.fill("input", "typed");
  await served.live.page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await served.answer(parts(true, "", 2));
  expect(await served.complaint()).toBeNull();
  expect(await served.live.page.isDisabled("button")).toBe(true);
  await served.push(parts(false, "l", 3));
  expect(await served.complaint()).toBeNull();
  await served.live.page.click("button");
  expect((await served.live.sent()).map(({ type }) => type)).toEqual(["event"]);
});

test("what a script put into `style` and `class` goes when the server changes them, else it stays", async () => {
  const served = await ServedPage.open(chromium, PARTS, parts(false, "k", 1));
  await served.live.page.evaluate(() => {
    document.querySelector("button")?.classList.add("mine");
    document.querySelector("button")?.style.setProperty("top", "1px");
  });
  await served.push(parts(false, "k", 1));
  expect(await served.live.page.getAttribute("button", "class")).toContain("mine");
  await served.push(parts(true, "l", 2));
  expect(await served.complaint()).toBeNull();
});
