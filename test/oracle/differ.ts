/**
 * @module Compares what a browser shows with a fresh parse of what it should show: nodes, attributes and the state of controls. Runs in
 * the page, and imports nothing.
 */

/** What differs between what is shown and what should be, or null. */
export function differ(live: Node, fresh: Node, where: string): string | null {
  if (live.nodeName !== fresh.nodeName)
    return `${where}: ${live.nodeName} instead of ${fresh.nodeName}`;
  if (live instanceof Text && live.data !== (fresh as Text).data) {
    return `${where}: text ${JSON.stringify(live.data)} instead of ${JSON.stringify((fresh as Text).data)}`;
  }
  if (live instanceof Element) {
    const found =
      differInAttributes(live, fresh as Element) ?? differInControl(live, fresh as Element);
    if (found !== null) return `${where}: ${found}`;
  }
  const [ours, theirs] = [children(live), children(fresh)];
  for (let i = 0; i < Math.max(ours.length, theirs.length); i++) {
    const [a, b] = [ours[i], theirs[i]];
    if (a === undefined || b === undefined) {
      return `${where}: ${ours.length} nodes instead of ${theirs.length}; live ${ours.map(name).join()} fresh ${theirs.map(name).join()}`;
    }
    const found = differ(a, b, `${where}/${name(a)}[${i}]`);
    if (found !== null) return found;
  }
  return null;
}

const name = (node: Node): string =>
  node instanceof Text ? JSON.stringify(node.data) : node.nodeName.toLowerCase();

function attributes(element: Element): string {
  return [...element.attributes]
    .map((a) => `${a.name}=${JSON.stringify(a.value)}`)
    .toSorted()
    .join(" ");
}

function differInAttributes(live: Element, fresh: Element): string | null {
  const [a, b] = [attributes(live), attributes(fresh)];
  return a === b ? null : `attributes ${a} instead of ${b}`;
}

/** What a user sees of a control, beside its attributes. */
function control(element: Element): string {
  if (element instanceof HTMLInputElement) return `${element.value} ${element.checked}`;
  if (element instanceof HTMLTextAreaElement) return element.value;
  if (element instanceof HTMLOptionElement) return String(element.selected);
  return "";
}

function differInControl(live: Element, fresh: Element): string | null {
  // What is being typed is the user's.
  if (live === document.activeElement) return null;
  // A select with nothing selected shows its first option; which one after several patches is the browser's choice.
  if (live instanceof HTMLOptionElement && !live.hasAttribute("selected")) return null;
  const [a, b] = [control(live), control(fresh)];
  return a === b ? null : `control ${JSON.stringify(a)} instead of ${JSON.stringify(b)}`;
}

/** Children without what parsers and people do not see: empty texts, our scripts; neighbouring texts as one. */
function children(node: Node): Node[] {
  const list: Node[] = [];
  // Belongs to scripts.
  if (node instanceof Element && node.hasAttribute("do-ignore")) return list;
  for (const child of node instanceof HTMLTemplateElement
    ? node.content.childNodes
    : node.childNodes) {
    if (child instanceof Element && child.matches("[data-oracle], script[src], script#dormouse"))
      continue;
    const last = list.at(-1);
    if (child instanceof Text) {
      if (child.data === "") continue;
      if (last instanceof Text) {
        list[list.length - 1] = document.createTextNode(last.data + child.data);
        continue;
      }
    }
    list.push(child);
  }
  return list;
}
