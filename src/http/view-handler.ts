/**
 * @module The GET of a view: mint a session near the visitor, ask it for its first HTML, send the page. The session stays in
 * memory until the socket attaches a moment later; if none does, nothing was stored.
 */
import type { Context } from "hono";
import { routePath } from "hono/route";
import { printDiagnostic } from "../errors/diagnostic.ts";
import { DormouseError } from "../errors/error.ts";
import { isDevelopment } from "../platform/environment.ts";
import { codeOf } from "../platform/log.ts";
import { MAX_URL_LENGTH } from "../rpc/claims.ts";
import type { OpenResult, ResponseMarks } from "../rpc/open.ts";
import { pageHeaders } from "../security/headers.ts";
import { secretOf } from "../security/secret.ts";
import { signToken } from "../security/token.ts";
import type { RegisteredView } from "../view/registry.ts";
import { addressOf, parametersOf } from "../view/route.ts";
import { type HttpApp, type Visitor, visitorOf } from "./app-config.ts";
import { assemblePage, CLIENT_PATH, diagnosticPage, failurePage } from "./pages.ts";
import { FORGET_COOKIE, leftBy, openSession } from "./resume.ts";

function respond(body: string | null, headers: Headers, marks: ResponseMarks): Response {
  for (const cookie of marks.setCookies) headers.append("set-cookie", cookie);
  return new Response(body, { status: marks.status, headers });
}

function failed(c: Context, failure: Extract<OpenResult, { kind: "failed" }>): Response {
  const body = isDevelopment(c.env)
    ? diagnosticPage(failure.diagnostic)
    : failurePage(failure.code, failure.ref);
  const headers = pageHeaders("principal");
  return respond(body, headers, { status: 500, setCookies: [] });
}

interface Visit {
  readonly view: RegisteredView;
  readonly visitor: Visitor;
  readonly url: URL;
  readonly sid: string;
}

async function page(
  app: HttpApp,
  c: Context,
  { html, islandAt, island, marks }: Extract<OpenResult, { kind: "page" }>,
  { view, visitor, url, sid }: Visit,
): Promise<Response> {
  const { principal, isAnonymous } = visitor;
  const claims = {
    sid,
    principal,
    view: view.name,
    url: `${url.pathname}${url.search}${url.hash}`,
  };
  const token = await signToken(claims, { secret: secretOf(c.env), now: app.now() });
  const headers = pageHeaders(isAnonymous ? "anybody" : "principal");
  headers.set("link", `<${CLIENT_PATH}>; rel=modulepreload`);
  const { scripts } = app;
  const withToken = { ...island, token };
  const body = assemblePage({ html, islandAt, island: withToken, title: view.name, scripts });
  return respond(body, headers, marks);
}

/** The page's address. @throws view.no-url-field when the route has a parameter that the view does not */
function locate(c: Context, view: RegisteredView): URL {
  const pattern = routePath(c);
  for (const name of parametersOf(pattern)) {
    if (view.urls.some((field) => field.name === name)) continue;
    throw new DormouseError(
      "view.no-url-field",
      `the route ${pattern} names ${name}, which is no @url field of ${view.name}`,
      { hint: `put @url() before a field ${name}` },
    );
  }
  return addressOf(new URL(c.req.url), pattern);
}

async function open(app: HttpApp, c: Context, view: RegisteredView): Promise<Response> {
  // Before a session is minted: without it the page could never connect.
  secretOf(c.env);
  const url = locate(c, view);
  if (url.pathname.length + url.search.length > MAX_URL_LENGTH) return c.text("URI Too Long", 414);
  const visitor = await visitorOf(app, c);
  const headers = [...c.req.raw.headers];
  const { user, principal } = visitor;
  const request = { view: view.name, url: url.href, headers, principal, user };
  const left = leftBy(c);
  const { sid, result } = await openSession(app, c, left, request);
  const response = await answer(app, c, result, { view, visitor, url, sid });
  if (left !== null) response.headers.append("set-cookie", FORGET_COOKIE);
  return response;
}

async function answer(
  app: HttpApp,
  c: Context,
  result: OpenResult,
  visit: Visit,
): Promise<Response> {
  switch (result.kind) {
    case "failed":
      return failed(c, result);
    case "redirect": {
      const { marks, to } = result;
      const status = marks.status >= 300 && marks.status < 400 ? marks.status : 303;
      return respond(null, new Headers({ location: to, "cache-control": "no-store" }), {
        ...marks,
        status,
      });
    }
    case "missing":
      return c.notFound();
    case "page":
      return page(app, c, result, visit);
  }
}

/** Answers a request with a view. Never throws: what is wrong is logged, and shown as a page. */
export async function answerView(
  app: HttpApp,
  c: Context,
  view: RegisteredView,
): Promise<Response> {
  if (c.req.method !== "GET" && c.req.method !== "HEAD") {
    return c.text("Method Not Allowed", 405, { allow: "GET, HEAD" });
  }
  try {
    return await open(app, c, view);
  } catch (error) {
    const code = codeOf(error, "view.mount");
    const ref = crypto.randomUUID().slice(0, 8);
    app.log({ at: "http.view", code, ref, error });
    const diagnostic =
      error instanceof DormouseError ? printDiagnostic(error) : `${code}: ${String(error)}`;
    return failed(c, { kind: "failed", code, ref, diagnostic });
  }
}
