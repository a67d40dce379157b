/**
 * @module The only place where a string becomes markup, through a Trusted Types policy named `dormouse` where the browser
 * has them. What comes in is static HTML of blocks and markup that the server's author trusts.
 */
interface PolicyFactory {
  createPolicy(name: string, rules: { createHTML(html: string): string }): { createHTML(html: string): string };
}

// A policy may be created once for each page (CSP `trusted-types`), so it lives as long as the module. It has no state.
const policy = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes?.createPolicy("dormouse", {
  createHTML: (html) => html,
});

/** Parses a whole page, or the content of a body. Nothing in it runs or loads. */
export function parseDocument(html: string): Document {
  return new DOMParser().parseFromString(policy?.createHTML(html) ?? html, "text/html");
}

/** Parses a piece of a page. @param ns "svg" or "math": the element that it is parsed in */
export function parseFragment(html: string, ns?: string): DocumentFragment {
  const template = document.createElement("template");
  const whole = ns ? `<${ns}>${html}</${ns}>` : html;
  template.innerHTML = policy?.createHTML(whole) ?? whole;
  const { content } = template;
  if (ns) content.replaceChildren(...(content.firstChild?.childNodes ?? []));
  return content;
}
