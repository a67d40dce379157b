/**
 * @module What the gallery adds in the browser. After each turn it writes what the page has cost so far into an element that
 * patches never touch; and it fills the window with the page's source when it is opened. The pages work without it.
 */

const figures = document.querySelector("#figures");
const source = document.querySelector("#source");

/** An element with text or elements in it. */
function element(name, ...content) {
  const made = document.createElement(name);
  made.append(...content);
  return made;
}

const bytes = (count) => `${Number(count).toLocaleString("en")} B`;

function show({ up, down, patches }) {
  const state = figures.dataset.state;
  const all = [
    ["Sent", bytes(up)],
    ["Received", bytes(down)],
    ["Patches", patches.toLocaleString("en")],
    ...(state === undefined ? [] : [["State", bytes(state)]]),
  ];
  const list = all.map(([name, value]) =>
    element("div", element("dt", name), element("dd", value)),
  );
  figures.replaceChildren(element("dl", ...list));
}

function file({ name, text }) {
  const code = element("pre", element("code", text));
  code.tabIndex = 0;
  code.setAttribute("role", "region");
  code.setAttribute("aria-label", name);
  return [element("h2", name), code];
}

async function fill() {
  const response = await fetch(source.dataset.from);
  if (!response.ok) return;
  const files = await response.json();
  const close = element("button", "Close");
  close.className = "small";
  close.addEventListener("click", () => source.hidePopover());
  source.replaceChildren(close, ...files.flatMap(file));
  close.focus();
}

// A page that does not extend the gallery's base has neither.
if (figures !== null) document.addEventListener("dormouse:turn", ({ detail }) => show(detail));
source?.addEventListener("toggle", ({ newState }) => {
  if (newState === "open") void fill();
});
