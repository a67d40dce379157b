/**
 * @module The only place where a string becomes markup, through a Trusted Types policy named `dormouse` where the browser
 * has them. What comes in is static HTML of blocks and markup that the server's author trusts.
 */
interface PolicyFactory {
  createPolicy(
    name: string,
    rules: { createHTML(html: string): string },
  ): { createHTML(html: string): string };
}

// A policy may be created once for each page (CSP `trusted-types`), so it lives as long as the module. It has no state.
const policy = (self as { trustedTypes?: PolicyFactory }).trustedTypes?.createPolicy("dormouse", {
  createHTML: (html) => html,
});

const trusted = (html: string): string => policy?.createHTML(html) ?? html;

/** Parses a whole page. Nothing in it runs or loads. */
export function parseDocument(html: string): Document {
  return new DOMParser().parseFromString(trusted(html), "text/html");
}

/** Parses a piece of a page. @param ns "svg" or "math": the element that it is parsed in */
export function parseFragment(html: string, ns?: string): DocumentFragment {
  const template = document.createElement("template");
  const { content } = template;
  template.innerHTML = trusted(ns ? `<${ns}>${html}</${ns}>` : html);
  if (ns) content.replaceChildren(...(content.firstChild as Node).childNodes);
  return content;
}
