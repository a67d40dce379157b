/**
 * @module The request that `mount` sees, and what it may say about the response. A redirect goes to an http(s) URL, whatever
 * way it was spelled: it is parsed, never compared as text.
 */
import { DormouseError } from "../errors/error.ts";
import type { ResponseMarks } from "../rpc/open.ts";
import type { Opening } from "../view/live-view.ts";

/** Cookies of one request that are read. */
const MAX_COOKIES = 200;

/** The cookies of a `Cookie` header; of two with one name the first counts, as browsers send the more specific one first. */
export function parseCookies(header: string | null): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of (header ?? "").split(";", MAX_COOKIES)) {
    const at = pair.indexOf("=");
    const name = pair.slice(0, Math.max(0, at)).trim();
    if (name !== "" && !cookies.has(name))
      cookies.set(
        name,
        pair
          .slice(at + 1)
          .trim()
          .replace(/^"(.*)"$/, "$1"),
      );
  }
  return cookies;
}

/** The absolute URL that `to` means on `from`. @throws view.mount when it is not http(s) */
export function targetOf(to: string, from: URL): string {
  const target = URL.parse(to, from);
  if (target !== null && (target.protocol === "https:" || target.protocol === "http:"))
    return target.href;
  throw new DormouseError(
    "view.mount",
    `${JSON.stringify(to.slice(0, 200))} is no place to redirect to`,
  );
}

/** An opening that remembers what it was told. */
export class RecordedOpening implements Opening {
  readonly url: URL;
  readonly headers: Headers;
  readonly #setCookies: string[] = [];
  #status = 200;
  #target: string | null = null;

  constructor(url: URL, headers: readonly (readonly [name: string, value: string])[]) {
    this.url = url;
    this.headers = new Headers(headers.map(([name, value]) => [name, value]));
  }

  get cookies(): ReadonlyMap<string, string> {
    return parseCookies(this.headers.get("cookie"));
  }

  redirect(to: string): void {
    this.#target = targetOf(to, this.url);
  }

  status(code: number): void {
    if (Number.isInteger(code) && code >= 200 && code <= 599) this.#status = code;
    else throw new DormouseError("view.mount", `${code} is no status of a page`);
  }

  setCookie(header: string): void {
    this.#setCookies.push(header);
  }

  /** Where to, when `mount` redirects. */
  get target(): string | null {
    return this.#target;
  }

  get marks(): ResponseMarks {
    return { status: this.#status, setCookies: this.#setCookies };
  }
}
